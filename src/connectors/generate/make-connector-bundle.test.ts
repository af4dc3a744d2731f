import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isRecord } from '../../kernel/index.ts';
import type { ConnectorSettings } from '../settings/index.ts';
import type { ConnectorTable } from '../types.ts';
import type { ConnectorBundle } from './make-connector-bundle.ts';
import { codes, sampleBundle, sampleTable } from './testing/sample-tables.ts';

/** What databricks.yml says at a path of keys. */
function at({ files }: ConnectorBundle, ...path: readonly string[]): unknown {
  const text = files.find((file) => file.path === 'databricks.yml')?.text ?? '';
  return path.reduce<unknown>((found, key) => (isRecord(found) ? found[key] : undefined), parse(text));
}

function bundle(tables: readonly ConnectorTable[], settings: ConnectorSettings = {}): ConnectorBundle {
  const made = sampleBundle(tables, settings);
  expect(made.problems).toEqual([]);
  return made;
}

const append = { pipelineGroup: 'timeseries_append', schedule: '*/15 * * * *' };

describe('faults of the toolkit that this replaces', () => {
  it('a group took the schedule of its first row', () => {
    const tables = [sampleTable('a'), sampleTable('b', { schedule: '*/5 * * * *' })];
    expect(codes(sampleBundle(tables, { emit_jobs: true }))).toEqual(['HR-INGEST-013']);
    // Without jobs, schedules are nobody's business.
    expect(codes(sampleBundle(tables))).toEqual([]);
  });

  it('the day of the week was off by one', () => {
    const made = bundle([sampleTable('a', { schedule: '0 0 * * 0' })], { emit_jobs: true });
    const schedule = {
      quartz_cron_expression: '0 0 0 ? * SUN',
      timezone_id: 'UTC',
      pause_status: 'UNPAUSED',
    };
    expect(at(made, 'resources', 'jobs', 'osipi_snapshot_job', 'schedule')).toEqual(schedule);
  });

  it('a schedule by day of the month and of the week became another one', () => {
    const made = sampleBundle([sampleTable('a', { schedule: '0 0 1 * 1' })], { emit_jobs: true });
    expect(codes(made)).toEqual(['HR-INGEST-019']);
    expect(made.problems[0]?.hint).toContain('"0 0 0 1 * ?" and "0 0 0 ? * MON"');
  });

  it('cdc_with_deletes was unknown', () => {
    const made = bundle([
      sampleTable('a', { ingestionType: 'cdc_with_deletes', pipelineGroup: 'cdc_with_deletes' }),
    ]);
    expect(at(made, 'resources', 'pipelines', 'osipi_cdc_with_deletes', 'name')).toBe(
      'osipi_cdc_with_deletes',
    );
  });

  it('files were called otherwise than the paths that point at them', () => {
    const made = bundle([sampleTable('a', { pipelineGroup: 'Asset Framework/Snapshot' })]);
    const key = 'osipi_asset_framework_snapshot';
    const [library] = [at(made, 'resources', 'pipelines', key, 'libraries')].flat();
    expect(library).toEqual({ file: { path: './ingest_asset_framework_snapshot.py' } });
    expect(made.files.map(({ path }) => path)).toEqual([
      'ingest_asset_framework_snapshot.py',
      'databricks.yml',
    ]);
  });

  it('a table listed twice went to one place only', () => {
    const twice = sampleBundle([sampleTable('a'), sampleTable('a', { destinationTable: 'b' })]);
    expect(codes(twice)).toEqual(['HR-INGEST-014']);
    expect(twice.problems[0]?.message).toBe('Table "a" is twice in the pipeline "snapshot".');
    const spread = sampleBundle([sampleTable('a'), sampleTable('a', append)]);
    expect(codes(spread)).toEqual(['HR-INGEST-014']);
    expect(spread.problems[0]?.message).toBe('Table "a" is in 2 pipelines: snapshot and timeseries_append.');
  });

  it('a catalog without a schema was dropped', () => {
    const table = sampleTable('a', { destinationCatalog: 'other' });
    const { problems } = sampleBundle([table], {}, { parts: ['ingest'], settings: { connection_name: 'c' } });
    expect(problems.map(({ code, place }) => [code, place?.line])).toEqual([['HR-INGEST-016', 2]]);
    const common = sampleBundle(
      [sampleTable('a'), sampleTable('b')],
      {},
      {
        parts: ['ingest'],
        settings: { connection_name: 'c', catalog: 'main' },
      },
    );
    expect(codes(common)).toEqual(['HR-INGEST-016']);
    // With a common schema it is a whole place.
    const [pipeline] = bundle([table, sampleTable('b')]).pipelines;
    expect(pipeline?.tables[0]?.destination).toMatchObject({
      catalog: 'other',
      schema: 'bronze',
    });
  });

  it('--num-workers had no effect', () => {
    const made = bundle([sampleTable('a'), sampleTable('b', append)], {
      num_workers: 2,
      groups: { timeseries_append: { num_workers: 5 } },
    });
    const pipeline = (key: string): unknown => at(made, 'resources', 'pipelines', key);
    expect(pipeline('osipi_snapshot')).toMatchObject({
      serverless: false,
      clusters: [{ label: 'default', num_workers: 2 }],
    });
    expect(pipeline('osipi_timeseries_append')).toMatchObject({ clusters: [{ num_workers: 5 }] });
    expect(at(bundle([sampleTable('a')]), 'resources', 'pipelines', 'osipi_snapshot', 'serverless')).toBe(
      true,
    );
  });

  it('there were no targets', () => {
    const made = bundle([sampleTable('a')], {
      targets: {
        dev: { schema: `dev_\${workspace.current_user.short_name}`, host: 'https://adb-1.example.net' },
        prod: {
          catalog: 'main',
          root_path: '/Workspace/osipi',
          presets: { trigger_pause_status: 'UNPAUSED' },
        },
      },
    });
    expect(at(made, 'targets')).toEqual({
      dev: {
        default: true,
        mode: 'development',
        workspace: { host: 'https://adb-1.example.net' },
        variables: { schema: `dev_\${workspace.current_user.short_name}` },
      },
      prod: {
        default: false,
        mode: 'production',
        workspace: { root_path: '/Workspace/osipi' },
        variables: { catalog: 'main' },
        presets: { trigger_pause_status: 'UNPAUSED' },
      },
    });
    expect(at(made, 'variables', 'catalog', 'default')).toBe('osipi');
    expect(at(made, 'resources', 'pipelines', 'osipi_snapshot')).toMatchObject({
      catalog: `\${var.catalog}`,
      schema: `\${var.schema}`,
    });
    expect(at(bundle([sampleTable('a')]), 'targets')).toEqual({ default: { default: true } });
  });

  it('ingest files were uploaded by hand', () => {
    const libraries = (settings: ConnectorSettings): unknown =>
      at(bundle([sampleTable('a')], settings), 'resources', 'pipelines', 'osipi_snapshot', 'libraries');
    expect(libraries({})).toEqual([{ file: { path: './ingest_snapshot.py' } }]);
    expect(libraries({ ingest_files_path: '/Workspace/Users/me@example.com/osipi/' })).toEqual([
      { file: { path: '/Workspace/Users/me@example.com/osipi/ingest_snapshot.py' } },
    ]);
    const here = sampleBundle([sampleTable('a')], { ingest_files_path: '/tmp/osipi_ingest' });
    expect(codes(here)).toEqual(['HR-INGEST-028']);
  });
});

