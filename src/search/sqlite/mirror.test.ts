import { describe, expect, it, vi } from 'vitest';
import type { IndexRecord } from '../types.ts';
import { openEmbeddedIndex } from './embedded-index.ts';
import { sqliteQueryClient } from './query/sqlite-query-client.ts';
import { codes, failure, mirrorOf, record, schema, search, temporaryPaths } from './testing/fixtures.ts';

const path = temporaryPaths();
const withVectors = { ...schema, dimensions: 2 };
const clock = (ms: number) => ({ now: () => ms, sleep: () => Promise.resolve() });

const first = [
  record('a', { title: 'one', tags: ['x'], vector: [1, 0] }),
  record('b', { title: 'two', tags: ['y'], vector: [0, 1] }),
  record('c', { title: 'three', tags: ['z'], vector: [1, 1] }),
];

/** Embeds a text as its length, and remembers what it was asked. */
function lengthEmbedder(name = 'length') {
  const embed = vi.fn(async (texts: readonly string[]) =>
    texts.map((text) => Float32Array.of(text.length, 1)),
  );
  return { name, embed, asked: (): string[] => embed.mock.calls.flatMap(([texts]) => [...texts]) };
}

describe('mirroring', () => {
  it('adds, updates, skips and removes, and keeps books', async () => {
    const index = await openEmbeddedIndex(path());
    expect(index.info()).toBeUndefined();
    const progress: number[] = [];
    expect(
      await index.mirror(
        mirrorOf(first, {
          schema: withVectors,
          clock: clock(1000),
          onProgress: ({ read }) => progress.push(read),
        }),
      ),
    ).toEqual({ read: 3, added: 3, updated: 0, unchanged: 0, removed: 0, durationMs: 0 });
    expect(progress).toEqual([3]);

    const second = [
      record('d', { title: 'four', vector: [1, 0] }),
      record('b', { title: 'two', tags: ['y', 'new'], vector: [0, 1] }),
      ...first.slice(0, 1),
    ];
    const result = await index.mirror(
      mirrorOf(second, {
        schema: withVectors,
        source: { table: 'things', version: 'v2' },
        clock: clock(2000),
      }),
    );
    expect(result).toEqual({ read: 3, added: 1, updated: 1, unchanged: 1, removed: 1, durationMs: 0 });
    expect(index.get('c')).toBeUndefined();
    expect((await search(index, { mode: 'text', query: '', facets: ['tags'] })).total).toBe(0);
    const tagged = await search(
      index,
      { mode: 'semantic', query: '', facets: ['tags'] },
      Float32Array.of(1, 0),
    );
    expect(tagged.facets.tags?.map(({ value }) => value)).toContain('new');
    expect(tagged.facets.tags?.map(({ value }) => value)).not.toContain('z');
    expect(index.info()).toEqual({
      format: 1,
      schema: withVectors,
      schemaHash: 'hash',
      source: { table: 'things', version: 'v2' },
      documents: 3,
      loaded: false,
      embedder: undefined,
      createdAt: new Date(1000),
      updatedAt: new Date(2000),
      size: expect.any(Number),
    });
    index.close();
  });

  it('notices a change in each part of a record', async () => {
    const index = await openEmbeddedIndex(path());
    const base = record('a', { title: 'one', body: 'x', tags: ['p', 'q'], vector: [1, 0] });
    const variants: IndexRecord[] = [
      base,
      { ...base, document: '{}' },
      { ...base, text: ['onex', ''] },
      { ...base, text: ['', 'onex'] },
      { ...base, keywords: [['p'], ['q']] },
      { ...base, keywords: [[], ['p', 'q', 'r']] },
      { ...base, vector: Float32Array.of(0, 1) },
      { id: base.id, document: base.document, text: base.text, keywords: base.keywords },
    ];
    for (const variant of variants) {
      const again = mirrorOf([variant], { schema: withVectors });
      await index.mirror(again);
      expect(await index.mirror(again)).toMatchObject({ unchanged: 1, updated: 0 });
    }
    const { hits } = await search(index, { mode: 'semantic', query: '' }, Float32Array.of(1, 0));
    expect(hits).toEqual([]);
    index.close();
  });

  it('is seen by another process only once it is done', async () => {
    const file = path();
    const writer = await openEmbeddedIndex(file);
    await writer.mirror(mirrorOf(first, { schema: withVectors }));
    const reader = await openEmbeddedIndex(file, { readOnly: true });
    const client = await sqliteQueryClient({ path: file });
    const ask = async (): Promise<string[]> => {
      const { hits } = await client.hybrid({ query: 'one', operator: 'any', vector: [1, 0] });
      return hits.map(({ id }) => id);
    };
    const before = await ask();
    const during: string[][] = [];
    const rebuilt = { text: ['only'], keywords: [], analyzer: 'english', dimensions: 2 } as const;
    await writer.mirror({
      ...mirrorOf([]),
      schema: rebuilt,
      records: async function* () {
        for (let n = 0; n < 3; n += 1) {
          during.push(await ask());
          yield [{ id: `n${n}`, document: '{}', text: ['one'], keywords: [], vector: Float32Array.of(1, n) }];
          during.push(await ask());
        }
      },
    });
    expect(during).toEqual(Array.from({ length: 6 }, () => before));
    expect(await ask()).toEqual(['n0', 'n1', 'n2']);
    await client.close();
    expect(reader.info()?.schema).toEqual(rebuilt);
    reader.close();
    writer.close();
  });

  it('keeps reading cheap when most vectors have gone', async () => {
    const index = await openEmbeddedIndex(path());
    const many = Array.from({ length: 5000 }, (_, n) => record(`${n}`, { vector: [1, n] }));
    await index.mirror(mirrorOf(many, { schema: withVectors }));
    // One of every six stays, spread over all chunks, so that sqlite-vec alone would free none.
    const few = many.filter((_, n) => n % 6 === 0);
    expect(await index.mirror(mirrorOf(few, { schema: withVectors }))).toMatchObject({
      removed: 4166,
      unchanged: 834,
    });
    const { hits } = await search(index, { mode: 'semantic', query: '', limit: 1000 }, Float32Array.of(0, 1));
    expect(new Set(hits.map(({ id }) => id))).toEqual(new Set(few.map(({ id }) => id)));
    index.close();
  });
});

