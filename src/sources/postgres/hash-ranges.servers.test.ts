import { beforeAll, expect, it } from 'vitest';
import { describeWithServers } from '../../../test/servers/describe-with-servers.ts';
import { isRecord } from '../../kernel/index.ts';
import type { BucketSum } from './hash-ranges.ts';
import { postgresSource } from './postgres-source.ts';
import { execute, forever, keysOf, readAll } from './testing/tables.ts';

describeWithServers('hashes of Postgres', ['postgres'], (servers) => {
  let url = '';
  beforeAll(async () => {
    url = await servers.postgres.freshDatabase();
    await execute(
      url,
      `CREATE TABLE t (k text UNIQUE, n int);
       INSERT INTO t SELECT 'k''' || i, i FROM generate_series(1, 3000) i;
       INSERT INTO t VALUES (NULL, 1), ('', 1), (repeat('x', 513), 1), ('negative', -1)`,
    );
  });

  const open = () => postgresSource({ settings: { url }, table: 't', key: 'k', version: 'n' });

  async function stamped() {
    const records = await readAll(await open());
    return records.flatMap((record) => {
      if (!('stamp' in record) || record.stamp === undefined) return [];
      const stamp: unknown = JSON.parse(record.stamp);
      if (!isRecord(stamp)) throw new Error('no stamp');
      return [
        { key: record.key, stamp: record.stamp, b: Number(stamp.b), h: Number(stamp.h), l: Number(stamp.l) },
      ];
    });
  }

  it.each([0, 4, 12, 16])('add up to what the records carry (shift %i)', async (shift) => {
    const expected = new Map<number, BucketSum>();
    for (const { b, h, l } of await stamped()) {
      const bucket = b >> shift;
      const sum = expected.get(bucket) ?? { bucket, count: 0, high: 0, low: 0 };
      expected.set(bucket, { bucket, count: sum.count + 1, high: sum.high + h, low: sum.low + l });
    }
    const sums = await (await open()).hashes.bucketSums(shift);
    expect(sums).toEqual([...expected.values()].sort((a, b) => a.bucket - b.bucket));
    expect(sums.reduce((all, { count }) => all + count, 0)).toBe(3000);
  });

  it('are given for the keys of some buckets', async () => {
    const all = await stamped();
    const buckets = [...new Set(all.slice(0, 500).map(({ b }) => b))];
    const got: { key: string; stamp: string }[] = [];
    for await (const batch of (await open()).hashes.keysAndStamps(buckets, forever)) got.push(...batch);
    const byKey = (a: { key: string }, b: { key: string }): number => (a.key < b.key ? -1 : 1);
    const wanted = all.filter(({ b }) => buckets.includes(b)).map(({ key, stamp }) => ({ key, stamp }));
    expect(got.sort(byKey)).toEqual(wanted.sort(byKey));
  });

  it('find records by key', async () => {
    const { hashes } = await open();
    const keys = ["k'7", 'absent', ...Array.from({ length: 1500 }, (_, at) => `k'${at + 1000}`)];
    const records = [];
    for await (const batch of hashes.readKeys(keys, forever)) records.push(...batch);
    expect(new Set(keysOf(records))).toEqual(new Set(keys.filter((key) => key !== 'absent')));
    expect(records.map((record) => 'version' in record)).not.toContain(false);
    expect(await hashes.keysExist(["k'7", 'absent'])).toEqual(new Set(["k'7"]));
  });

  it('find none where a text is no value of the type', async () => {
    await execute(url, 'CREATE TABLE numbered (id int PRIMARY KEY); INSERT INTO numbered VALUES (1), (2)');
    const { hashes } = await postgresSource({ settings: { url }, table: 'numbered' });
    expect(await hashes.keysExist(['1', 'x', '99999999999999'])).toEqual(new Set(['1']));
    const records = [];
    for await (const batch of hashes.readKeys(['x', '2'], forever)) records.push(...batch);
    expect(keysOf(records)).toEqual(['2']);
  });
});
