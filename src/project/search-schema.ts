import * as z from 'zod';
import { expectation } from './expectation.ts';
import { syncSchema } from './load-schema.ts';
import { isSecretReference } from './secrets.ts';
import { oneOrMore, wholeNumber } from './source-schema.ts';

const dimensions = wholeNumber.optional().describe('Length of the vectors (default 256).');
const fields = oneOrMore
  .optional()
  .describe('The columns whose text is embedded (default: the text fields of the index).');

const searchBackends = ['sqlite', 'elasticsearch'] as const;

/** Search backends of later versions: a name, not a typing error. */
export const laterBackends: ReadonlySet<string> = new Set(['opensearch']);

/** Marks an issue about a secret, so that its message is worded without the value. */
export const literalSecretIssue = 'literal-secret';

const apiKey = z
  .string()
  .refine(isSecretReference, { params: { problem: literalSecretIssue } })
  .meta({ pattern: '^\\$\\{(env|secret):[^{}]+\\}$' })
  .optional()
  .describe(`A reference to the key, \${env:NAME} or \${secret:scope/key}; never the key itself.`);

const embeddingUrl = z
  .string()
  .regex(/^https?:\/\/./)
  .refine((url) => !/^https?:\/\/[^/]*@/.test(url), { params: { problem: literalSecretIssue } })
  .meta({ pattern: '^(https?://|\\$\\{)', description: 'An OpenAI-compatible /embeddings endpoint.' })
  .register(expectation, { words: 'an http:// or https:// address' });

const embedders = z.discriminatedUnion('embedder', [
  z.strictObject({
    embedder: z.literal('corpus').describe('Learned from the corpus itself and frozen with the index.'),
    fields,
    dimensions,
  }),
  z.strictObject({
    embedder: z.literal('column').describe('A column that already holds the vector.'),
    column: z.string().describe('The column that holds the vector.'),
    dimensions,
  }),
  z.strictObject({
    embedder: z.literal('static').describe('A static embedding matrix on this machine.'),
    model: z.string().describe('The folder with the matrix and its tokenizer.'),
    fields,
    dimensions,
  }),
  z.strictObject({
    embedder: z.literal('http').describe('An OpenAI-compatible embedding service.'),
    url: embeddingUrl,
    model: z.string().describe('The name of the model, as the service knows it.'),
    api_key: apiKey,
    fields,
    dimensions,
  }),
]);

const vectorSchema = z.union([z.literal('corpus'), embedders]).register(expectation, {
  words: '"corpus" or a mapping with an embedder, such as {embedder: column, column: embedding}',
});

/** Index names become file names and Elasticsearch index names. */
const indexName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]*$/)
  .register(expectation, { words: 'lower-case letters, digits, "_", "-" and "."' });

export const indexSchema = z.strictObject({
  from: z.string().optional().describe('The table the index mirrors; absent where it is synced or loaded.'),
  id: z.string().optional().describe('The column that identifies a record (default: hk with sync, else id).'),
  text: oneOrMore.optional().describe('Columns for full-text search, the most important first.'),
  keywords: oneOrMore.optional().describe('Columns for exact filters and facets.'),
  analyzer: z
    .enum(['standard', 'english'])
    .optional()
    .describe('How text becomes words: standard splits and folds case, english also stems.'),
  vector: vectorSchema
    .optional()
    .describe('Where the vectors of semantic search come from: `corpus`, or an embedder with its keys.'),
  template: z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .register(expectation, { words: 'a JSON file, or a mapping with settings and mappings' })
    .optional()
    .describe(
      'Settings and mappings of your own for Elasticsearch, instead of the generated ones: a JSON file, or inline.',
    ),
  physical: indexName.optional().describe('The first physical index behind the alias (default: <name>_v1).'),
  number_of_shards: wholeNumber.optional().describe('Shards of the physical index (default 1).'),
  sync: syncSchema.optional().describe('The Postgres table that `headrace sync` streams into the index.'),
});

export const searchSchema = z.strictObject({
  backend: z
    .enum(searchBackends)
    .optional()
    .describe('Where the indexes live: sqlite, in the project (the default), or elasticsearch.'),
  connection: z.string().optional().describe('The Elasticsearch connection of this project.'),
  indexes: z.record(indexName, indexSchema).optional().describe('Index name: what it is made from.'),
  data_sources: z
    .record(z.string(), indexName)
    .optional()
    .describe('Data source: the index its loads go to.'),
  default_index: indexName
    .optional()
    .describe('Where loads of any other data source go (default: an error).'),
});

export type IndexConfig = z.output<typeof indexSchema>;
export type VectorInput = z.output<typeof vectorSchema>;