describe('managed pipelines', () => {
  it('hold their tables, and have no file', () => {
    const table = sampleTable('a', {
      destinationTable: 'b',
      tableConfiguration: {
        scd_type: 'SCD_TYPE_2',
        primary_keys: '["id"]',
        sequence_by: 'at',
        cluster_by: 'day',
      },
    });
    const made = bundle([table, sampleTable('c', append)], { managed: ['snapshot'] });
    expect(made.files.map(({ path }) => path)).toEqual(['ingest_timeseries_append.py', 'databricks.yml']);
    expect(at(made, 'resources', 'pipelines', 'osipi_snapshot')).toEqual({
      name: 'osipi_snapshot',
      catalog: 'osipi',
      schema: 'bronze',
      serverless: true,
      channel: 'PREVIEW',
      configuration: { 'pipelines.managedIngestion.registerPythonDataSource': 'true' },
      ingestion_definition: {
        connection_name: 'osipi_connection',
        objects: [
          {
            table: {
              source_schema: 'default',
              source_table: 'a',
              destination_catalog: 'osipi',
              destination_schema: 'bronze',
              destination_table: 'b',
              table_configuration: {
                scd_type: 'SCD_TYPE_2',
                primary_keys: ['id'],
                sequence_by: ['at'],
                clustering_columns: ['day'],
              },
            },
          },
        ],
      },
      environment: { dependencies: ['/Volumes/osipi/default/packages/osipi.whl'] },
    });
  });

  it('refuse what a bundle would lose or replace', () => {
    const table = sampleTable(`a-\${bundle}`, { tableConfiguration: { owner: 'me', repo: 'mine' } });
    const made = sampleBundle([table], { managed: true });
    expect(codes(made)).toContain('HR-INGEST-022');
    expect(made.problems.find(({ code }) => code === 'HR-INGEST-024')?.message).toContain('owner and repo');
  });

  it('have no cluster', () => {
    expect(codes(sampleBundle([sampleTable('a')], { managed: true, num_workers: 2 }))).toEqual([
      'HR-INGEST-025',
    ]);
  });
});

