import { describe, expect, it } from 'vitest';
import { type Answer, type Opened, openWorkspace } from './open-workspace.ts';

const id = '11111111-2222-3333-4444-555555555555';
const spec = { name: 'shop_1', catalog: 'main', schema: 'dev', serverless: true };
const tables = ['orders', 'customers', 'sales'];
const seeded = { pipelines: [{ pipeline_id: id, spec, tables }] };
const root = '/api/2.0/pipelines';

const start = ({ call }: Opened, request: object = {}) => call('POST', `${root}/${id}/updates`, request);
const state = async ({ call }: Opened, update: unknown) =>
  (await call('GET', `${root}/${id}/updates/${update}`)).at('update.state');
const events = ({ call }: Opened, query = '') => call('GET', `${root}/${id}/events?${query}`);

/** One line for each event: level, type, and what it tells. */
function told(answer: Answer): string[] {
  const found: { level: string; message: string }[] = JSON.parse(answer.text).events;
  return found.map(({ level, message }) => `${level} ${message.replace(/Update \w+/, 'Update')}`);
}

describe('pipelines', () => {
  it('are made, read, changed and deleted', async () => {
    const { call } = await openWorkspace();
    const made = (await call('POST', root, spec)).at('pipeline_id');
    const read = () => call('GET', `${root}/${made}`);
    expect([(await read()).at('spec.catalog'), (await read()).at('state')]).toEqual(['main', 'IDLE']);
    expect((await call('PUT', `${root}/${made}`, { ...spec, schema: 'prod' })).status).toBe(200);
    expect((await read()).at('spec.schema')).toBe('prod');
    expect((await call('DELETE', `${root}/${made}?cascade=false`)).status).toBe(200);
    const gone = await read();
    expect([gone.status, gone.at('error_code')]).toEqual([404, 'RESOURCE_DOES_NOT_EXIST']);
  });

  it('have names of their own, unless said', async () => {
    const { call } = await openWorkspace(seeded);
    const same = await call('POST', root, spec);
    expect([same.status, same.at('error_code')]).toEqual([409, 'RESOURCE_CONFLICT']);
    expect((await call('POST', root, { ...spec, allow_duplicate_names: true })).status).toBe(200);
  });

  it.each([
    [{ clusters: [{ num_workers: 1 }] }, 'serverless pipeline cannot have clusters'],
    [{ target: 'x' }, 'target and schema'],
    [{ libraries: [{ glob: { includes: 'x/**' } }] }, 'libraries.0.glob.includes'],
    [{ libraries: Array.from({ length: 101 }, () => ({ file: { path: '/a.sql' } })) }, 'at most 100'],
    [{ configuration: { rows: 1 } }, 'configuration.rows'],
  ])('are refused with %j', async (more, message) => {
    const { call } = await openWorkspace();
    const answer = await call('POST', root, { ...spec, ...more });
    expect([answer.status, answer.at('error_code')]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
    expect(answer.at('message')).toContain(message);
  });

  it('are found by name, in pages', async () => {
    const names = ['[dev you] shop_1', '[dev you] shop_2', 'other'];
    const { call } = await openWorkspace({ pipelines: names.map((name) => ({ spec: { name } })) });
    const list = (query: Record<string, string>) => call('GET', `${root}?${new URLSearchParams(query)}`);
    const query = { filter: "name LIKE '%shop%'", order_by: 'name desc' };
    const first = await list({ ...query, max_results: '1' });
    expect(first.at('statuses.0.name')).toBe('[dev you] shop_2');
    const second = await list({
      ...query,
      max_results: '1',
      page_token: String(first.at('next_page_token')),
    });
    expect([second.at('statuses.0.name'), second.at('next_page_token')]).toEqual([
      '[dev you] shop_1',
      undefined,
    ]);
    expect((await list({ filter: "name LIKE '[dev you] shop_1'" })).at('statuses.0.name')).toBe(names[0]);
    expect((await list({ filter: "name = 'other'" })).status).toBe(400);
  });
});

describe('updates', () => {
  it('go through their states by the clock', async () => {
    const opened = await openWorkspace(seeded);
    const update = (await start(opened)).at('update_id');
    const seen = [await state(opened, update)];
    for (const ms of [100, 100, 70, 50, 680]) {
      opened.clock.advance(ms);
      seen.push(await state(opened, update));
    }
    expect(seen).toEqual([
      'CREATED',
      'WAITING_FOR_RESOURCES',
      'INITIALIZING',
      'SETTING_UP_TABLES',
      'RUNNING',
      'COMPLETED',
    ]);
  });

  it('run one at a time', async () => {
    const opened = await openWorkspace(seeded);
    await start(opened);
    const second = await start(opened);
    expect([second.status, second.at('error_code')]).toEqual([409, 'RESOURCE_CONFLICT']);
    opened.clock.advance(1000);
    expect((await start(opened)).status).toBe(200);
    const list = (query: string) => opened.call('GET', `${root}/${id}/updates?${query}`);
    const first = await list('max_results=1');
    expect(first.at('updates.0.state')).toBe('CREATED');
    const next = await list(`max_results=1&page_token=${first.at('next_page_token')}`);
    expect(next.at('updates.0.state')).toBe('COMPLETED');
  });

  it('tell in events what each table did', async () => {
    const opened = await openWorkspace({
      ...seeded,
      rowsWritten: (_update, table) => (table === 'sales' ? 42 : 7),
    });
    await start(opened, { refresh_selection: ['sales'] });
    opened.clock.advance(1000);
    const answer = await events(opened, 'order_by=timestamp%20asc');
    expect(told(answer)).toEqual([
      'INFO Update started by API_CALL.',
      'INFO Update is WAITING_FOR_RESOURCES.',
      'INFO Update is INITIALIZING.',
      'INFO Update is SETTING_UP_TABLES.',
      "INFO Flow 'main.dev.sales' is defined.",
      'INFO Update is RUNNING.',
      "INFO Flow 'main.dev.sales' is QUEUED.",
      "INFO Flow 'main.dev.sales' is STARTING.",
      "INFO Flow 'main.dev.sales' is RUNNING.",
      "METRICS Reported flow time metrics for 'main.dev.sales'.",
      "INFO Flow 'main.dev.sales' has COMPLETED.",
      'INFO Update is COMPLETED.',
    ]);
    expect(answer.at('events.10.details.flow_progress')).toMatchObject({
      status: 'COMPLETED',
      metrics: { num_output_rows: 42 },
    });
    expect(answer.at('events.10.origin')).toMatchObject({ pipeline_id: id, dataset_name: 'main.dev.sales' });
    expect(opened.workspace.updates()).toMatchObject([
      { state: 'COMPLETED', fullRefresh: false, refreshSelection: ['sales'] },
    ]);
  });

  it('fail at the table they are told to, and leave the rest out', async () => {
    const opened = await openWorkspace({
      ...seeded,
      failUpdate: () => ({ table: 'customers', message: 'DIVIDE_BY_ZERO at line 3' }),
    });
    const update = (await start(opened)).at('update_id');
    opened.clock.advance(1000);
    expect(await state(opened, update)).toBe('FAILED');
    const bad = await events(
      opened,
      new URLSearchParams({ filter: "level in ('ERROR', 'WARN')" }).toString(),
    );
    expect(told(bad)).toEqual([
      'ERROR Update has FAILED.',
      "WARN Flow 'main.dev.sales' is SKIPPED.",
      "ERROR Flow 'main.dev.customers' has FAILED.",
    ]);
    expect(bad.at('events.2.error.exceptions.0.message')).toBe('DIVIDE_BY_ZERO at line 3');
    expect((await opened.call('GET', `${root}/${id}`)).at('state')).toBe('FAILED');
  });

  it('fail before any table when one is not there', async () => {
    const opened = await openWorkspace(seeded);
    const update = (await start(opened, { full_refresh_selection: ['main.dev.orders', 'gone'] })).at(
      'update_id',
    );
    opened.clock.advance(1000);
    expect(await state(opened, update)).toBe('FAILED');
    expect((await events(opened)).at('events.0.error.exceptions.0.message')).toContain("'gone'");
    expect((await start(opened, { full_refresh: true, refresh_selection: ['orders'] })).status).toBe(400);
  });

  it('reset tables for a full refresh, and touch none to validate', async () => {
    const opened = await openWorkspace(seeded);
    await start(opened, { full_refresh: true });
    opened.clock.advance(1000);
    expect(told(await events(opened))).toContain('INFO Update is RESETTING.');
    const update = (await start(opened, { validate_only: true })).at('update_id');
    opened.clock.advance(1000);
    expect(await state(opened, update)).toBe('COMPLETED');
    expect(told(await events(opened, 'max_results=5')).join()).not.toMatch(/QUEUED|RUNNING/);
  });

  it('stop when they are asked to', async () => {
    const opened = await openWorkspace(seeded);
    const update = (await start(opened)).at('update_id');
    opened.clock.advance(400);
    await opened.call('POST', `${root}/${id}/stop`);
    expect(await state(opened, update)).toBe('STOPPING');
    opened.clock.advance(100);
    expect(await state(opened, update)).toBe('CANCELED');
    expect(told(await events(opened, 'max_results=2'))).toEqual([
      'INFO Update is CANCELED.',
      "INFO Flow 'main.dev.orders' is STOPPED.",
    ]);
  });

  it('of a continuous pipeline go on until then', async () => {
    const opened = await openWorkspace({
      pipelines: [{ pipeline_id: id, spec: { ...spec, continuous: true }, tables }],
    });
    const update = (await start(opened)).at('update_id');
    opened.clock.advance(100_000);
    expect(await state(opened, update)).toBe('RUNNING');
    await opened.call('POST', `${root}/${id}/stop`);
    opened.clock.advance(100);
    expect(await state(opened, update)).toBe('CANCELED');
  });

  it('build what the sources in the workspace define', async () => {
    const opened = await openWorkspace({
      pipelines: [
        { pipeline_id: id, spec: { ...spec, libraries: [{ glob: { include: '/Workspace/Shared/p/**' } }] } },
      ],
      files: {
        '/Shared/p/1.sql':
          'CREATE OR REFRESH STREAMING TABLE `raw` AS\nSELECT 1;\nCREATE MATERIALIZED VIEW main.dev.sums AS SELECT 2',
        '/Shared/p/2.py':
          'import dlt\n@dlt.table(name="typed")\ndef t(): ...\n\n@dlt.table\ndef plain(): ...\n',
        '/Shared/other.sql': 'CREATE MATERIALIZED VIEW elsewhere AS SELECT 3',
      },
    });
    await start(opened);
    opened.clock.advance(1000);
    const done = told(await events(opened, 'order_by=timestamp%20asc&max_results=100')).filter((line) =>
      line.endsWith('COMPLETED.'),
    );
    expect(done).toEqual([
      "INFO Flow 'main.dev.raw' has COMPLETED.",
      "INFO Flow 'main.dev.sums' has COMPLETED.",
      "INFO Flow 'main.dev.typed' has COMPLETED.",
      "INFO Flow 'main.dev.plain' has COMPLETED.",
      'INFO Update is COMPLETED.',
    ]);
    const table = await opened.call('GET', '/api/2.1/unity-catalog/tables/main.dev.typed');
    expect(table.at('pipeline_id')).toBe(id);
  });
});

describe('events', () => {
  it('come newest first, in pages that new events do not move', async () => {
    const opened = await openWorkspace(seeded);
    await start(opened);
    opened.clock.advance(200);
    const first = await events(opened, 'max_results=2');
    expect(told(first)).toEqual(['INFO Update is INITIALIZING.', 'INFO Update is WAITING_FOR_RESOURCES.']);
    opened.clock.advance(800);
    const token = String(first.at('next_page_token'));
    expect(told(await events(opened, `max_results=2&page_token=${token}`))).toEqual([
      'INFO Update started by API_CALL.',
    ]);
    expect((await events(opened, `page_token=${token}&order_by=timestamp%20asc`)).status).toBe(400);
  });

  it('may come without details', async () => {
    const opened = await openWorkspace({ ...seeded, eventDetails: false });
    await start(opened);
    expect((await events(opened)).at('events.0.details')).toBeUndefined();
  });

  it('are filtered by level, id and time only', async () => {
    const opened = await openWorkspace(seeded);
    await start(opened);
    opened.clock.advance(1000);
    const filtered = (filter: string) => events(opened, new URLSearchParams({ filter }).toString());
    const all = await events(opened, 'order_by=timestamp%20asc&max_results=250');
    const third = { id: all.at('events.2.id'), timestamp: all.at('events.2.timestamp') };
    expect((await filtered(`id='${third.id}'`)).at('events.0.id')).toBe(third.id);
    expect(
      (await filtered(`timestamp < '${third.timestamp}' AND level='INFO'`)).at('events.1.event_type'),
    ).toBe('create_update');
    expect((await filtered("update_id = 'x'")).status).toBe(400);
  });
});
