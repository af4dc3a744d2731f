// The other half: the key and the hash of every document of an index, page by page, thrown away.
// Second argument: how many documents there have to be.
import { readJob } from './job.ts';

interface Page {
  readonly pit_id: string;
  readonly hits?: {
    readonly hits: readonly {
      readonly _id: string;
      readonly fields: Readonly<Record<'_headrace.h' | '_headrace.l', readonly [number]>>;
      readonly sort: readonly [number];
    }[];
  };
}

const pageDocuments = 10_000;
const { to, index } = readJob();

async function post<Answer>(path: string, body: unknown): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(new URL(path, to), { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 1000)}`);
  return JSON.parse(text);
}

const { id } = await post<{ id: string }>(`/${index}/_pit?keep_alive=1m`, undefined);
let total = 0;
for (let after: readonly number[] | undefined; ; ) {
  const page = await post<Page>('/_search?filter_path=pit_id,hits.hits._id,hits.hits.fields,hits.hits.sort', {
    size: pageDocuments,
    pit: { id, keep_alive: '1m' },
    sort: [{ _shard_doc: 'asc' }],
    _source: false,
    docvalue_fields: ['_headrace.h', '_headrace.l'],
    track_total_hits: false,
    ...(after === undefined ? {} : { search_after: after }),
  });
  const hits = page.hits?.hits ?? [];
  total += hits.filter(
    ({ fields }) => fields['_headrace.h'].length + fields['_headrace.l'].length === 2,
  ).length;
  after = hits.at(-1)?.sort;
  if (after === undefined) break;
}
const wanted = Number(process.argv[3]);
if (total !== wanted) throw new Error(`${total} hashes of ${wanted} documents`);
process.stdout.write(`${total} documents\n`);