describe('what is refused before anything is written', () => {
  const refused = (tables: readonly ConnectorTable[], settings: ConnectorSettings = {}): string[] =>
    codes(sampleBundle(tables, settings));

  it('tables that would overwrite each other', () => {
    expect(refused([sampleTable('Users'), sampleTable('users', append)])).toEqual(['HR-INGEST-015']);
    expect(refused([sampleTable('a'), sampleTable('b', { destinationTable: 'a' })])).toEqual([
      'HR-INGEST-015',
    ]);
  });

  it('names that Unity Catalog refuses, with one that it takes', () => {
    const { problems } = sampleBundle([sampleTable('sales.orders 2')]);
    expect(problems.map(({ code, hint }) => [code, hint])).toEqual([
      ['HR-INGEST-017', 'Give it another: destination_table "sales_orders_2".'],
    ]);
    expect(refused([sampleTable('a'), sampleTable('b')], { catalog: 'my.catalog' })).toEqual([
      'HR-INGEST-017',
    ]);
  });

  it('tables without a group, pipelines without a connection or with two', () => {
    const { pipelineGroup: _, ...homeless } = sampleTable('a');
    expect(refused([homeless])).toContain('HR-INGEST-010');
    expect(codes(sampleBundle([sampleTable('a')], {}, { settings: { catalog: 'a', schema: 'b' } }))).toEqual([
      'HR-INGEST-011',
    ]);
    const two = [sampleTable('a'), sampleTable('b', { pipelineGroup: 'append' })];
    const unconnected = sampleBundle(two, {}, { settings: { catalog: 'a', schema: 'b' } }).problems;
    expect(unconnected.map(({ message }) => message)).toEqual([
      'Nothing says which Unity Catalog connection the pipelines snapshot and append read through.',
    ]);
    expect(refused([sampleTable('a'), sampleTable('b', { connectionName: 'other' })])).toEqual([
      'HR-INGEST-012',
    ]);
  });

  it('groups that no table is in', () => {
    const { problems } = sampleBundle([sampleTable('a')], {
      groups: { snapshots: { num_workers: 1 } },
      managed: ['snap'],
    });
    expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
      expect.stringMatching(/^HR-INGEST-027 .*Did you mean "snapshot"/),
      expect.stringMatching(/^HR-INGEST-027 "managed" names/),
    ]);
  });

  it('no place, no such time zone, two default targets, production without a folder', () => {
    const place = sampleBundle([sampleTable('a')], {}, { settings: { connection_name: 'c' } });
    expect(codes(place)).toEqual(['HR-INGEST-018']);
    expect(place.problems[0]?.hint).toContain('--catalog and --schema');
    const zone = sampleBundle([sampleTable('a')], { timezone: 'Europe/Berln' });
    expect(zone.problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('Did you mean "Europe/Berlin"?'),
    ]);
    const targets = { a: { default: true }, b: { default: true }, prod: {} };
    expect(refused([sampleTable('a')], { targets })).toEqual(['HR-INGEST-032', 'HR-INGEST-043']);
  });

  it('more tables than a pipeline can have', () => {
    const tables = Array.from({ length: 1001 }, (_, index) => sampleTable(`t${index}`));
    expect(refused(tables)).toEqual(['HR-INGEST-033']);
  });

  it('clusters that are two things at once', () => {
    const compute = { autoscale: { min_workers: 1, max_workers: 4 } };
    expect(refused([sampleTable('a')], { compute, num_workers: 2 })).toEqual(['HR-INGEST-025']);
    expect(refused([sampleTable('a')], { compute: { serverless: true }, num_workers: 2 })).toEqual([
      'HR-INGEST-025',
    ]);
  });
});

describe('what is said', () => {
  it('groups that would be called the same', () => {
    const { problems } = sampleBundle([
      sampleTable('a', { pipelineGroup: 'Meta-Data' }),
      sampleTable('b', { pipelineGroup: 'meta_data' }),
    ]);
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([['HR-INGEST-023', 'warning']]);
  });

  it('jobs without a schedule', () => {
    const { schedule: _, ...table } = sampleTable('a');
    const made = sampleBundle([table], { emit_jobs: true });
    expect(codes(made)).toEqual(['HR-INGEST-029']);
    expect(at(made, 'resources', 'jobs', 'osipi_snapshot_job', 'schedule')).toBeUndefined();
  });

  it('code that is nowhere, and a connection that nothing uses', () => {
    const code = { dependencies: [], rootPath: undefined, uploaded: false };
    expect(codes(sampleBundle([sampleTable('a')], {}, { code }))).toEqual(['HR-INGEST-026']);
    expect(codes(sampleBundle([sampleTable('a', { connectionName: 'mine' })]))).toEqual(['HR-INGEST-042']);
  });
});

