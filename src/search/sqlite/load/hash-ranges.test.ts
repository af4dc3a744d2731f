import { expect, it } from 'vitest';
import { openEmbeddedIndex } from '../embedded-index.ts';
import { codes, failure, mirrorOf, record, temporaryPaths } from '../testing/fixtures.ts';
import { openSqliteHashRanges } from './hash-ranges.ts';
import { removeSqliteDocuments } from './remove-documents.ts';
import { contents, loadRecord, targetAt, written } from './testing/fixtures.ts';

const path = temporaryPaths();
const high = 2 ** 32 - 1;

async function pagesOf<T>(batches: AsyncIterable<readonly T[]>): Promise<(readonly T[])[]> {
  const pages = [];
  for await (const batch of batches) pages.push(batch);
  return pages;
}

async function all<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  return (await pagesOf(batches)).flat();
}

const stamped = (key: string, b: number, h: number, l: number) =>
  loadRecord(key, { key, v: [h, l] }, { stamp: `{"b":${b},"h":${h},"l":${l}}` });

it('sums stamps by bucket, and lists a bucket, all of one moment', async () => {
  const file = path();
  const target = await targetAt(file);
  await written(target, [
    stamped('a', 0, 1, high),
    stamped('b', 65_535, high, 7),
    stamped('c', 65_535, high, 8),
    loadRecord('d', {}),
  ]);
  const ranges = await openSqliteHashRanges(file);
  const sums = await ranges.sums();
  await written(target, [stamped('a', 0, 2, 2), stamped('e', 3, 4, 5)], '2');

  for (const { count, high: h, low } of [sums, await ranges.sums()]) {
    expect([count.length, count[0], h[0], low[0]]).toEqual([65_536, 1, 1, high]);
    expect([count[65_535], h[65_535], low[65_535], count[3]]).toEqual([2, 2 * high, 15, 0]);
  }
  expect(await all(ranges.keys([0, 7, 65_535]))).toEqual([
    { key: 'a', revision: 2, bucket: 0, high: 1, low: high },
    { key: 'b', revision: 2, bucket: 65_535, high, low: 7 },
    { key: 'c', revision: 2, bucket: 65_535, high, low: 8 },
  ]);
  expect(await all(ranges.keys([]))).toEqual([]);
  expect(await ranges.countUnstamped()).toBe(1);
  expect(await all(ranges.unstamped())).toEqual([{ key: 'd', revision: 2 }]);
  await ranges.close();

  const later = await openSqliteHashRanges(file);
  expect(await all(later.keys([0, 3]))).toMatchObject([{ key: 'a', high: 2, revision: 3 }, { key: 'e' }]);
  await later.close();
  target.close();
});

it('pages through many keys', async () => {
  const file = path();
  const target = await targetAt(file);
  await written(
    target,
    Array.from({ length: 20_001 }, (_, n) => stamped(`k${n}`, n % 2, n, n)),
  );
  const ranges = await openSqliteHashRanges(file);
  const pages = await pagesOf(ranges.keys([0, 1]));
  expect(pages.map(({ length }) => length)).toEqual([10_000, 10_000, 1]);
  expect(new Set(pages.flat().map(({ key }) => key)).size).toBe(20_001);
  await ranges.close();
  target.close();
});

it('removes documents, except for what was written again since', async () => {
  const file = path();
  const target = await targetAt(file);
  await written(
    target,
    ['a', 'b', 'c', 'd'].map((key) => loadRecord(key, { title: key, tags: [key], v: [1, 2] })),
  );
  const ranges = await openSqliteHashRanges(file);
  const [a, b] = await all(ranges.unstamped());
  await ranges.close();
  await written(target, [loadRecord('b', { title: 'again' })], '1');
  if (a === undefined || b === undefined) throw new Error('Nothing was listed');
  const outcomes = await removeSqliteDocuments(file, [a, b, { key: 'c' }, { key: 'c' }, { key: 'nobody' }]);
  expect(outcomes.map(({ kind }) => kind)).toEqual(['stored', 'stale', 'stored', 'stored', 'stored']);
  // The writer that was open before knows neither rows nor keywords that are gone.
  expect(
    await written(
      target,
      [loadRecord('e', { title: 'e', tags: ['a', 'd'], v: [3, 4] }), loadRecord('a', {})],
      '0',
    ),
  ).toEqual(['stored', 'stored']);
  target.close();
  expect(Object.keys(contents(file))).toEqual(['a', 'b', 'd', 'e']);
  expect(contents(file).e).toMatchObject({ keywords: '["1 a","1 d"]' });
  const index = await openEmbeddedIndex(file);
  expect(index.count()).toBe(4);
  index.close();
});

it('samples documents, the same ones for the same seed', async () => {
  const file = path();
  const target = await targetAt(file);
  await written(
    target,
    Array.from({ length: 300 }, (_, n) => loadRecord(`k${n}`, { n, v: [1, n] })),
  );
  const ranges = await openSqliteHashRanges(file);
  const some = await ranges.sample(20, 7);
  expect(new Set(some.map(({ key }) => key)).size).toBe(20);
  expect(some.every(({ key, document }) => `k${document.n}` === key && !('v' in document))).toBe(true);
  expect(await ranges.sample(20, 7)).toEqual(some);
  expect(await ranges.sample(20, 123_456_789)).not.toEqual(some);
  expect(await ranges.sample(1000, 1)).toHaveLength(300);
  await ranges.close();
  target.close();
});

it('asks only indexes of loaded records', async () => {
  const file = path();
  for (const ask of [() => openSqliteHashRanges(file), () => removeSqliteDocuments(file, [])]) {
    expect(codes(await failure(ask))).toEqual(['HR-SEARCH-001']);
  }
  const index = await openEmbeddedIndex(file);
  for (const ask of [() => openSqliteHashRanges(file), () => removeSqliteDocuments(file, [])]) {
    expect(codes(await failure(ask))).toEqual(['HR-SEARCH-002']);
  }
  await index.mirror(mirrorOf([record('a', {})]));
  index.close();
  for (const ask of [() => openSqliteHashRanges(file), () => removeSqliteDocuments(file, [])]) {
    expect(codes(await failure(ask))).toEqual(['HR-SEARCH-040']);
  }
});
