import * as z from 'zod';
import { expectation } from './expectation.ts';
import { oneOrMore } from './source-schema.ts';

const names = (what: string) => z.record(z.string(), z.string()).optional().describe(what);

/** How rows become documents; read by every source of records. */
const mapSchema = z
  .strictObject({
    rename: names('Column: its name in the document.'),
    nest: z
      .record(z.string(), z.union([oneOrMore, z.record(z.string(), z.string())]))
      .optional()
      .describe('Name of an object in the document: the columns it takes in, or {name in it: column}.'),
    drop: oneOrMore.optional().describe('Columns that documents do not have.'),
    cast: names('Column: the SQL type it is converted to.'),
    computed: names('Name in the document: the SQL expression that computes it.'),
  })
  .describe('How rows become documents.');

const setting = z
  .union([z.string(), z.number(), z.boolean()])
  .register(expectation, { words: 'a number, or a reference to one' })
  .optional();

const settings = {
  embedding_dimensions: setting.describe('Length of the embedding vectors (default 256).'),
  es_client_batch_size: setting.describe(
    'Documents in the first bulk request (default 100); adapts from there.',
  ),
  es_client_raise_errors: setting.describe(
    '1: the first document that is refused stops the sync (default 0).',
  ),
  es_max_retries: setting.describe('How often a write is tried again (default 10).'),
  es_retry_backoff_seconds: setting.describe('Wait before the first retry (default 1.0); doubles.'),
  es_retry_max_backoff_seconds: setting.describe('The longest wait between retries (default 30.0).'),
  postgres_client_batch_size: setting.describe('Rows per page read from Postgres (default 10000).'),
};

/** What `headrace sync` does for an index. */
export const syncSchema = z.strictObject({
  connection: z.string().optional().describe('The Postgres connection to read from.'),
  table: z.string().optional().describe('The table to read (default: integrated_records).'),
  key: z
    .string()
    .optional()
    .describe('The column that identifies a record (default: the id of the index, or hk).'),
  updated_at: z
    .string()
    .optional()
    .describe('The column that says when a row changed, for incremental syncs.'),
  overlap: z
    .string()
    .optional()
    .describe('How far an incremental sync reads back for late commits (default 60s).'),
  version: z
    .string()
    .optional()
    .describe('The column whose highest value wins (default: the start of the sync).'),
  map: mapSchema.optional(),
  ...settings,
});

/** One load of a finished table, by name: `headrace load NAME`. */
export const loadSchema = z.strictObject({
  source_table: z.string().describe('A path, a table of this project, or catalog.schema.table.'),
  data_source: z.string().describe('Decides the index, by search.data_sources.'),
  es_nodes: z
    .string()
    .optional()
    .describe('host, host:port or URLs, separated by commas (default: the connection).'),
  connection: z.string().optional().describe('The Elasticsearch connection (default: search.connection).'),
  batch_id: z
    .union([z.string(), z.number()])
    .register(expectation, { words: 'text or a number' })
    .optional()
    .describe('A batch is loaded once: again is a no-op.'),
  id: z.string().optional().describe('The column that identifies a record (default: id).'),
  version: z
    .string()
    .optional()
    .describe('The column whose highest value wins (default: the start of the load).'),
  map: mapSchema.optional(),
});

export type MapConfig = z.output<typeof mapSchema>;
export type SyncInput = z.output<typeof syncSchema>;
export type LoadInput = z.output<typeof loadSchema>;
