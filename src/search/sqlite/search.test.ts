import { describe, expect, it } from 'vitest';
import type { IndexRecord } from '../types.ts';
import { type EmbeddedIndex, openEmbeddedIndex } from './embedded-index.ts';
import type { MirrorOptions } from './mirror.ts';
import { sqliteQueryClient } from './query/sqlite-query-client.ts';
import {
  codes,
  failure,
  mirrorOf,
  type Question,
  record,
  schema,
  search,
  temporaryPaths,
} from './testing/fixtures.ts';

const path = temporaryPaths();

async function indexOf(
  records: readonly IndexRecord[],
  options: Partial<MirrorOptions> = {},
): Promise<EmbeddedIndex> {
  const index = await openEmbeddedIndex(path());
  await index.mirror(mirrorOf(records, options));
  return index;
}

const text = (query: string, more: Partial<Question> = {}): Question => ({
  mode: 'text',
  query,
  ...more,
});
const ids = async (index: EmbeddedIndex, request: Question, vector?: Float32Array): Promise<string[]> =>
  (await search(index, request, vector)).hits.map(({ id }) => id);

const animals = [
  record('fox', { title: 'The quick fox', body: 'jumps over dogs', country: 'de', tags: ['wild', 'red'] }),
  record('dog', { title: 'A lazy dog', body: 'sleeps all day, the dog', country: 'fr', tags: ['tame'] }),
  record('cat', { title: 'Cat «and» dog', body: 'quick naps', country: 'de', tags: ['tame', 'red', 'red'] }),
  record('elk', { title: 'Élan', body: 'Größe zählt 🦌', tags: [] }),
];

describe('text search', async () => {
  const index = await indexOf(animals);

  it('finds all words, else any, and says which', async () => {
    expect(await search(index, text('quick fox'))).toMatchObject({ total: 1, operator: 'all' });
    expect(await search(index, text('fox sleeps'))).toMatchObject({ total: 2, operator: 'any' });
    expect(await search(index, text('fox sleeps', { operator: 'all' }))).toMatchObject({
      total: 0,
      hits: [],
    });
    expect((await ids(index, text('fox sleeps', { operator: 'any' }))).sort()).toEqual(['dog', 'fox']);
  });

  it('gives the whole document, a falling score and highlights', async () => {
    const { hits } = await search(index, text('dog'));
    expect(hits.map(({ id }) => id)).toEqual(['dog', 'cat']);
    expect(hits[0]?.document).toEqual({
      id: 'dog',
      title: 'A lazy dog',
      body: 'sleeps all day, the dog',
      country: 'fr',
      tags: ['tame'],
    });
    expect(hits[0]?.highlights).toEqual({ title: ['A lazy «dog»'], body: ['sleeps all day, the «dog»'] });
    expect(hits[1]?.highlights).toEqual({ title: ['Cat «and» «dog»'] });
    expect(hits[0]?.score).toBeGreaterThan(hits[1]?.score ?? Infinity);
    expect((await search(index, text('dog', { highlight: false }))).hits[0]?.highlights).toEqual({});
  });

  it('knows phrases and prefixes', async () => {
    expect(await ids(index, text('"quick fox"'))).toEqual(['fox']);
    expect(await ids(index, text('"fox quick"', { operator: 'all' }))).toEqual([]);
    expect(await ids(index, text('sle*'))).toEqual(['dog']);
    expect(await ids(index, text('sle', { operator: 'all' }))).toEqual([]);
  });

  it('cuts at the limit and still counts everything', async () => {
    expect(await search(index, text('quick dog', { operator: 'any', limit: 1 }))).toMatchObject({
      total: 3,
      hits: { length: 1 },
    });
  });

  it('narrows by filters and counts facets over what is left', async () => {
    const filters = { country: ['de', 'nowhere'] };
    expect(await search(index, text('quick', { filters, facets: ['country', 'tags'] }))).toMatchObject({
      total: 2,
      facets: {
        country: [{ value: 'de', count: 2 }],
        tags: [
          { value: 'red', count: 2 },
          { value: 'tame', count: 1 },
          { value: 'wild', count: 1 },
        ],
      },
    });
    expect(await ids(index, text('dog', { filters: { country: ['de', 'fr'], tags: ['red'] } }))).toEqual([
      'cat',
    ]);
    expect(await search(index, text('dog', { filters: { tags: ['none'] }, facets: ['tags'] }))).toEqual({
      hits: [],
      total: 0,
      facets: { tags: [] },
      operator: 'all',
    });
    expect(await ids(index, text('dog', { filters: { tags: [] } }))).toEqual([]);
  });

  it('names the fields when one is unknown', async () => {
    const error = await failure(() => search(index, text('dog', { filters: { contry: ['de'] } })));
    expect(error.exitCode).toBe(2);
    expect(error.message).toBe(
      'HR-SEARCH-020: There is no field "contry" to filter by. Fields to filter by: title, body, country and tags. Did you mean "country"?',
    );
    expect(codes(await failure(() => search(index, text('dog', { facets: ['nope'] }))))).toEqual([
      'HR-SEARCH-020',
    ]);
  });

  it.each([0, -1, 1.5, 10_001, Number.NaN])('refuses the limit %s', async (limit) => {
    expect(codes(await failure(() => search(index, text('dog', { limit }))))).toEqual(['HR-SEARCH-021']);
  });

  it.each(['', '   ', '"', '""', '*', '- + ( ) : ^', '!?', '\0', '"*"*'])(
    'finds nothing for %j, and is not upset',
    async (query) => {
      expect(await search(index, text(query))).toMatchObject({ hits: [], total: 0 });
    },
  );

  it.each([
    'dog" OR "fox',
    "dog'; DROP TABLE words; --",
    'title:dog',
    'dog NOT lazy',
    'NEAR(dog lazy)',
    'dog AND',
    '^dog',
    '{title body}:dog',
    '(dog',
    'dog + cat',
    '"dog',
    'dog\0"',
    '\ud800dog',
  ])('takes %j for words', async (query) => {
    await search(index, text(query, { operator: 'any' }));
    expect(index.count()).toBe(4);
  });

  it('finds an emoji, and is not upset by one it does not have', async () => {
    expect(await ids(index, text('🦌'))).toEqual(['elk']);
    expect(await ids(index, text('👩‍👩‍👧‍👦 ☂️', { operator: 'all' }))).toEqual([]);
  });

  it('passes over punctuation between words', async () => {
    expect(await ids(index, text('quick - fox!'))).toEqual(['fox']);
  });

  it('orders equal scores by id', async () => {
    const same = ['d', 'b', 'a', 'c'].map((id) => record(id, { title: 'same' }));
    const tied = await indexOf(same);
    expect(await ids(tied, text('same'))).toEqual(['a', 'b', 'c', 'd']);
    expect(await ids(tied, text('same', { limit: 2 }))).toEqual(['a', 'b']);
    tied.close();
  });
});

