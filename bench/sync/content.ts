import { isDeepStrictEqual } from 'node:util';
import type { ElasticIndex } from './elastic-index.ts';
import { type Dataset, propertiesOf } from './fixture.ts';
import type { Servers } from './servers.ts';

type Document = Readonly<Record<string, unknown>>;

/** What is wrong with an index that should hold the table; undefined when nothing is. */
export async function wrongContent(
  { client }: Servers,
  dataset: Dataset,
  index: ElasticIndex,
  count: number,
): Promise<string | undefined> {
  if (count !== dataset.rows) return `${count} documents of ${dataset.rows} rows`;
  const { table } = dataset;
  const { rows } = await client.query<{ hk: string; document: Document }>(
    `SELECT hk, row_to_json(t) AS document FROM ${table} AS t WHERE source_id IN ('rec-000000001', 'rec-000000777')`,
  );
  for (const { hk, document } of rows) {
    const found = await index.get(hk);
    const fields = Object.keys(propertiesOf(dataset));
    const wrong = fields.find((field) => !isDeepStrictEqual(plain(found?.[field]), plain(document[field])));
    if (wrong !== undefined) return `${hk}: ${wrong} is ${JSON.stringify(found?.[wrong])?.slice(0, 100)}`;
  }
  return undefined;
}

/** Clients print the same moment and the same 32-bit number differently. */
function plain(value: unknown): unknown {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ]/.test(value)) return new Date(value).getTime();
  if (Array.isArray(value)) return value.map((each) => (typeof each === 'number' ? Math.fround(each) : each));
  return value;
}
