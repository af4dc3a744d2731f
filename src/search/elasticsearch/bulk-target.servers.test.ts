import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithServers } from '../../../test/servers/describe-with-servers.ts';
import { answer, blackHole, resetAfter, resetBefore, startProxy } from '../../../test/servers/proxy.ts';
import type { LoadRecord, LoadTarget, WriteResult } from '../../load/index.ts';
import { lookBehindAlias, swapAlias } from './aliases.ts';
import { elasticsearchTarget } from './bulk-target.ts';
import { connectElasticsearch, type ElasticsearchConnection } from './connect.ts';
import { ensureIndex } from './ensure-index.ts';
import { indexBody } from './index-body.ts';
import { putSettings } from './live-index.ts';
import { deleteIndex, refreshIndex } from './physical-names.ts';
import { kinds, record, settled } from './testing/records.ts';

const never = new AbortController().signal;
const definition = {
  fields: { n: { type: 'long' }, text: { type: 'text' }, vector: { type: 'vector', dimensions: 3 } },
} as const;

describeWithServers('writing to Elasticsearch', ['elasticsearch'], (servers) => {
  let cluster: ElasticsearchConnection;
  beforeAll(async () => {
    cluster = await connectElasticsearch({ nodes: [servers.elasticsearch.url] });
  });
  afterAll(() => cluster.close());

  interface Fresh {
    readonly alias: string;
    readonly physical: string;
    readonly target: LoadTarget;
    readonly write: (...records: LoadRecord[]) => Promise<WriteResult>;
  }

  async function fresh(body = indexBody(definition)): Promise<Fresh> {
    const alias = `${servers.elasticsearch.freshPrefix()}docs`;
    const { physical, writeTo } = await ensureIndex(cluster, { alias, physical: `${alias}_v1`, body });
    const target = elasticsearchTarget(cluster, { index: writeTo });
    return { alias, physical, target, write: (...records) => target.write(records, '10', never) };
  }

  function get(index: string, id: string): Promise<unknown> {
    return cluster.ask(async (client, options) => (await client.get({ index, id }, options))._source);
  }

  it('stores, keeps what is newer, and takes the same again', async () => {
    const { alias, write } = await fresh();
    expect(kinds(await write(record('a', { n: 1 }), record('b', { n: 2 }, { version: '11' })))).toEqual([
      'stored',
      'stored',
    ]);
    expect(kinds(await write(record('a', { n: 1 }), record('b', { n: 3 })))).toEqual(['stored', 'stale']);
    expect(await get(alias, 'b')).toEqual({ n: 2 });
    const huge = record('c', { n: 1 }, { version: '9223372036854775807' });
    expect(kinds(await write(huge, record('c', { n: 2 })))).toEqual(['stored', 'stale']);
  });

  it('keeps keys and documents as they are', async () => {
    const { alias, write } = await fresh();
    const keys = [
      '"',
      '\\',
      'a\nb',
      'ü',
      '日本',
      '😀',
      '\u0001',
      ' ',
      'a/b?c#d%',
      "'",
      '\u2028',
      'x'.repeat(512),
    ];
    const documents = keys.map((text) => ({ text }));
    const stamp = '{"b":7,"h":4294967295,"l":0}';
    const records = keys.map((key, n) => record(key, documents[n] ?? {}, { stamp }));
    expect(new Set(kinds(await write(...records, record('pretty', '{\n "n": 1\n}\n', { stamp }))))).toEqual(
      new Set(['stored']),
    );
    for (const [n, key] of keys.entries())
      expect(await get(alias, key)).toEqual({ ...documents[n], _headrace: JSON.parse(stamp) });
    expect(await get(alias, 'pretty')).toEqual({ n: 1, _headrace: JSON.parse(stamp) });
    expect(kinds(await write(record('empty', {}, { stamp })))).toEqual(['stored']);
    expect(await get(alias, 'empty')).toEqual({ _headrace: JSON.parse(stamp) });
  });

  it('refuses what can never be stored, and only that', async () => {
    const { write } = await fresh();
    const poison: LoadRecord[] = [
      record('type', { n: 'many' }),
      record('object', { n: { inner: 1 } }),
      record('dims', { vector: [1, 2] }),
      record('zero', { vector: [0, 0, 0] }),
      record('cut', '{"n":'),
      record('list', '[1]'),
      record('null', 'null'),
      record('nothing', ''),
      record('twice', '{"n":1,"n":2}'),
      record('nan', '{"n":NaN}'),
      record('bytes', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
      record('stamp', { _headrace: 1 }, { stamp: '{"b":1,"h":2,"l":3}' }),
      record('', { n: 1 }),
      record('x'.repeat(513), { n: 1 }),
      record('é'.repeat(257), { n: 1 }),
    ];
    const mixed = poison.flatMap((bad, n) => [bad, record(`good ${n}`, { n })]);
    const outcomes = settled(await write(...mixed));
    expect(outcomes.map(({ kind }) => kind)).toEqual(poison.flatMap(() => ['poison', 'stored']));
    for (const outcome of outcomes)
      if (outcome.kind === 'poison') expect(outcome.reason).toMatch(/: .|the key/);
  });

  it('takes a document of 20 MB', async () => {
    const { alias, write } = await fresh();
    const text = 'lorem '.repeat(3_500_000);
    expect(kinds(await write(record('big', { other: text, n: 1 })))).toEqual(['stored']);
    const source = await get(alias, 'big');
    expect(JSON.stringify(source)).toBe(JSON.stringify({ other: text, n: 1 }));
  });

  it('says that the request is too large, before it is sent', async () => {
    const { alias } = await fresh();
    const target = elasticsearchTarget(cluster, { index: alias, maxRequestBytes: 1000 });
    const { failure } = await target.write([record('a', { text: 'x'.repeat(1000) })], '1', never);
    expect(failure).toMatchObject({ kind: 'too_large' });
    expect((await cluster.facts()).maxRequestBytes).toBe(100 * 1024 * 1024);
  });

  it('waits while the disk is too full, and writes afterwards', async () => {
    const { physical, write } = await fresh();
    for (const block of ['blocks.read_only_allow_delete', 'blocks.write']) {
      await putSettings(cluster, physical, { [block]: true });
      expect((await write(record('a', { n: 1 }), record('b', { n: 1 }))).failure).toMatchObject({
        kind: 'blocked',
        reason: expect.stringContaining('cluster_block_exception'),
      });
      await putSettings(cluster, physical, { [block]: null });
      expect(kinds(await write(record('a', { n: 1 })))).toEqual(['stored']);
    }
  });

  it('ends when the index is deleted, and does not bring it back', async () => {
    const { alias, physical, write } = await fresh();
    await write(record('a', { n: 1 }));
    await deleteIndex(cluster, physical);
    await expect(write(record('a', { n: 1 }))).rejects.toThrow('HR-ELASTIC-014');
    expect(await lookBehindAlias(cluster, alias)).toBeUndefined();

    const aside = `${alias}_v2`;
    const { writeTo } = await ensureIndex(cluster, { physical: aside, body: indexBody(definition) });
    const target = elasticsearchTarget(cluster, { index: writeTo });
    expect(kinds(await target.write([record('a', { n: 1 })], '1', never))).toEqual(['stored']);
    await deleteIndex(cluster, aside);
    await expect(target.write([record('a', { n: 1 })], '1', never)).rejects.toThrow('HR-ELASTIC-014');
    await expect(refreshIndex(cluster, aside)).rejects.toThrow('HR-ELASTIC-014');
  });

  it('ends when the index is closed, or the alias has no index to write to', async () => {
    const { alias, physical, write } = await fresh();
    const aside = `${alias}_v2`;
    await ensureIndex(cluster, { physical: aside, body: indexBody(definition) });
    await cluster.ask((client, options) => client.indices.putAlias({ index: aside, name: alias }, options));
    await expect(write(record('a', { n: 1 }))).rejects.toThrow('HR-ELASTIC-015');
    await deleteIndex(cluster, aside);
    await cluster.ask((client, options) => client.indices.close({ index: physical }, options));
    await expect(write(record('a', { n: 1 }))).rejects.toThrow('HR-ELASTIC-015');
  });

  it('follows the alias', async () => {
    const { alias, physical, write } = await fresh();
    const next = `${alias}_v2`;
    await ensureIndex(cluster, { physical: next, body: indexBody(definition) });
    await swapAlias(cluster, alias, physical, next);
    await write(record('a', { n: 1 }));
    expect(await get(next, 'a')).toEqual({ n: 1 });
    await expect(get(physical, 'a')).rejects.toThrow();
  });

  describe('over a bad network', () => {
    it('says what may be tried again', async () => {
      const { alias } = await fresh();
      const proxy = await startProxy(servers.elasticsearch.url);
      const shaky = await connectElasticsearch({ nodes: [proxy.url], requestTimeoutMs: 500 });
      const target = elasticsearchTarget(shaky, { index: alias });
      const write = (): Promise<WriteResult> => target.write([record('a', { n: 1 })], '1', never);
      try {
        for (const fault of [
          resetBefore,
          resetAfter,
          blackHole,
          answer(502, '<html>'),
          answer(503, { error: { type: 'unavailable', reason: 'x' } }),
          answer(200, { errors: true, items: [] }, { 'x-elastic-product': 'Elasticsearch' }),
        ]) {
          proxy.faults.splice(0, 1, () => fault);
          expect((await write()).failure, fault.kind).toMatchObject({ kind: 'retry' });
        }
        proxy.faults.splice(0, 1, () => answer(429, '', { 'retry-after': '2' }));
        expect((await write()).failure).toMatchObject({ kind: 'retry', retryAfterMs: 2000 });
        proxy.faults.splice(0, 1, () => answer(413));
        expect((await write()).failure).toMatchObject({ kind: 'too_large' });
        proxy.faults.splice(0, 1, () => answer(401));
        await expect(write()).rejects.toThrow('HR-ELASTIC-009');

        proxy.faults.splice(0, 1, () => blackHole);
        const stop = new AbortController();
        const stopped = target.write([record('a', { n: 1 })], '1', stop.signal);
        stop.abort(new Error('enough'));
        await expect(stopped).rejects.toThrow('enough');

        proxy.faults.length = 0;
        expect(kinds(await write())).toEqual(['stored']);
        expect(await get(alias, 'a')).toEqual({ n: 1 });
      } finally {
        await shaky.close();
        await proxy.stop();
      }
    });
  });
});