describe('embedding', () => {
  it('embeds what is new or has other text, and nothing else', async () => {
    const index = await openEmbeddedIndex(path());
    const embedder = lengthEmbedder();
    const options = { schema: withVectors, embedder, embedFields: [0, 1] };
    const records = [
      record('a', { title: 'one', body: 'x' }),
      record('b', { title: 'two' }),
      record('c', {}),
    ];
    await index.mirror(mirrorOf(records, options));
    expect(embedder.asked()).toEqual(['one\nx', 'two\n']);

    embedder.embed.mockClear();
    const changed = [
      record('a', { title: 'one', body: 'x', tags: ['new'] }),
      record('b', { title: 'other' }),
      record('c', { title: '' }),
    ];
    expect(await index.mirror(mirrorOf(changed, options))).toMatchObject({ updated: 2, unchanged: 1 });
    expect(embedder.asked()).toEqual(['other\n']);

    embedder.embed.mockClear();
    const stemmed = { ...options, schema: { ...withVectors, analyzer: 'english' } as const };
    expect(await index.mirror(mirrorOf(changed, stemmed))).toMatchObject({ updated: 3 });
    expect(embedder.asked()).toEqual([]);
    const { hits } = await search(index, { mode: 'semantic', query: '' }, Float32Array.of(1, 0));
    expect(hits.map(({ id }) => id)).toEqual(['b', 'a']);
    index.close();
  });

  it('starts over with another embedder, and keeps its frozen model', async () => {
    const index = await openEmbeddedIndex(path());
    expect(index.frozenModel()).toBeUndefined();
    const ask = async (name: string, model?: Uint8Array): Promise<string[]> => {
      const embedder = lengthEmbedder(name);
      await index.mirror(
        mirrorOf(first, {
          schema: withVectors,
          embedder: model ? { ...embedder, model } : embedder,
          embedFields: [0],
        }),
      );
      return embedder.asked();
    };
    expect(await ask('corpus', Uint8Array.of(1, 2))).toHaveLength(3);
    expect(index.frozenModel()).toEqual({ name: 'corpus', bytes: Uint8Array.of(1, 2) });
    expect(await ask('corpus', Uint8Array.of(1, 2))).toHaveLength(0);
    expect(await ask('corpus', Uint8Array.of(1, 3))).toHaveLength(3);
    expect(index.frozenModel()?.bytes).toEqual(Uint8Array.of(1, 3));
    expect(await ask('http')).toHaveLength(3);
    expect(index.frozenModel()).toBeUndefined();
    expect(index.info()?.embedder).toBe('http');
    index.close();
  });

  it('refuses an embedder that loses texts or returns nonsense', async () => {
    const index = await openEmbeddedIndex(path());
    const withEmbedder = (embed: () => Promise<Float32Array[]>) =>
      index.mirror(
        mirrorOf(first, { schema: withVectors, embedder: { name: 'odd', embed }, embedFields: [0] }),
      );
    expect(codes(await failure(() => withEmbedder(async () => [])))).toEqual(['HR-SEARCH-033']);
    const wrong = await failure(() => withEmbedder(async () => first.map(() => Float32Array.of(1, 2, 3))));
    expect(wrong.message).toContain('"a" has 3 numbers instead of 2');
    expect(index.info()).toBeUndefined();
    index.close();
  });
});

