import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithServers } from '../../../test/servers/describe-with-servers.ts';
import {
  type HttpProxy,
  type Rule,
  resetAfter,
  resetBefore,
  startProxy,
} from '../../../test/servers/proxy.ts';
import { type Clock, HeadraceError } from '../../kernel/index.ts';
import type { LoadState } from '../../load/index.ts';
import { connectElasticsearch, type ElasticsearchConnection } from './connect.ts';
import { elasticsearchStateStore, type StateStoreOptions } from './state-store.ts';

function state(read: number): LoadState {
  return {
    format: 1,
    ranges: [{ id: 'all', bounds: { from: null, to: 7 }, watermark: `${read}`, finished: false }],
    counts: { read, stored: read, stale: 0, dead: 0 },
    version: '1700000000000',
    startedAt: 1,
    updatedAt: 2,
    details: { batch_id: 'b', 'a.b': [1, 'x'], nested: { deep: true } },
  };
}

class HandClock implements Clock {
  time = 1_000_000;
  now(): number {
    return this.time;
  }
  async sleep(ms: number): Promise<void> {
    this.time += ms;
  }
}

const elsewhere = { realm: 'another machine', pid: 1 };

describeWithServers('states of loads in Elasticsearch', ['elasticsearch'], (servers) => {
  let cluster: ElasticsearchConnection;
  let proxy: HttpProxy;
  beforeAll(async () => {
    proxy = await startProxy(servers.elasticsearch.url);
    cluster = await connectElasticsearch({ nodes: [proxy.url] });
  });
  afterAll(async () => {
    await cluster.close();
    await proxy.stop();
  });

  function fresh(options: StateStoreOptions = {}) {
    const index = `${servers.elasticsearch.freshPrefix()}state`;
    const clock = new HandClock();
    const open = (more: StateStoreOptions = {}) =>
      elasticsearchStateStore(cluster, { index, clock, identity: elsewhere, ...options, ...more });
    return { clock, open, store: open() };
  }

  /** Until the end of what is run, the first requests that match are treated so. */
  async function during<T>(rule: Rule, run: () => Promise<T>): Promise<T> {
    proxy.faults.push(rule);
    try {
      return await run();
    } finally {
      proxy.faults.length = 0;
    }
  }

  function firstPuts(count: number, fault: ReturnType<Rule>): Rule {
    let left = count;
    return ({ method, path }) =>
      method === 'PUT' && path.includes('/_doc/') && left-- > 0 ? fault : undefined;
  }

  it('are kept as they were saved', async () => {
    const { store } = fresh();
    expect(await store.read('one')).toBeUndefined();
    expect(await store.list()).toEqual([]);
    const session = await store.open('one', 'me');
    expect(session.previous).toBeUndefined();
    expect(await store.read('one')).toBeUndefined();
    await session.save(state(1));
    await Promise.all([session.save(state(2)), session.save(state(3))]);
    await session.release();
    expect((await store.open('one', 'me')).previous).toEqual(state(3));
    expect(await store.read('one')).toEqual(state(3));
    const other = await store.open('two', 'me');
    await other.save(state(9));
    const all = await store.list();
    expect(all.map(({ key, state: { counts } }) => [key, counts.read]).sort()).toEqual([
      ['one', 3],
      ['two', 9],
    ]);
    await store.delete('one');
    expect(await store.read('one')).toBeUndefined();
  });

  it('are of one loader at a time', async () => {
    const { clock, store } = fresh({ leaseMs: 1000 });
    const first = await store.open('k', 'loader one');
    await first.save(state(1));
    clock.time += 999;
    const refused = await store.open('k', 'loader two').catch((error: unknown) => error);
    expect(refused).toMatchObject({ exitCode: 4, message: expect.stringContaining('loader one') });
    await first.save(state(2));
    clock.time += 1001;
    const second = await store.open('k', 'loader two');
    expect(second.previous).toEqual(state(2));
    const fenced = await first.save(state(3)).catch((error: unknown) => error);
    expect(fenced).toBeInstanceOf(HeadraceError);
    expect(fenced).toMatchObject({ exitCode: 4, message: expect.stringContaining('loader two') });
    // The late one can give back only what is its own.
    await first.release();
    await second.save(state(4));
    expect(await store.read('k')).toEqual(state(4));
  });

  it('are opened by one of many that want to', async () => {
    const { store } = fresh();
    const opened = await Promise.allSettled([1, 2, 3, 4, 5].map((n) => store.open('k', `loader ${n}`)));
    expect(opened.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('need not wait for a loader that is certainly dead', async () => {
    const { open } = fresh();
    await open().open('k', 'killed');
    await expect(open().open('k', 'next')).rejects.toThrow('killed');
    const next = await open({ isOver: ({ pid }) => pid === elsewhere.pid }).open('k', 'next');
    await next.save(state(1));
  });

  it('know a write of their own whose answer was lost', async () => {
    const { store } = fresh();
    const session = await during(firstPuts(1, resetAfter), () => store.open('k', 'me'));
    await session.save(state(1));
    await during(firstPuts(1, resetAfter), async () => {
      await expect(session.save(state(2))).rejects.toMatchObject({ exitCode: 5 });
      await session.save(state(3));
    });
    await during(firstPuts(1, resetBefore), async () => {
      await expect(session.save(state(4))).rejects.toMatchObject({ exitCode: 5 });
      await session.save(state(5));
    });
    expect(await store.read('k')).toEqual(state(5));
    await during(firstPuts(1, resetAfter), () => session.release());
    expect((await store.open('k', 'next')).previous).toEqual(state(5));
  });

  it('are lost with the lease when they are deleted', async () => {
    const { store } = fresh();
    const session = await store.open('k', 'me');
    await store.delete('k');
    await expect(session.save(state(1))).rejects.toMatchObject({ exitCode: 4 });
    expect(await store.read('k')).toBeUndefined();
  });
});
