import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithServers } from '../../../test/servers/describe-with-servers.ts';
import { bucketCount, noSums } from '../../load/index.ts';
import { elasticsearchTarget } from './bulk-target.ts';
import { connectElasticsearch, type ElasticsearchConnection } from './connect.ts';
import { deleteDocuments } from './delete-documents.ts';
import { ensureIndex } from './ensure-index.ts';
import { openHashRanges, type StampedDocument } from './hash-ranges.ts';
import { indexBody } from './index-body.ts';
import { countDocuments, refreshIndex } from './physical-names.ts';
import { sampleDocuments } from './sample-documents.ts';
import { kinds, record, stamped } from './testing/records.ts';

const signal = new AbortController().signal;

async function collect(pages: AsyncIterable<readonly StampedDocument[]>): Promise<StampedDocument[]> {
  const all: StampedDocument[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

describeWithServers('what verify asks of Elasticsearch', ['elasticsearch'], (servers) => {
  let cluster: ElasticsearchConnection;
  let index: string;
  const max = 2 ** 32 - 1;
  const buckets = [0, 1, 8191, 8192, 40_000, bucketCount - 1];
  const documents = Array.from({ length: 12_000 }, (_, n) => ({
    key: `k${n}`,
    b: buckets[n % buckets.length] ?? 0,
    h: max - n,
    l: (n * 2_654_435_761) % (max + 1),
  }));

  beforeAll(async () => {
    cluster = await connectElasticsearch({ nodes: [servers.elasticsearch.url] });
    index = `${servers.elasticsearch.freshPrefix()}sums`;
    const body = indexBody({ fields: { n: { type: 'long' } }, numberOfShards: 2 });
    await ensureIndex(cluster, { alias: index, physical: `${index}_v1`, body });
    const target = elasticsearchTarget(cluster, { index });
    const records = documents.map(({ key, b, h, l }, n) => stamped(key, { n }, b, h, l));
    expect(new Set(kinds(await target.write(records, '1', signal)))).toEqual(new Set(['stored']));
    await target.write([record('foreign', { n: -1 })], '1', signal);
  });
  afterAll(() => cluster.close());

  it('are sums that are exactly those of what was written', async () => {
    const ranges = await openHashRanges(cluster, index);
    const { count, high, low } = await ranges.sums();
    const expected = noSums();
    for (const { b, h, l } of documents) {
      expected.count[b] = (expected.count[b] ?? 0) + 1;
      expected.high[b] = (expected.high[b] ?? 0) + h;
      expected.low[b] = (expected.low[b] ?? 0) + l;
    }
    expect({ count, high, low }).toEqual(expected);
    expect(await ranges.countUnstamped()).toBe(1);
    expect((await collect(ranges.unstamped())).map(({ key }) => key)).toEqual(['foreign']);
    await ranges.close();
  });

  it('are keys and stamps, page by page, of one moment', async () => {
    const ranges = await openHashRanges(cluster, index);
    await elasticsearchTarget(cluster, { index }).write([stamped('later', {}, 0, 1, 1)], '1', signal);
    await refreshIndex(cluster, index);
    const found = await collect(ranges.keys(buckets));
    expect(found).toHaveLength(documents.length);
    const byKey = new Map(found.map((entry) => [entry.key, entry]));
    for (const { key, b, h, l } of documents)
      expect(byKey.get(key)).toMatchObject({ bucket: b, high: h, low: l });
    expect(await collect(ranges.keys([2, 3]))).toEqual([]);
    await ranges.close();
    await deleteDocuments(cluster, index, [{ key: 'later' }]);
  });

  it('deletes what did not change since it was looked at', async () => {
    const target = elasticsearchTarget(cluster, { index });
    await target.write([stamped('x', {}, 5, 1, 1), stamped('y', {}, 5, 1, 1)], '1', signal);
    const ranges = await openHashRanges(cluster, index);
    const found = (await collect(ranges.keys([5]))).sort((a, b) => a.key.localeCompare(b.key));
    await ranges.close();
    await target.write([stamped('y', { n: 2 }, 5, 2, 2)], '2', signal);
    const outcomes = await deleteDocuments(cluster, index, [...found, { key: 'never was' }]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['stored', 'stale', 'stored']);
    expect(kinds(await target.write([stamped('x', {}, 5, 1, 1)], '3', signal))).toEqual(['stored']);
    await deleteDocuments(cluster, index, [{ key: 'x' }, { key: 'y' }]);
  });

  it('samples', async () => {
    await refreshIndex(cluster, index);
    const sample = await sampleDocuments(cluster, index, 50, 7);
    expect(new Set(sample.map(({ key }) => key)).size).toBe(50);
    expect(await sampleDocuments(cluster, index, 50, 7)).toEqual(sample);
    const [{ key, document } = { key: '', document: {} }] = sample;
    expect(`k${document.n}`).toBe(key);
    expect(await countDocuments(cluster, index)).toBe(documents.length + 1);
  });
});