describe('analyzers', () => {
  const words = [record('a', { title: 'running Élan' })];

  it('standard folds case and keeps endings and accents', async () => {
    const index = await indexOf(words);
    expect(await ids(index, text('RUNNING'))).toEqual(['a']);
    expect(await ids(index, text('run'))).toEqual([]);
    expect(await ids(index, text('élan'))).toEqual(['a']);
    expect(await ids(index, text('elan'))).toEqual([]);
    index.close();
  });

  it('english also stems and drops accents', async () => {
    const index = await indexOf(words, { schema: { ...schema, analyzer: 'english' } });
    expect(await ids(index, text('runs'))).toEqual(['a']);
    expect(await ids(index, text('elan'))).toEqual(['a']);
    index.close();
  });
});

describe('semantic and hybrid search', async () => {
  const index = await indexOf(
    [
      record('east', { title: 'sunrise', country: 'x', vector: [1, 0] }),
      record('north', { title: 'ice', country: 'y', vector: [0, 2] }),
      record('west', { title: 'sunset ice', country: 'x', vector: [-3, 0] }),
      record('nowhere', { title: 'ice', country: 'x', vector: [0, 0] }),
      record('unknown', { title: 'sunrise ice', country: 'y' }),
    ],
    { schema: { ...schema, dimensions: 2 } },
  );
  const semantic = (more: Partial<Question> = {}): Question => ({
    mode: 'semantic',
    query: '',
    ...more,
  });

  it('ranks by cosine similarity whatever the lengths; what has no direction is no neighbour', async () => {
    const { hits, total } = await search(index, semantic(), Float32Array.of(5, 0));
    expect(hits.map(({ id }) => id)).toEqual(['east', 'north', 'west']);
    expect(hits.map(({ score }) => Number(score.toFixed(5)))).toEqual([1, 0, -1]);
    expect(total).toBe(5);
  });

  it('filters before it ranks, and counts what passes', async () => {
    const request = semantic({ filters: { country: ['x'] }, facets: ['country'], limit: 1 });
    expect(await search(index, request, Float32Array.of(0, 1))).toMatchObject({
      hits: [{ id: 'east' }],
      total: 3,
      facets: { country: [{ value: 'x', count: 3 }] },
    });
    expect(await search(index, semantic({ facets: ['country'] }), Float32Array.of(0, 0))).toEqual({
      hits: [],
      total: 5,
      facets: {
        country: [
          { value: 'x', count: 3 },
          { value: 'y', count: 2 },
        ],
      },
    });
  });

  it('fuses both rankings', async () => {
    const { hits, total, operator } = await search(
      index,
      { mode: 'hybrid', query: 'sunset' },
      Float32Array.of(1, 0.1),
    );
    expect(hits.map(({ id }) => id)).toEqual(['west', 'east', 'north']);
    expect(hits[0]?.highlights).toEqual({ title: ['«sunset» ice'] });
    expect(hits[1]?.highlights).toEqual({});
    expect({ total, operator }).toEqual({ total: 1, operator: 'all' });
    expect((await ids(index, { mode: 'hybrid', query: '' }, Float32Array.of(1, 0.1)))[0]).toBe('east');
    expect(await ids(index, { mode: 'hybrid', query: 'sunset' }, Float32Array.of(0, 0))).toEqual(['west']);
  });

  it('says what is wrong with a query vector', async () => {
    expect(codes(await failure(() => search(index, semantic())))).toEqual(['HR-SEARCH-065']);
    for (const vector of [Float32Array.of(1), Float32Array.of(Number.NaN, 0)]) {
      expect(codes(await failure(() => search(index, semantic(), vector)))).toEqual(['HR-SEARCH-023']);
    }
  });

  it('refuses where the index has no vectors', async () => {
    const plain = await indexOf(animals);
    const error = await failure(() => search(plain, semantic(), Float32Array.of(1, 0)));
    expect([codes(error), error.exitCode]).toEqual([['HR-SEARCH-022'], 2]);
    plain.close();
  });

  it('orders equally near documents by id, also across the limit', async () => {
    const records = Array.from({ length: 50 }, (_, n) => record(`${99 - n}`, { vector: [1, 1] }));
    const tied = await indexOf(records, { schema: { ...schema, dimensions: 2 } });
    expect(await ids(tied, semantic({ limit: 3 }), Float32Array.of(1, 0))).toEqual(['50', '51', '52']);
    tied.close();
  });

  it('is exact inside filters: the same as looking at every vector', async () => {
    const random = (n: number): number =>
      Math.sin(n * 12.9898) * 43758.5453 - Math.floor(Math.sin(n * 12.9898) * 43758.5453);
    const records = Array.from({ length: 3000 }, (_, n) =>
      record(`r${n}`, {
        country: `c${n % 7}`,
        tags: [`t${n % 5}`, `t${n % 3}`],
        vector: Array.from({ length: 8 }, (_, axis) => random(n * 8 + axis) - 0.5),
      }),
    );
    const large = await indexOf(records, { schema: { ...schema, dimensions: 8 } });
    for (let n = 0; n < 10; n += 1) {
      const query = Float32Array.from({ length: 8 }, (_, axis) => random(1e6 + n * 8 + axis) - 0.5);
      const [countries, tags] = [[`c${n % 7}`, `c${(n + 3) % 7}`], [`t${n % 5}`]];
      const expected = records
        .filter(
          ({ keywords }) =>
            countries.includes(keywords[0]?.[0] ?? '') && keywords[1]?.includes(tags[0] ?? ''),
        )
        .map(({ id, vector }) => ({ id, score: cosine(vector ?? query, query) }))
        .sort((a, b) => b.score - a.score)
        .slice(0, 20);
      const { hits } = await search(
        large,
        semantic({ filters: { country: countries, tags }, limit: 20 }),
        query,
      );
      expect(hits.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
      for (const [rank, { score }] of hits.entries())
        expect(score).toBeCloseTo(expected[rank]?.score ?? 9, 5);
    }
    large.close();
  });
});

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array): number =>
    x.reduce((sum, v, axis) => sum + v * (y[axis] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

describe('other indexes', () => {
  it('an empty one answers everything with nothing', async () => {
    const index = await indexOf([], { schema: { ...schema, dimensions: 2 } });
    expect(index.info()?.documents).toBe(0);
    for (const mode of ['text', 'semantic', 'hybrid'] as const) {
      expect(
        await search(index, { mode, query: 'x', facets: ['tags'] }, Float32Array.of(1, 0)),
      ).toMatchObject({
        hits: [],
        total: 0,
        facets: { tags: [] },
      });
    }
    expect([index.get('x'), index.count()]).toEqual([undefined, 0]);
    index.close();
  });

  it('one without text or keywords has vectors only', async () => {
    const bare = { id: 'a', document: '{"n":1}', text: [], keywords: [], vector: Float32Array.of(1, 0) };
    const index = await indexOf([bare], {
      schema: { text: [], keywords: [], analyzer: 'standard', dimensions: 2 },
    });
    expect(await ids(index, { mode: 'semantic', query: '' }, Float32Array.of(1, 1))).toEqual(['a']);
    expect(await ids(index, text('anything'))).toEqual([]);
    expect(index.get('a')).toEqual({ n: 1 });
    index.close();
  });

  it('counts documents once, however many of the wanted values they have', async () => {
    const index = await indexOf(animals);
    expect(index.count()).toBe(4);
    const client = await sqliteQueryClient({ path: index.path });
    const tags = (...values: string[]) => ({ terms: { tags: values } });
    expect(await client.count(tags('red', 'tame', 'wild'))).toBe(3);
    expect(await client.count({ and: [tags('red'), { term: { country: 'de' } }] })).toBe(2);
    expect(codes(await failure(() => client.count({ terms: { nope: [] } })))).toEqual(['HR-SEARCH-020']);
    await client.close();
    index.close();
  });
});