describe('the place of tables', () => {
  const own = { destinationCatalog: 'osipi', destinationSchema: 'bronze' };

  it('is the one that all of them name, where nothing else is said', () => {
    const settings = { connection_name: 'c' };
    const made = sampleBundle([sampleTable('a', own), sampleTable('b', own)], {}, { settings });
    expect(codes(made)).toEqual([]);
    expect(at(made, 'resources', 'pipelines', 'osipi_snapshot')).toMatchObject({
      catalog: 'osipi',
      schema: 'bronze',
    });
    const two = [sampleTable('a', own), sampleTable('b', { ...append, ...own, destinationSchema: 'silver' })];
    const apart = sampleBundle(two, {}, { settings });
    expect(codes(apart)).toEqual([]);
    expect(at(apart, 'resources', 'pipelines', 'osipi_timeseries_append')).toMatchObject({
      schema: 'silver',
    });
  });

  it('follows the target, also of tables that name the common one', () => {
    const targets = { dev: { schema: 'dev' } };
    const made = sampleBundle([sampleTable('a', own)], { targets });
    expect(made.specs.get('ingest_snapshot.py')).toMatchObject({
      objects: [{ table: { source_table: 'a' } }],
    });
    expect(made.files[0]?.text).not.toContain('destination_');
  });

  it('is not the common one where no table uses that, which is said', () => {
    expect(codes(sampleBundle([sampleTable('a', own)], { catalog: 'main', schema: 'bronze' }))).toEqual([
      'HR-INGEST-042',
    ]);
  });
});

describe('databricks.yml', () => {
  it('is the same for the same tables in another order', () => {
    const tables = [sampleTable('b'), sampleTable('a'), sampleTable('c', append)];
    const texts = (list: readonly ConnectorTable[]): string[] => bundle(list).files.map(({ text }) => text);
    expect(texts(tables.toReversed())).toEqual(texts(tables));
  });

  it('keeps names that look like something else', () => {
    const names = ['no', '2024-01-01', '1e3', '0o7', '12:30', 'null', '~', 'On'];
    const made = bundle(
      names.map((name) => sampleTable(name)),
      { managed: true },
    );
    const text = made.files.at(-1)?.text ?? '';
    for (const name of names) expect(text).toContain(`source_table: "${name}"`);
  });

  it('has permissions, notifications, tags, and jobs that wait', () => {
    const made = bundle([sampleTable('a')], {
      emit_jobs: true,
      pause_status: 'PAUSED',
      timezone: 'Europe/Berlin',
      permissions: [{ level: 'CAN_RUN', group_name: 'ops' }],
      run_as: { service_principal_name: '6c6f' },
      notifications: { email: 'a@example.com, b@example.com', on: ['failure', 'success'] },
      tags: { team: 'data', cost: 7 },
      groups: { snapshot: { tags: { tier: 'slow' } } },
    });
    const tags = { team: 'data', cost: '7', tier: 'slow' };
    const email = ['a@example.com', 'b@example.com'];
    expect(at(made, 'permissions')).toEqual([{ level: 'CAN_RUN', group_name: 'ops' }]);
    expect(at(made, 'run_as')).toEqual({ service_principal_name: '6c6f' });
    expect(at(made, 'resources', 'pipelines', 'osipi_snapshot')).toMatchObject({
      tags,
      notifications: [
        {
          email_recipients: email,
          alerts: ['on-update-fatal-failure', 'on-flow-failure', 'on-update-success'],
        },
      ],
    });
    expect(at(made, 'resources', 'jobs', 'osipi_snapshot_job')).toEqual({
      name: 'osipi_snapshot_job',
      schedule: {
        quartz_cron_expression: '0 0 0 * * ?',
        timezone_id: 'Europe/Berlin',
        pause_status: 'PAUSED',
      },
      max_concurrent_runs: 1,
      queue: { enabled: false },
      tasks: [
        { task_key: 'ingest', pipeline_task: { pipeline_id: `\${resources.pipelines.osipi_snapshot.id}` } },
      ],
      email_notifications: { on_failure: email, on_success: email },
      tags,
    });
  });
});
