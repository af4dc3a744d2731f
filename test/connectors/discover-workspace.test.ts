import { expect, it, onTestFinished, vi } from 'vitest';
import { discoverTables, type TableSource } from '../../src/connectors/index.ts';
import { createWorkspace } from '../../src/databricks/index.ts';
import {
  type FakeWorkspace,
  type FakeWorkspaceOptions,
  startFakeWorkspace,
} from '../../src/fake-workspace/index.ts';

const meta = '11111111-1111-4111-8111-111111111111';
const points = '22222222-2222-4222-8222-222222222222';
const gone = '33333333-3333-4333-8333-333333333333';

const managed = (source_table: string, more: Record<string, unknown> = {}) => ({
  table: { source_table, destination_catalog: 'main', destination_schema: 'bronze', ...more },
});

const pipelines = [
  {
    pipeline_id: meta,
    spec: {
      name: 'osipi_meta',
      ingestion_definition: {
        connection_name: 'osipi_lakeflow',
        source_type: 'COMMUNITY',
        objects: [
          managed('pi_points', { destination_table: 'points' }),
          managed('pi_events', { table_configuration: { scd_type: 'APPEND_ONLY', primary_keys: ['id'] } }),
        ],
      },
    },
    tables: ['main.bronze.points', 'main.bronze.pi_events'],
  },
  {
    pipeline_id: points,
    spec: { name: 'osipi_values', catalog: 'main', schema: 'bronze' },
    tables: ['PI_TimeSeries'],
  },
];

const system = {
  full_name: 'system.lakeflow.pipelines',
  columns: ['pipeline_id', 'name', 'change_time', 'delete_time'].map((name) => ({
    name,
    type_text: 'STRING',
  })),
  rows: [
    [meta, 'osipi_old', '2026-01-01T00:00:00Z', null],
    [meta, 'osipi_meta', '2026-02-01T00:00:00Z', null],
    [points, 'osipi_values', '2026-01-01T00:00:00Z', null],
    [gone, 'osipi_gone', '2026-01-01T00:00:00Z', '2026-03-01T00:00:00Z'],
    ['44444444-4444-4444-8444-444444444444', 'osiris', '2026-01-01T00:00:00Z', null],
  ],
};

/** A workspace in which each pipeline has run twice; its times are short, but real. */
async function place(options: FakeWorkspaceOptions = {}): Promise<FakeWorkspace> {
  const workspace = await startFakeWorkspace({
    ...{ runMs: 40, pipelines, tables: [system] },
    rowsWritten: (_update, table) => (table.endsWith('points') ? 1_000 : 10),
    ...options,
  });
  onTestFinished(() => workspace.close());
  const client = createWorkspace({
    host: workspace.host,
    credentials: { kind: 'token', token: 'fake-token', from: 'the test' },
  });
  await client.connections.create({
    ...{ name: 'osipi_lakeflow', connection_type: 'COMMUNITY', options: { sourceName: 'osipi' } },
  });
  for (const { pipeline_id: id } of pipelines) {
    for (let run = 0; run < 2; run += 1) {
      const update = await client.pipelines.startUpdate(id);
      const state = async () => (await client.pipelines.getUpdate(id, update)).state;
      await vi.waitUntil(async () => /COMPLETED|FAILED/.test(await state()), {
        timeout: 20_000,
        interval: 20,
      });
      expect(await state()).toBe('COMPLETED');
    }
  }
  return workspace;
}

const ask = (
  host: string,
  from: Omit<Extract<TableSource, { kind: 'pipelines' }>, 'env' | 'source' | 'kind'>,
) =>
  discoverTables({
    from: {
      ...{ kind: 'pipelines', source: 'osipi', ...from },
      env: { DATABRICKS_HOST: host, DATABRICKS_TOKEN: 'fake-token', DATABRICKS_CONFIG_FILE: '/none' },
    },
    ...{ before: [], categoryMap: {} },
  });

it('a pipeline tells its tables, how many rows they get, and how long that takes', async () => {
  const { host } = await place();
  const { tables } = await ask(host, { pipelines: [meta] });
  expect(tables).toMatchObject([
    {
      ...{ sourceTable: 'pi_points', destinationTable: 'points', destinationCatalog: 'main', rows: 1_000 },
      ...{ connectionName: 'osipi_lakeflow', ingestionType: 'unknown' },
    },
    { sourceTable: 'pi_events', ingestionType: 'append', primaryKeys: ['id'], rows: 10 },
  ]);
  for (const { weight } of tables) expect(weight).toBeGreaterThan(0);
  // The only pipeline of a connector is no group: it is what is to be divided.
  expect(tables[0]).not.toHaveProperty('pipelineGroup');
});

it('several pipelines are groups, and tables have the names that the list knows', async () => {
  const { host } = await place();
  const { tables } = await discoverTables({
    from: {
      ...{ kind: 'pipelines', source: 'osipi', pipelines: ['osipi_meta', 'osipi_values'] },
      env: { DATABRICKS_HOST: host, DATABRICKS_TOKEN: 'fake-token', DATABRICKS_CONFIG_FILE: '/none' },
    },
    before: (await ask(host, { pipelines: [points] })).tables.map((table) => ({
      ...{ ...table, sourceTable: 'pi_timeseries' },
    })),
    categoryMap: {},
  });
  expect(tables.map(({ sourceTable, pipelineGroup }) => [sourceTable, pipelineGroup])).toEqual([
    ['pi_points', 'meta'],
    ['pi_events', 'meta'],
    ['pi_timeseries', 'values'],
  ]);
  await expect(ask(host, { pipelines: ['osipi'] })).rejects.toMatchObject({
    exitCode: 2,
    problems: [{ code: 'HR-DISCOVER-050' }],
  });
});

it('system tables tell the same, of the pipelines that are there now', async () => {
  const { host } = await place();
  const env = { DATABRICKS_HOST: host, DATABRICKS_TOKEN: 'fake-token', DATABRICKS_CONFIG_FILE: '/none' };
  const from = { kind: 'system', source: 'osipi', env } as const;
  const { tables } = await discoverTables({
    from: { ...from, prefix: 'osipi_' },
    before: [],
    categoryMap: {},
  });
  expect(tables).toMatchObject([
    { sourceTable: 'points', pipelineGroup: 'meta', rows: 1_000 },
    { sourceTable: 'pi_events', pipelineGroup: 'meta', rows: 10 },
    { sourceTable: 'PI_TimeSeries', pipelineGroup: 'values', rows: 10 },
  ]);
  for (const { weight } of tables) expect(weight).toBeGreaterThan(0);
  const none = discoverTables({ from: { ...from, prefix: 'nothing' }, before: [], categoryMap: {} });
  await expect(none).rejects.toMatchObject({ problems: [{ code: 'HR-DISCOVER-051' }] });
});
