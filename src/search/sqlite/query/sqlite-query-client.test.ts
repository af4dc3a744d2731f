import { rmSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { QueryClient, QueryHit } from '../../client/types.ts';
import type { IndexRecord } from '../../types.ts';
import { openEmbeddedIndex } from '../embedded-index.ts';
import type { MirrorOptions } from '../mirror.ts';
import { failure, mirrorOf, record, temporaryPaths } from '../testing/fixtures.ts';
import { type SqliteQueryOptions, sqliteQueryClient } from './sqlite-query-client.ts';

const path = temporaryPaths();

/** A document as it is, with nothing indexed but its JSON. */
const plain = (id: string, json: string): IndexRecord => ({
  id,
  document: json,
  text: ['', ''],
  keywords: [[], []],
});

async function write(
  file: string,
  records: readonly IndexRecord[],
  options: Partial<MirrorOptions> = {},
): Promise<void> {
  const index = await openEmbeddedIndex(file);
  await index.mirror(mirrorOf(records, options));
  index.close();
}

async function open(file: string, options: Partial<SqliteQueryOptions> = {}): Promise<QueryClient> {
  const client = await sqliteQueryClient({ path: file, ...options });
  onTestFinished(() => client.close());
  return client;
}

async function clientOf(
  records: readonly IndexRecord[],
  options: Partial<SqliteQueryOptions> = {},
): Promise<QueryClient> {
  const file = path();
  await write(file, records);
  return open(file, options);
}

const ids = ({ hits }: { readonly hits: readonly QueryHit[] }): string[] => hits.map(({ id }) => id);
const many = (count: number): IndexRecord[] =>
  Array.from({ length: count }, (_, n) =>
    record(`d${String(n).padStart(3, '0')}`, { title: 'same', country: `c${n % 3}` }),
  );

describe('pages', () => {
  it('go on in another client while the index is the same, and are refused once it is not', async () => {
    const file = path();
    await write(file, many(10));
    const first = await open(file);
    const { cursor = '' } = await first.keyword({ limit: 4, cursor: true });
    await first.close();
    const second = await open(file);
    expect(ids(await second.keyword({ limit: 4, cursor }))).toEqual(['d004', 'd005', 'd006', 'd007']);
    await write(file, many(11));
    const error = await failure(() => second.keyword({ limit: 4, cursor }));
    expect(error.message).toMatch(/HR-SEARCH-064.*the index has changed since/);
  });

  it('are let go after their time, so that the log of the file can shrink', async () => {
    const file = path();
    await write(file, many(10));
    const client = await open(file, { pageLifetimeMs: 30 });
    const { cursor = '' } = await client.search({ query: 'same', limit: 4, cursor: true });
    await write(file, many(11));
    expect(ids(await client.search({ query: 'same', limit: 4, cursor }))).toHaveLength(4);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await expect(client.search({ query: 'same', limit: 4, cursor })).rejects.toThrow(/HR-SEARCH-064/);
  });

  it('of many results are kept at once, up to a limit', async () => {
    const file = path();
    await write(file, many(10));
    const client = await open(file);
    const cursors: string[] = [];
    for (let n = 0; n < 20; n += 1)
      cursors.push((await client.keyword({ limit: 4, cursor: true })).cursor ?? '');
    await write(file, many(11));
    await expect(client.keyword({ limit: 4, cursor: cursors[0] ?? '' })).rejects.toThrow(/HR-SEARCH-064/);
    expect(ids(await client.keyword({ limit: 4, cursor: cursors[19] ?? '' }))).toHaveLength(4);
  });

  it('are refused with a cursor that somebody has changed', async () => {
    const client = await clientOf(many(10));
    const { cursor = '' } = await client.keyword({ limit: 4, cursor: true });
    const [version, hash, place] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    for (const wrong of [{}, [{}], [{ integer: 'x' }], 'd004', [true]]) {
      const changed = Buffer.from(JSON.stringify([version, hash, { ...place, place: wrong }])).toString(
        'base64url',
      );
      await expect(client.keyword({ limit: 4, cursor: changed })).rejects.toThrow(/HR-SEARCH-063/);
    }
  });

  it('are right for integers that are no JavaScript numbers', async () => {
    const numbers = [
      '9007199254740993',
      '9007199254740992',
      '-9223372036854775808',
      '9223372036854775807',
      '5',
      '0.1',
      '5',
    ];
    const documents = numbers.map((n, position) => plain(`d${position}`, `{"n":${n}}`));
    const schema = { fields: { n: { type: 'double' } }, analyzer: 'standard' } as const;
    const client = await clientOf([...documents, plain('none', '{}')], { schema });
    const found: string[] = [];
    for (let cursor: string | true | undefined = true; cursor !== undefined; ) {
      const page: Awaited<ReturnType<QueryClient['keyword']>> = await client.keyword({
        sort: ['n'],
        limit: 1,
        cursor,
      });
      found.push(...ids(page));
      cursor = page.cursor;
    }
    expect(found).toEqual(['d2', 'd5', 'd4', 'd6', 'd1', 'd0', 'd3', 'none']);
  });
});

describe('the schema', () => {
  it('is what the index knows of its fields, and follows it', async () => {
    const file = path();
    const types = { price: 'double', day: 'date' } as const;
    const schema = {
      text: ['title', 'body'],
      keywords: ['country', 'tags'],
      analyzer: 'english',
      dimensions: 2,
      fields: types,
    } as const;
    await write(file, [record('a', { vector: [1, 0] })], { schema });
    const client = await open(file);
    expect(client.schema).toEqual({
      analyzer: 'english',
      fields: {
        title: { type: 'text', keyword: true },
        body: { type: 'text', keyword: true },
        country: { type: 'keyword' },
        tags: { type: 'keyword' },
        price: { type: 'double' },
        day: { type: 'date' },
        vector: { type: 'vector', dimensions: 2 },
      },
    });
    await write(file, [record('a', {})]);
    expect(Object.keys(client.schema.fields)).toEqual(['title', 'body', 'country', 'tags']);
    await expect(client.count({ range: { price: { gt: 1 } } })).rejects.toThrow(/HR-SEARCH-020/);
  });

  it('of the caller must fit', async () => {
    const file = path();
    await write(file, many(1));
    const fields = { titel: { type: 'text' }, v: { type: 'vector', dimensions: 2 } } as const;
    const error = await failure(() =>
      sqliteQueryClient({ path: file, schema: { fields, analyzer: 'standard' } }),
    );
    expect([error.exitCode, error.message]).toEqual([
      2,
      expect.stringMatching(/no words of titel and v; its text fields are: title and body/),
    ]);
  });
});

describe('values in documents', () => {
  const fields = {
    'a.b': { type: 'long' },
    'x.y.z': { type: 'keyword' },
    day: { type: 'date' },
    flag: { type: 'boolean' },
    "o'clock": { type: 'long' },
  } as const;
  const documents = [
    plain('nested', '{"a":{"b":1},"x":{"y":{"z":"deep"}},"day":"2024-05-01 10:00:00+02","flag":"true"}'),
    plain('dotted', `{"a.b":1,"x.y.z":"deep","day":"2024-05-01T08:00:00Z","flag":true,"o'clock":3}`),
    plain(
      'lists',
      '{"a":[{"b":[2,1]},{"b":3},7],"x":[{"y":[{"z":"deep"},{"z":null}]}],"day":["2024-05","2023"],"flag":[false]}',
    ),
    plain('texts', '{"a":{"b":"1"},"x":{"y":"deep"},"day":"yesterday","flag":null}'),
    plain('nothing', '{"a":null,"x":{"y":{"z":[]}},"day":null}'),
  ];

  it.each([
    [{ term: { 'a.b': 1 } }, ['dotted', 'lists', 'nested', 'texts']],
    [{ range: { 'a.b': { gt: 2 } } }, ['lists']],
    [{ term: { 'x.y.z': 'deep' } }, ['dotted', 'lists', 'nested']],
    [{ exists: 'x.y.z' }, ['dotted', 'lists', 'nested']],
    [{ term: { day: '2024-05-01T08:00:00.000Z' } }, ['dotted', 'nested']],
    [{ term: { day: '2024-05' } }, ['dotted', 'lists', 'nested']],
    [{ term: { day: '2023' } }, ['lists']],
    [{ term: { flag: true } }, ['dotted', 'nested']],
    [{ term: { flag: false } }, ['lists']],
    [{ term: { "o'clock": 3 } }, ['dotted']],
  ])('%j', async (filter, expected) => {
    const client = await clientOf(documents, { schema: { fields, analyzer: 'standard' } });
    expect(ids(await client.keyword({ filter }))).toEqual(expected);
  });
});

it('forgives letters under a stemmer too', async () => {
  const file = path();
  const schema = {
    text: ['title', 'body'],
    keywords: ['country', 'tags'],
    analyzer: 'english',
    dimensions: undefined,
  } as const;
  await write(file, [record('a', { title: 'running shoes' }), record('b', { title: 'rain coat' })], {
    schema,
  });
  const client = await open(file);
  expect(ids(await client.search({ query: 'runing sheos', fuzziness: 'auto', operator: 'all' }))).toEqual([
    'a',
  ]);
});

it('ranks the word itself before what is like it', async () => {
  const titles = ['cat', 'cat', 'cat', 'cat', 'bat', 'cart'].map((title, n) =>
    record(`${title}${n}`, { title }),
  );
  const client = await clientOf([...titles, ...many(20)]);
  const { hits } = await client.search({ query: 'cat', fuzziness: 1 });
  expect(hits.map(({ id }) => id.slice(0, -1))).toEqual(['cat', 'cat', 'cat', 'cat', 'bat', 'cart']);
});

it('iterates a state of its own, and can be left early', async () => {
  const file = path();
  await write(file, many(50));
  const client = await open(file);
  const found: string[] = [];
  for await (const { id } of client.iterate({ query: 'same', limit: 7 })) {
    if (found.length === 0) await write(file, many(3));
    found.push(id);
    if (found.length === 30) break;
  }
  expect(new Set(found).size).toBe(30);
  expect(await client.count()).toBe(3);
});

it('finds more neighbours than sqlite-vec gives at once', async () => {
  const file = path();
  const schema = {
    text: ['title', 'body'],
    keywords: ['country', 'tags'],
    analyzer: 'standard',
    dimensions: 2,
  } as const;
  const records = Array.from({ length: 4200 }, (_, n) => record(`${n}`, { vector: [1, n] }));
  await write(file, records, { schema });
  const client = await open(file);
  const { hits } = await client.semantic({ vector: [1, 0], limit: 4200 });
  expect(ids({ hits })).toEqual(records.map(({ id }) => id));
});

it('stops when it is told to', async () => {
  const client = await clientOf(many(3));
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(client.search({ query: 'same', signal })).rejects.toThrow('enough');
  await expect(client.iterate({ signal })[Symbol.asyncIterator]().next()).rejects.toThrow('enough');
});

it('says that there is no index', async () => {
  const file = path();
  expect((await failure(() => sqliteQueryClient({ path: file }))).message).toMatch(/HR-SEARCH-001/);
  (await openEmbeddedIndex(file)).close();
  expect((await failure(() => sqliteQueryClient({ path: file }))).message).toMatch(/HR-SEARCH-002/);
  rmSync(file);
});
