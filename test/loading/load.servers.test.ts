import { expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { HeadraceError } from '../../src/kernel/index.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { delay, startProxy } from '../servers/proxy.ts';
import { ask, count, documents, LoadBench } from './load-bench.ts';

describeWithServers('headrace load', ['elasticsearch'], (servers) => {
  const bench = (config?: (prefix: string) => Record<string, unknown>): { bench: LoadBench; p: string } => {
    const p = servers.elasticsearch.freshPrefix();
    const { url } = servers.elasticsearch;
    return { bench: new LoadBench({ url, prefix: p, ...(config && { config: config(p) }) }), p };
  };
  const es = (method: string, path: string, body?: object): Promise<Record<string, unknown>> =>
    ask(servers.elasticsearch.url, method, path, body);
  const total = (index: string): Promise<unknown> => count(servers.elasticsearch.url, index);

  it('appends a table to the index of its data source, which it makes', async () => {
    const { bench: b, p } = bench();
    await b.parquet('first.parquet', 300);
    expect(await b.one('first.parquet', 'a')).toEqual(['full', 300, 300]);
    const found = await documents(servers.elasticsearch.url, `${p}a`);
    expect(found.size).toBe(300);
    expect(found.get('17')).toEqual({ id: 17, title: 'row 17', price: 25.5 });
    const alias = await es('GET', `/_alias/${p}a`);
    expect(Object.keys(alias)).toEqual([`${p}a_v1`]);

    // Another table: nothing of the first one goes; what has the same id is replaced.
    await b.parquet('second.parquet', 2, "'new' AS title, 0.5::DOUBLE AS price, true AS sold");
    const second = await b.load({ given: { source_table: 'second.parquet', data_source: 'a' } });
    expect(second.events.filter(({ type }) => type === 'load_warning')).toEqual([]);
    const mapping = (await es('GET', `/${p}a_v1/_mapping`))[`${p}a_v1`];
    expect(mapping).toMatchObject({ mappings: { properties: { sold: { type: 'boolean' } } } });
    expect(await b.one('first.parquet', 'b', { dryRun: true })).toEqual(['full', 0, 0]);
    expect(await b.one('first.parquet', 'a')).toEqual(['full', 300, 300]);
    expect(await total(`${p}a`)).toBe(300);
    expect(await es('GET', `/_resolve/index/${p}b*`)).toMatchObject({ indices: [], aliases: [] });
  });

  it('loads a batch once', async () => {
    const { bench: b, p } = bench();
    await b.parquet('day.parquet', 10);
    await b.parquet('other.parquet', 10);
    const batch_id = 'day 1';
    expect(await b.one('day.parquet', 'a', { batch_id, dryRun: true })).toEqual(['full', 0, 0]);
    expect(await b.one('day.parquet', 'a', { batch_id })).toEqual(['full', 10, 10]);
    await expect(b.one('other.parquet', 'a', { batch_id })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/HR-LOADING-048.*"day 1" of a.*day\.parquet, not from.*other\.parquet/),
    });
    // The staging area may be cleared, and a reindex may move the alias.
    b.project.remove('day.parquet');
    expect(await b.one('./day.parquet', 'a', { batch_id })).toEqual(['none', 0, 0]);
    expect(await b.one('day.parquet', 'a', { batch_id, dryRun: true })).toEqual(['none', 0, 0]);
    await expect(b.one('day.parquet', 'a', { batch_id: 'day 2' })).rejects.toThrow('HR-LOADSOURCE-001');
    await es('PUT', `/${p}a_v2/_doc/1?refresh=true`, { id: 1 });
    const moved = [{ remove_index: { index: `${p}a_v1` } }, { add: { index: `${p}a_v2`, alias: `${p}a` } }];
    await es('POST', '/_aliases', { actions: moved });
    const { report, events } = await b.load({
      given: { source_table: 'day.parquet', data_source: 'a', batch_id },
    });
    expect(report.loads).toMatchObject([{ status: 'already loaded', exitCode: 0 }]);
    expect(events).toMatchObject([{ problem: { code: 'HR-LOADING-050' } }, { type: 'load_finished' }]);
    // An index that was deleted has nothing of it.
    await es('DELETE', `/${p}a_v2`);
    await b.parquet('day.parquet', 10);
    expect(await b.one('day.parquet', 'a', { batch_id })).toEqual(['full', 10, 10]);
    expect(await b.one('other.parquet', 'a', { batch_id, restart: true })).toEqual(['full', 10, 10]);
    expect(await total(`${p}a`)).toBe(10);
  });

  it('writes to an index that has the name itself, as loads of the original made it', async () => {
    const { bench: b, p } = bench();
    const mappings = { dynamic: 'strict', properties: { id: { type: 'long' }, title: { type: 'text' } } };
    await es('PUT', `/${p}a`, { mappings });
    await es('PUT', `/${p}a/_doc/old?refresh=true`, { id: -1, title: 'mine' });
    await es('PUT', `/${p}a/_doc/3?refresh=true`, { id: 3, title: 'older' });
    await b.parquet('t.parquet', 20, "'row ' || i AS title");
    const { events, report } = await b.load({ given: { source_table: 't.parquet', data_source: 'a' } });
    expect(report.loads).toMatchObject([{ status: 'done', report: { target: `${p}a`, alias: undefined } }]);
    expect(events.filter(({ type }) => type === 'load_warning')).toEqual([]);
    const found = await documents(servers.elasticsearch.url, `${p}a`);
    expect([found.size, found.get('old'), found.get('3')]).toEqual([
      ...[21, { id: -1, title: 'mine' }, { id: 3, title: 'row 3' }],
    ]);
  });

  it('begins an interrupted load anew where the index was made anew', async () => {
    const { bench: b, p } = bench();
    await b.parquet('t.parquet', 5000);
    const limits = JSON.stringify({ windowRecords: 500, checkpointRecords: 500 });
    const interrupted = async (restart = false): Promise<void> => {
      const stop = new AbortController();
      const onEvent = ({ type }: { type: string }): void => {
        if (type === 'load_progress') stop.abort();
      };
      const slow = await slowed(150);
      const given = { source_table: 't.parquet', data_source: 'a', es_nodes: slow.url };
      const env = { HEADRACE_LOAD_LIMITS: limits };
      await expect(b.load({ given, env, signal: stop.signal, onEvent, restart })).rejects.toMatchObject({
        exitCode: 130,
      });
    };
    await interrupted();
    const before = Number(await total(`${p}a`));
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(5000);
    // A settled source may not change under a load: it says so, or begins anew when told to.
    expect(await b.one('t.parquet', 'a')).toEqual(['resume', 5000, 5000]);
    await interrupted();
    await es('DELETE', `/${p}a_v1`);
    const { events } = await b.load({ given: { source_table: 't.parquet', data_source: 'a' } });
    expect(events[0]).toMatchObject({ type: 'load_warning', problem: { code: 'HR-LOADING-049' } });
    expect(await total(`${p}a`)).toBe(5000);
    await interrupted();
    await b.parquet('t.parquet', 10);
    await expect(b.one('t.parquet', 'a')).rejects.toThrow(/HR-LOADSOURCE-006/);
    expect(await b.one('t.parquet', 'a', { restart: true })).toEqual(['full', 10, 10]);
  });

  it('refuses a second loader of the same load', async () => {
    const { bench: b } = bench();
    await b.parquet('t.parquet', 3000);
    const slow = await slowed(100);
    const second = Promise.withResolvers<unknown>();
    const first = b.load({
      given: { source_table: 't.parquet', data_source: 'a', es_nodes: slow.url },
      onEvent: ({ type }) => {
        if (type === 'load_started') b.one('t.parquet', 'a').then(second.resolve, second.resolve);
      },
    });
    expect(await second.promise).toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(/headrace load a, process \d+/),
    });
    expect((await first).report.loads).toMatchObject([{ status: 'done', counts: { stored: 3000 } }]);
  });

  it('runs several side by side, in one budget, whatever becomes of the others', async () => {
    const { bench: b, p } = bench();
    for (const name of ['a', 'b', 'c']) await b.parquet(`${name}.parquet`, 4000);
    await b.parquet('d.parquet', 100, "CASE WHEN i = 7 THEN 'seven' ELSE '1' END AS number");
    const mappings = { properties: { id: { type: 'long' }, number: { type: 'integer' } } };
    await es('PUT', `/${p}d`, { mappings });
    const slow = await slowed(60);
    const jobs = b.jobs([
      ...['a', 'b', 'c', 'd'].map((name) => ({ source_table: `${name}.parquet`, data_source: name })),
      { source_table: 'nothing.parquet', data_source: 'a' },
      { source_table: 'catalog.schema.orders', data_source: 'a' },
    ]);
    const env = {
      HEADRACE_LOAD_LIMITS: JSON.stringify({ windowRecords: 8000 }),
      // Nobody here knows a workspace, whatever this machine knows.
      DATABRICKS_CONFIG_FILE: '/nowhere',
    };
    const flags = { ES_CLIENT_BATCH_SIZE: '50' };
    const { report, outcomes } = await b.load({ jobs, env, flags, given: { es_nodes: slow.url } });
    expect(
      report.loads.map(({ load, status, counts }) => [load, status, counts.stored, counts.dead]),
    ).toEqual([
      ['a', 'done', 4000, 0],
      ['b', 'done', 4000, 0],
      ['c', 'done', 4000, 0],
      ['d', 'dead letters', 99, 1],
      ['a #5', 'failed', 0, 0],
      ['a #6', 'failed', 0, 0],
    ]);
    expect(report.exitCode).toBe(2);
    expect(outcomes).toHaveLength(6);
    expect(
      outcomes.flatMap(({ error }) => (error instanceof HeadraceError ? error.problems[0]?.code : [])),
    ).toEqual([...['HR-LOADSOURCE-001', 'HR-DATABRICKS-002']]);
    expect(await Promise.all(['a', 'b', 'c', 'd'].map((name) => total(p + name)))).toEqual([
      ...[4000, 4000, 4000, 99],
    ]);
    // Requests begun within less than one lasts were under way together.
    const together = slow.begun.map((at) => slow.begun.filter((t) => t >= at && t < at + 55).length);
    expect(Math.max(...together)).toBeLessThanOrEqual(4);
    const { report: dead } = await b.load({
      jobs: b.jobs([{ source_table: 'd.parquet', data_source: 'd' }]),
    });
    expect(dead.exitCode).toBe(3);
  });

  it('knows loads by name, the default index, and tables of the project', async () => {
    const { bench: b, p } = bench((prefix) => ({
      search: {
        backend: 'elasticsearch',
        connection: 'cluster',
        default_index: `${prefix}rest`,
        indexes: { [`${prefix}shop`]: { text: 'title', keywords: 'colour', physical: `${prefix}shop_7` } },
        data_sources: { shop: `${prefix}shop` },
      },
      connections: { cluster: { type: 'elasticsearch', url: servers.elasticsearch.url } },
      loads: {
        goods: {
          ...{ source_table: 'goods.parquet', data_source: 'shop', version: 'at' },
          map: { rename: { name: 'title' }, computed: { colour: "'red'" } },
        },
        numbers: { source_table: 'doubled', data_source: 'whatever', batch_id: 'one' },
      },
    }));
    await b.parquet('goods.parquet', 10, "'row ' || i AS name, i AS at");
    await b.project.built();
    const given = { es_nodes: ' ' };
    const { report } = await b.load({ all: true, given });
    expect(report).toMatchObject({ exitCode: 0, several: true });
    expect(report.loads.map(({ load, index, counts }) => [load, index, counts.stored])).toEqual([
      ['goods', `${p}shop`, 10],
      ['numbers', `${p}rest`, 50],
    ]);
    const found = await documents(servers.elasticsearch.url, `${p}shop_7`);
    expect(found.get('4')).toEqual({ id: 4, title: 'row 4', at: 4, colour: 'red' });
    expect(await es('GET', `/${p}shop_7/_doc/4`)).toMatchObject({ _version: 4 });
    const mapping = await es('GET', `/${p}shop_7/_mapping`);
    expect(mapping[`${p}shop_7`]).toMatchObject({
      mappings: { properties: { title: { type: 'text' }, colour: { type: 'keyword' } } },
    });
    const again = await b.load({ names: ['numbers', 'goods'], given });
    expect(again.report.loads.map(({ status, counts }) => [status, counts.stale])).toEqual([
      ['already loaded', 0],
      ['done', 0],
    ]);
  });

  it('goes into the embedded index where the project has no cluster', async () => {
    const { bench: b } = bench((prefix) => ({ search: { data_sources: { a: `${prefix}a` } } }));
    await b.parquet('t.parquet', 40);
    const given = { es_nodes: '' };
    const batch = { batch_id: 'x', given };
    expect(await b.one('t.parquet', 'a', { ...batch, dryRun: true })).toEqual(['full', 0, 0]);
    expect(await b.one('t.parquet', 'a', batch)).toEqual(['full', 40, 40]);
    expect(await b.one('t.parquet', 'a', batch)).toEqual(['none', 0, 0]);
    expect(await b.one('t.parquet', 'a', { given })).toEqual(['full', 40, 40]);
    // The same through the configuration, where a misspelt data source is told before anything begins.
    b.project.write({ 'jobs.json': stringify([{ source_table: 't.parquet', data_source: 'A1' }]) });
    await expect(b.load({ jobs: b.project.path('jobs.json'), given })).rejects.toThrow('HR-LOADING-043');
  });

  /** Elasticsearch with slow answers to writes, and when each of them was begun. */
  async function slowed(ms: number): Promise<{ url: string; begun: number[] }> {
    const proxy = await startProxy(servers.elasticsearch.url);
    onTestFinished(() => proxy.stop());
    const begun: number[] = [];
    proxy.faults.push(({ path }) => {
      if (!path.includes('/_bulk')) return undefined;
      begun.push(Date.now());
      return delay(ms);
    });
    return { url: proxy.url, begun };
  }
});
