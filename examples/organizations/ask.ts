/**
 * Asks the index what the command line does not: in numbers and by meaning, from a program. The same questions go to
 * an embedded index and to Elasticsearch. `node ask.ts` after a sync.
 */
import { join } from 'node:path';
import { openQueryClient, type QuerySchema } from 'headrace/search';
import { embed } from './lib/embed.ts';

const index = 'example-organizations';

/** What may be asked of an organization. A question that does not fit does not compile. */
const schema = {
  analyzer: 'standard',
  fields: {
    name: { type: 'text', keyword: true },
    description: { type: 'text' },
    sector: { type: 'keyword' },
    country: { type: 'keyword' },
    tags: { type: 'keyword' },
    size: { type: 'keyword' },
    employees: { type: 'long' },
    revenue: { type: 'double' },
    founded: { type: 'date' },
    embedding: { type: 'vector', dimensions: 256 },
  },
} as const satisfies QuerySchema;

interface Organization {
  readonly [field: string]: unknown;
  readonly name: string;
  readonly description: string;
  readonly employees: number;
  readonly founded: string;
  readonly contact: { readonly web: string };
}

const { ELASTICSEARCH_URL, ELASTICSEARCH_API_KEY, ELASTICSEARCH_CA_CERT } = process.env;
const place = ELASTICSEARCH_URL
  ? ({
      backend: 'elasticsearch',
      nodes: [ELASTICSEARCH_URL],
      index,
      ...(ELASTICSEARCH_API_KEY && { apiKey: ELASTICSEARCH_API_KEY }),
      ...(ELASTICSEARCH_CA_CERT && { caCert: ELASTICSEARCH_CA_CERT }),
    } as const)
  : ({
      backend: 'sqlite',
      path: join(import.meta.dirname, '.headrace', 'search', `${index}.db`),
    } as const);
const organizations = await openQueryClient<typeof schema.fields, Organization>({
  ...place,
  schema,
  // Queries become vectors the way the rows did.
  embedder: {
    embed: async (texts: readonly string[]) => texts.map((text) => Float32Array.from(embed(text))),
  },
});

try {
  const large = await organizations.keyword({
    filter: { and: [{ term: { country: 'FI' } }, { range: { employees: { gte: 1500 } } }] },
    sort: [{ field: 'employees', order: 'desc' }],
    facets: ['sector'],
    limit: 3,
  });
  console.log(`${large.total} in Finland with 1,500 employees or more, the largest first:`);
  for (const { document } of large.hits) console.log(`  ${document.employees}  ${document.name}`);
  console.log(
    `  by sector: ${large.facets.sector?.map(({ value, count }) => `${value} ${count}`).join(', ')}`,
  );

  const query = 'boats without diesel';
  const near = await organizations.semantic({ query, filter: { term: { country: 'NO' } }, limit: 3 });
  console.log(`in Norway, nearest to "${query}":`);
  for (const { document } of near.hits) console.log(`  ${document.description} ${document.contact.web}`);

  const young = { range: { founded: { gte: '2010' } } } as const;
  const both = await organizations.hybrid({ query: 'farmer insurance', filter: young, limit: 3 });
  console.log('founded since 2010, "farmer insurance" by words and by meaning:');
  for (const { document } of both.hits) console.log(`  ${document.founded}  ${document.description}`);
} finally {
  await organizations.close();
}
