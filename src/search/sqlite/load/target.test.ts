import { existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { connect } from '../connection.ts';
import { openEmbeddedIndex } from '../embedded-index.ts';
import { sqliteQueryClient } from '../query/sqlite-query-client.ts';
import { codes, failure, mirrorOf, record, schema, search, temporaryPaths } from '../testing/fixtures.ts';
import { LoadedIndex } from './loaded-index.ts';
import { sqliteStateStore } from './state-store.ts';
import { sqliteTarget, writeRecords } from './target.ts';
import {
  clockAt,
  contents,
  loadedSchema,
  loadRecord,
  stateOf,
  targetAt,
  write,
  written,
} from './testing/fixtures.ts';

const path = temporaryPaths();

describe('an index that is loaded', () => {
  it('can be searched from the moment it is made, and after every write', async () => {
    const file = path();
    const target = await targetAt(file, { fields: { year: 'long' } });
    const index = await openEmbeddedIndex(file, { readOnly: true });
    expect(index.info()).toMatchObject({ documents: 0, loaded: true, schema: loadedSchema });
    expect((await search(index, { mode: 'text', query: 'red' })).total).toBe(0);

    await written(target, [
      loadRecord('a', { id: 'a', title: 'red shoe', tags: ['x', 'y'], year: 1999, v: [1, 0] }),
      loadRecord('b', { id: 'b', title: 'blue shoe', body: 'red', country: 'FR', year: 2005, v: [0, 2] }),
    ]);
    expect(index.info()).toMatchObject({ documents: 2 });
    expect(index.get('a')).toEqual({ id: 'a', title: 'red shoe', tags: ['x', 'y'], year: 1999 });
    const page = await search(index, {
      mode: 'text',
      query: 'red',
      filters: { tags: ['y'] },
      facets: ['tags'],
    });
    expect(page.hits.map(({ id }) => id)).toEqual(['a']);
    const near = await search(index, { mode: 'semantic', query: '' }, Float32Array.of(0.1, 1));
    expect(near.hits.map(({ id }) => id)).toEqual(['b', 'a']);
    const client = await sqliteQueryClient({ path: file });
    expect((await client.keyword({ filter: { range: { year: { gte: 2000 } } } })).hits).toMatchObject([
      { id: 'b' },
    ]);

    await written(target, [loadRecord('a', { title: 'green' }), loadRecord('c', { title: 'red' })], '2');
    expect((await search(index, { mode: 'text', query: 'red' })).total).toBe(2);
    expect(index.count()).toBe(3);
    expect(index.get('a')).toEqual({ title: 'green' });
    expect((await search(index, { mode: 'semantic', query: '' }, Float32Array.of(1, 0))).total).toBe(3);
    await client.close();
    index.close();
    target.close();
    expect(existsSync(`${file}-wal`)).toBe(false);
    expect(contents(file).a).toMatchObject({ keywords: '[]', vector: null });
  });

  it('keeps of each document the highest version, also within a batch', async () => {
    const file = path();
    const target = await targetAt(file);
    const at = (key: string, n: number, version?: string) =>
      loadRecord(key, { title: `${key}${n}` }, { ...(version && { version }) });
    expect(
      await written(target, [at('a', 1, '5'), at('b', 1), at('a', 2, '4'), at('a', 3, '5')], '7'),
    ).toEqual(['stored', 'stored', 'stale', 'stored']);
    expect(
      await written(target, [at('a', 4, '4'), at('b', 2, '6'), at('b', 3, '7'), at('c', 1, '0')]),
    ).toEqual(['stale', 'stale', 'stored', 'stored']);
    const huge = '9223372036854775807';
    expect(
      await written(target, [at('c', 2, huge), at('c', 3, '9223372036854775806'), at('c', 4, huge)]),
    ).toEqual(['stored', 'stale', 'stored']);
    const found = contents(file);
    expect(found).toMatchObject({ a: { document: '{"title":"a3"}' }, b: { document: '{"title":"b3"}' } });
    expect(found).toMatchObject({ c: { document: '{"title":"c4"}', words: '["c4",""]' } });
    target.close();
  });

  it('is the same after a replay, whose versions count', async () => {
    const file = path();
    const target = await targetAt(file);
    const records = [
      loadRecord('a', { title: 'one', v: [1, 1] }),
      loadRecord('b', { title: 'two', tags: ['t'] }),
    ];
    await written(target, records, '1');
    const before = contents(file);
    expect(await written(target, records, '1')).toEqual(['stored', 'stored']);
    expect(await written(target, records, '3')).toEqual(['stored', 'stored']);
    expect(await written(target, [loadRecord('a', {})], '2')).toEqual(['stale']);
    expect(contents(file)).toEqual(before);
    target.close();
  });

  it('refuses a bad record without harm to the others', async () => {
    const file = path();
    const target = await targetAt(file);
    await written(target, [loadRecord('old', { title: 'stays' })]);
    const result = await write(
      target,
      [
        loadRecord('a', { title: 'fine' }),
        loadRecord('b', '{'),
        loadRecord('old', { v: [1] }),
        loadRecord('c', Uint8Array.of(0xc0)),
        loadRecord('a', '[]'),
        loadRecord('d', { tags: 'fine' }),
        loadRecord('e', {}, { version: 'x' }),
      ],
      '2',
    );
    expect(result.outcomes).toEqual([
      { kind: 'stored' },
      { kind: 'poison', reason: expect.stringContaining('not valid JSON') },
      { kind: 'poison', reason: 'vector "v" has 1 numbers instead of 2' },
      { kind: 'poison', reason: 'the document is not valid UTF-8' },
      { kind: 'poison', reason: 'the document is a list instead of an object' },
      { kind: 'stored' },
      { kind: 'poison', reason: expect.stringContaining('version "x"') },
    ]);
    expect(Object.keys(contents(file))).toEqual(['a', 'd', 'old']);
    expect(contents(file).old).toMatchObject({ document: '{"title":"stays"}' });
    target.close();
  });

  it('takes strange keys, texts and documents as they are', async () => {
    const file = path();
    const target = await targetAt(file);
    const keys = ["o'clock", 'a\0b', 'Größe 🍕', '"', ' ', '__proto__', 'x'.repeat(512)];
    const document = { title: 'a\0b \u0001', tags: ['\0', '', '\0'], ['__proto__']: 1 };
    expect(
      new Set(
        await written(
          target,
          keys.map((key) => loadRecord(key, document)),
        ),
      ),
    ).toEqual(new Set(['stored']));
    expect(
      await written(
        target,
        keys.map((key) => loadRecord(key, '{}')),
        '2',
      ),
    ).toEqual(keys.map(() => 'stored'));
    expect(
      await written(
        target,
        keys.map((key) => loadRecord(key, document)),
        '1',
      ),
    ).toEqual(keys.map(() => 'stale'));
    target.close();
    expect(Object.keys(contents(file)).toSorted()).toEqual(keys.toSorted());
    expect(await written(await targetAt(file), [])).toEqual([]);
  });

  it('knows nothing of keywords that only a rolled back write had', async () => {
    const file = path();
    const target = await targetAt(file);
    const aborted = new AbortController();
    aborted.abort(new Error('stop'));
    await expect(target.write([loadRecord('a', {})], '1', aborted.signal)).rejects.toThrow('stop');
    const other = await targetAt(file);
    await written(target, [loadRecord('a', { tags: ['one'] })]);
    await written(other, [loadRecord('b', { tags: ['one', 'two'] }), loadRecord('a', {})]);
    other.close();
    await written(target, [loadRecord('c', { tags: ['one', 'two', 'three'] })]);
    target.close();
    const found = contents(file);
    expect([found.a, found.b, found.c]).toMatchObject([
      { keywords: '[]' },
      { keywords: '["1 one","1 two"]' },
      { keywords: '["1 one","1 three","1 two"]' },
    ]);
    const index = await openEmbeddedIndex(file);
    expect(index.count()).toBe(3);
    index.close();
  });
});

describe('when it cannot be written', () => {
  it('is to be tried again while another process writes', async () => {
    const file = path();
    const target = await targetAt(file);
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    expect(await written(target, [loadRecord('a', {})])).toEqual([
      'retry: another process is writing to the index',
    ]);
    other.exec('ROLLBACK');
    expect(await written(target, [loadRecord('a', {})])).toEqual(['stored']);
    other.close();
    target.close();
  });

  it('is blocked while the disk is full, and goes on when there is room', async () => {
    const file = path();
    (await targetAt(file)).close();
    const connection = await connect(file, 'write');
    const pages = connection.get('PRAGMA page_count')?.page_count;
    connection.execute(`PRAGMA max_page_count = ${pages}`);
    const shape = { schema: loadedSchema, key: 'id', vector: 'v' };
    const index = new LoadedIndex(file, connection, shape, clockAt(Date.now));
    const records = Array.from({ length: 500 }, (_, n) =>
      loadRecord(`k${n}`, { title: `${n} `.repeat(100), tags: [`t${n}`] }),
    );
    for (let n = 0; n < 3; n += 1) {
      expect(writeRecords(index, records, '1').failure).toMatchObject({ kind: 'blocked' });
    }
    connection.execute('PRAGMA max_page_count = 1000000');
    expect(writeRecords(index, records, '1').outcomes?.length).toBe(500);
    index.close();
    expect(Object.keys(contents(file))).toHaveLength(500);
  });

  it('says so when the file was deleted or replaced', async () => {
    const file = path();
    const target = await targetAt(file);
    rmSync(file);
    expect(codes(await failure(() => written(target, [loadRecord('a', {})])))).toEqual(['HR-SEARCH-043']);
    (await targetAt(file)).close();
    expect(codes(await failure(() => written(target, [loadRecord('a', {})])))).toEqual(['HR-SEARCH-043']);
    target.close();
  });
});

describe('mistaken for another', () => {
  it('is not mixed with an index of a table', async () => {
    const mirrored = path();
    const index = await openEmbeddedIndex(mirrored);
    await index.mirror(mirrorOf([record('a', {})]));
    for (const recreate of [false, true]) {
      const error = await failure(() => targetAt(mirrored, { recreate }));
      expect([codes(error), error.exitCode]).toEqual([['HR-SEARCH-040'], 2]);
      expect(error.message).toContain('mirrors the table "things"');
    }
    expect(index.count()).toBe(1);
    index.close();

    const loaded = path();
    const target = await targetAt(loaded);
    const other = await openEmbeddedIndex(loaded);
    const error = await failure(() =>
      other.mirror(mirrorOf([record('a', {})], { schema: { ...schema, dimensions: 2 } })),
    );
    expect([codes(error), error.exitCode]).toEqual([['HR-SEARCH-041'], 2]);
    expect(await written(target, [loadRecord('b', {})])).toEqual(['stored']);
    other.close();
    target.close();
  });

  it('says what has changed, until it is made anew', async () => {
    const file = path();
    const before = await targetAt(file);
    await written(before, [loadRecord('a', { title: 'old', v: [1, 2] })]);
    const changed = {
      schema: {
        ...loadedSchema,
        text: ['name', 'body'],
        keywords: [],
        analyzer: 'english' as const,
        dimensions: 3,
      },
      key: 'hk',
      vector: 'w',
    };
    const error = await failure(() => targetAt(file, changed));
    expect([codes(error), error.exitCode]).toEqual([['HR-SEARCH-042'], 2]);
    expect(error.message).toContain(
      'the key was id, is hk, text was title, body, is name, body, keywords was country, tags, is nothing, ' +
        'the analyzer was standard, is english and the vector was v (2 dimensions), is w (3 dimensions).',
    );
    const reader = await openEmbeddedIndex(file, { readOnly: true });
    expect(reader.count()).toBe(1);

    const after = await targetAt(file, { ...changed, recreate: true });
    expect(reader.count()).toBe(0);
    expect(await written(after, [loadRecord('b', { name: 'running', w: [1, 2, 3] })])).toEqual(['stored']);
    expect((await search(reader, { mode: 'text', query: 'run' })).total).toBe(1);
    expect(codes(await failure(() => written(before, [loadRecord('a', {})])))).toEqual(['HR-SEARCH-042']);
    before.close();
    after.close();
    reader.close();
    await expect(sqliteTarget({ path: file, schema: loadedSchema, key: 'id' })).rejects.toThrow(
      'belong together',
    );
  });

  it('is not made anew under a loader at work, and then forgets how far the others were', async () => {
    const file = path();
    (await targetAt(file)).close();
    const now = { at: 1000 };
    const clock = clockAt(() => now.at);
    const isOver = () => false;
    const [us, them] = [
      { realm: 'box', pid: 1 },
      { realm: 'box', pid: 2 },
    ];
    const theirs = await sqliteStateStore(file, { clock, isOver, identity: them }).open('theirs', 'them');
    await theirs.save(stateOf(1));
    const store = sqliteStateStore(file, { clock, isOver, identity: us });
    const ours = await store.open('ours', 'us');
    const again = () => targetAt(file, { recreate: true, clock, isOver, identity: us });
    const error = await failure(again);
    expect([codes(error), error.exitCode]).toEqual([['HR-SEARCH-044'], 4]);
    await theirs.release();
    (await again()).close();
    expect(await store.list()).toEqual([]);
    await ours.save(stateOf(5));
    expect((await store.list()).map(({ key }) => key)).toEqual(['ours']);
    await ours.release();
  });
});