describe('what leaves the old index as it was', () => {
  it('faults in the data, all of them named at once', async () => {
    const index = await openEmbeddedIndex(path());
    await index.mirror(mirrorOf(first, { schema: withVectors }));
    const repeated = Array.from({ length: 7 }, (_, n) => record(`r${n}`, {}));
    const faulty = [
      ...repeated,
      ...first,
      ...repeated,
      record('a', { title: 'again' }),
      record('', {}),
      record('', {}),
      record('short', { vector: [1] }),
      record('nan', { vector: [Number.NaN, 0] }),
    ];
    const error = await failure(() => index.mirror(mirrorOf(faulty, { schema: withVectors })));
    expect(error.exitCode).toBe(1);
    expect(error.problems.map(({ message }) => message)).toEqual([
      '2 records without an id (NULL or empty). Nothing was written.',
      '8 records with an id that another record has already: "r0", "r1", "r2", "r3", "r4", …. Nothing was written.',
      '2 vectors that do not fit an index of 2 dimensions: "short" has 1 numbers instead of 2, ' +
        '"nan" holds NaN or infinity. Nothing was written.',
    ]);
    expect(index.count()).toBe(3);
    expect(index.get('a')).toMatchObject({ title: 'one' });
    expect(await index.mirror(mirrorOf(first, { schema: withVectors }))).toMatchObject({ unchanged: 3 });
    index.close();
  });

  it('duplicates in a first load', async () => {
    const index = await openEmbeddedIndex(path());
    const error = await failure(() => index.mirror(mirrorOf([...first, ...first.slice(1)])));
    expect(error.message).toContain('2 records with an id that another record has already: "b", "c".');
    expect(index.info()).toBeUndefined();
    index.close();
  });

  it('an abort, also while the source or the embedder does not answer', async () => {
    const index = await openEmbeddedIndex(path());
    await index.mirror(mirrorOf(first, { schema: withVectors }));
    const never = new Promise<never>(() => {});
    const hanging = [
      mirrorOf(first, {
        records: async function* () {
          yield first;
          await never;
        },
      }),
      mirrorOf(first, {
        schema: withVectors,
        embedder: { name: 'hangs', embed: () => never },
        embedFields: [0],
      }),
    ];
    for (const options of hanging) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 20);
      const error = await failure(() => index.mirror({ ...options, signal: controller.signal }));
      expect([codes(error), error.exitCode]).toEqual([['HR-SEARCH-034'], 130]);
    }
    const aborted = await failure(() => index.mirror(mirrorOf([], { signal: AbortSignal.abort() })));
    expect(codes(aborted)).toEqual(['HR-SEARCH-034']);
    expect(index.info()?.schema.dimensions).toBe(2);
    expect(index.count()).toBe(3);
    index.close();
  });

  it('an error of the source, which comes through as it is', async () => {
    const index = await openEmbeddedIndex(path());
    await index.mirror(mirrorOf(first));
    const broken = mirrorOf([], {
      records: async function* () {
        yield [record('z', {})];
        throw new RangeError('the source broke');
      },
    });
    await expect(index.mirror(broken)).rejects.toThrow(RangeError);
    expect([index.count(), index.get('z')]).toEqual([3, undefined]);
    index.close();
  });

  it('a second writer, which is told to wait', async () => {
    const file = path();
    const index = await openEmbeddedIndex(file);
    await index.mirror(mirrorOf(first));
    const second = await openEmbeddedIndex(file);
    await index.mirror(
      mirrorOf([], {
        records: async function* () {
          yield first;
          const error = await failure(() => second.mirror(mirrorOf([])));
          expect([codes(error), error.exitCode]).toEqual([['HR-SEARCH-007'], 4]);
          expect(error.message).toContain(`${file} is locked: another process is writing to it`);
          expect(second.count()).toBe(3);
        },
      }),
    );
    expect(await second.mirror(mirrorOf([]))).toMatchObject({ removed: 3 });
    index.close();
    second.close();
  });
});
