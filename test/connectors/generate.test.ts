import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { prepareBundle } from '../../src/connectors/generate/index.ts';
import { type CliResult, headrace, temporaryFolder } from '../cli/run-cli.ts';
import { hasBundleSchema, howToGetIt, schemaErrors } from '../deploy/bundle-schema.ts';
import { runIngestFile } from './run-ingest-file.ts';

const osipi = `source_table,pipeline_group,schedule,category,ingestion_type
pi_dataservers,metadata_snapshot,0 0 * * *,metadata,snapshot
pi_points,metadata_snapshot,0 0 * * *,metadata,snapshot
pi_timeseries,timeseries_append,*/15 * * * *,timeseries,append
pi_streamset_recorded,timeseries_append,*/15 * * * *,timeseries,append
`;

const everything = `
connection_name: osipi_connection
catalog: osipi
schema: bronze
bundle_name: plant
code: [/Volumes/osipi/default/packages/framework.whl, /Volumes/osipi/default/packages/osipi.whl]
emit_jobs: true
pause_status: PAUSED
timezone: Europe/Berlin
managed: [metadata_snapshot]
common_table_config: {scd_type: SCD_TYPE_2}
compute: {photon: true}
groups:
  timeseries_append: {compute: {autoscale: {min_workers: 1, max_workers: 4}, node_type_id: i3.xlarge, channel: current}, tags: {tier: hot}}
  metadata_snapshot: {compute: {serverless: true}}
targets:
  dev: {schema: "dev_\${workspace.current_user.short_name}", host: "https://adb-1.example.net"}
  prod: {catalog: main, root_path: /Workspace/osipi, profile: PROD, run_as: {service_principal_name: 6c6f},
    permissions: [{level: CAN_RUN, group_name: ops}], presets: {name_prefix: "plant_", tags: {cost: 7}}}
permissions: [{level: CAN_VIEW, group_name: analysts}]
run_as: {user_name: ops@example.com}
notifications: {email: ops@example.com, webhook: hook-1, on: [start, failure, success]}
tags: {team: plant}
tables:
  pi_points: {destination_table: points, table_config: {primary_keys: [web_id], cluster_by: [server]}}
  pi_timeseries: {table_config: {window_seconds: 900, recorded: true}}
`;

const usual = ['--connection-name', 'osipi_connection', '--catalog', 'osipi', '--schema', 'bronze'];

function project(files: Readonly<Record<string, string>> = { 'connectors/osipi/tables.csv': osipi }): string {
  return temporaryFolder(files);
}

function generate(folder: string, ...flags: readonly string[]): CliResult {
  return headrace(folder, 'connectors', 'generate', ...usual, ...flags);
}

const bundle = 'connectors/osipi/bundle';

function yaml(folder: string, file = `${bundle}/databricks.yml`): unknown {
  return parse(readFileSync(join(folder, file), 'utf8'));
}

/** The other half of the original's commands, with only the program's name changed. */
describe("the original's commands", () => {
  it.each(['discover-and-classify-tables', 'generate-ingest-files', 'generate-dab-yaml'])(
    'are also found by the name of their script: %s',
    (name) => {
      const script = name.replaceAll('-', '_');
      const help = (command: string) => headrace(project(), 'connectors', command, '--help');
      expect(help(name).code).toBe(0);
      expect(help(script)).toEqual(help(name));
      expect(help(`${script}.py`)).toEqual(help(name));
    },
  );

  it('name a next command that works, where the list is not called after the connector', () => {
    const folder = project({ 'mine.csv': osipi });
    const place = [
      '--connection-name',
      'c',
      '--catalog',
      'osipi',
      '--schema',
      'bronze',
      '--output-dir',
      'out',
    ];
    const { out } = generate(folder, '--csv', 'mine.csv', '--source-name', 'osipi', ...place);
    const next = /headrace (connectors validate .*)/.exec(out)?.[1] ?? '';
    expect(next).toBe('connectors validate --csv mine.csv --source-name osipi --bundle out');
    expect(headrace(folder, ...next.split(' '))).toMatchObject({ code: 0 });
    const plan = headrace(folder, 'connectors', 'plan', '--csv', 'mine.csv', '--connector-name', 'osipi');
    expect(plan.out).toContain('next: headrace connectors generate --csv mine.csv --source-name osipi\n');
  });

  it('write an ingest file for each group, and databricks.yml with jobs', () => {
    const folder = project({ 'osipi_tables.csv': osipi });
    const files = headrace(
      folder,
      ...[
        'connectors',
        'generate-ingest-files',
        '--csv',
        'osipi_tables.csv',
        '--output-dir',
        'osipi_ingest_files',
      ],
      ...['--source-name', 'osipi', '--connection-name', 'osipi_connection_lakeflow'],
      ...['--catalog', 'osipi', '--schema', 'bronze', '--common-table-config-json', '{}'],
    );
    expect(files.err).toBe('');
    expect(files.code).toBe(0);
    expect(readdirSync(join(folder, 'osipi_ingest_files'))).toEqual([
      'ingest_metadata_snapshot.py',
      'ingest_timeseries_append.py',
    ]);
    expect(runIngestFile(join(folder, 'osipi_ingest_files/ingest_timeseries_append.py'))).toEqual({
      registered: 'osipi',
      spec: {
        connection_name: 'osipi_connection_lakeflow',
        objects: ['pi_streamset_recorded', 'pi_timeseries'].map((source_table) => ({
          table: { source_table, destination_catalog: 'osipi', destination_schema: 'bronze' },
        })),
      },
      settings: { 'spark.databricks.unityCatalog.connectionDfOptionInjection.enabled': 'true' },
    });

    const dab = headrace(
      folder,
      ...['connectors', 'generate-dab-yaml', '--connector-name', 'osipi', '--input-csv', 'osipi_tables.csv'],
      ...['--output-yaml', 'osipi_bundle/databricks.yml'],
      ...['--ingest-files-path', '/Workspace/Users/user@databricks.com/osipi_ingest'],
      ...['--connection-name', 'osipi_connection_lakeflow', '--catalog', 'osipi', '--schema', 'bronze'],
      ...['--emit-jobs', '--num-workers', '2'],
    );
    expect(dab.code).toBe(0);
    expect(dab.out).toContain('databricks workspace import-dir');
    expect(readdirSync(join(folder, 'osipi_bundle'))).toEqual(['databricks.yml']);
    expect(yaml(folder, 'osipi_bundle/databricks.yml')).toMatchObject({
      resources: {
        pipelines: {
          osipi_metadata_snapshot: {
            clusters: [{ label: 'default', num_workers: 2 }],
            libraries: [
              {
                file: {
                  path: '/Workspace/Users/user@databricks.com/osipi_ingest/ingest_metadata_snapshot.py',
                },
              },
            ],
          },
          osipi_timeseries_append: { catalog: 'osipi', schema: 'bronze' },
        },
        jobs: {
          osipi_timeseries_append_job: { schedule: { quartz_cron_expression: '0 0/15 * * * ?' } },
        },
      },
    });
  });
});

describe('headrace connectors generate', () => {
  it('writes a bundle that validates, and the same one again', () => {
    const folder = project();
    const first = generate(folder, '--code', '/Volumes/osipi/default/packages/osipi.whl', '--emit-jobs');
    expect([first.code, first.err]).toEqual([0, '']);
    expect(readdirSync(join(folder, bundle))).toEqual([
      'databricks.yml',
      'ingest_metadata_snapshot.py',
      'ingest_timeseries_append.py',
    ]);
    const again = generate(
      folder,
      '--code',
      '/Volumes/osipi/default/packages/osipi.whl',
      '--emit-jobs',
      '--check',
    );
    expect([again.code, again.out]).toEqual([0, expect.stringContaining('3 files, all up to date')]);
    const valid = headrace(folder, 'connectors', 'validate');
    expect([valid.code, valid.err]).toEqual([0, '']);
    expect(valid.out).toContain('osipi: 2 pipelines, 4 tables, 2 ingest files compiled: sound');
  });

  it('does all that connector.yml says, and flags win', () => {
    const folder = project({
      'connectors/osipi/tables.csv': osipi,
      'connectors/osipi/connector.yml': everything,
    });
    const made = headrace(folder, 'connectors', 'generate', '--timezone', 'UTC', '--json');
    expect(made.err).toBe('');
    expect(JSON.parse(made.out)).toMatchObject({
      source: 'osipi',
      up_to_date: false,
      written: true,
      pipelines: [
        {
          group: 'metadata_snapshot',
          key: 'osipi_metadata_snapshot',
          file: null,
          job: 'osipi_metadata_snapshot_job',
        },
        { group: 'timeseries_append', file: 'ingest_timeseries_append.py', quartz: '0 0/15 * * * ?' },
      ],
      files: [
        { path: 'databricks.yml', status: 'new' },
        { path: 'ingest_timeseries_append.py', status: 'new' },
      ],
      problems: [],
    });
    const text = readFileSync(join(folder, bundle, 'databricks.yml'), 'utf8');
    expect(text.match(/timezone_id: UTC/g)).toHaveLength(2);
    expect(runIngestFile(join(folder, bundle, 'ingest_timeseries_append.py')).spec).toEqual({
      connection_name: 'osipi_connection',
      objects: [
        { table: { source_table: 'pi_streamset_recorded', table_configuration: { scd_type: 'SCD_TYPE_2' } } },
        {
          table: {
            source_table: 'pi_timeseries',
            table_configuration: { scd_type: 'SCD_TYPE_2', window_seconds: '900', recorded: 'true' },
          },
        },
      ],
    });
    expect(headrace(folder, 'connectors', 'validate').code).toBe(0);
  });

  it.skipIf(!hasBundleSchema)(`writes what the schema of bundles allows (${howToGetIt})`, () => {
    const folder = project({
      'connectors/osipi/tables.csv': osipi,
      'connectors/osipi/connector.yml': everything,
    });
    expect(headrace(folder, 'connectors', 'generate').code).toBe(0);
    expect(schemaErrors(yaml(folder))).toEqual([]);
  });

  it('registers sources in the older form too', () => {
    const folder = project();
    expect(generate(folder, '--form', 'older').code).toBe(0);
    expect(runIngestFile(join(folder, bundle, 'ingest_metadata_snapshot.py'))).toMatchObject({
      registered: 'osipi',
      settings: {},
    });
  });

  it('uploads code that lies on this machine', () => {
    const code = 'lcc/src/databricks/labs/community_connector/__init__.py';
    const folder = project({ 'connectors/osipi/tables.csv': osipi, [code]: '' });
    const made = generate(folder, '--code', 'lcc');
    expect([made.code, made.err]).toEqual([0, '']);
    expect(yaml(folder)).toMatchObject({
      sync: { paths: ['.', '../../../lcc/src'] },
      resources: { pipelines: { osipi_metadata_snapshot: { root_path: '../../../lcc/src' } } },
    });
  });

  it('writes nothing when anything is wrong, and says all of it', () => {
    const list = `${osipi}pi_points,timeseries_append,*/15 * * * *,timeseries,append\n`;
    const folder = project({
      'connectors/osipi/tables.csv': list,
      'connectors/osipi/connector.yml': 'catlog: main\n',
    });
    const misspelled = generate(folder);
    expect([misspelled.code, misspelled.err]).toEqual([
      2,
      expect.stringContaining('Did you mean "catalog"?'),
    ]);
    writeFileSync(
      join(folder, 'connectors/osipi/connector.yml'),
      'tables: {pi_poinst: {destination_table: a.b}}\n',
    );
    const twice = generate(folder);
    expect([twice.code, twice.err]).toEqual([2, expect.stringContaining('listed twice')]);
    writeFileSync(join(folder, 'connectors/osipi/tables.csv'), osipi);
    const wrong = headrace(
      folder,
      'connectors',
      'generate',
      '--catalog',
      'main',
      '--timezone',
      'Mars',
      '--json',
    );
    expect(wrong.code).toBe(2);
    for (const code of ['HR-INGEST-004', 'HR-INGEST-011', 'HR-INGEST-016', 'HR-INGEST-031']) {
      expect(wrong.out + wrong.err).toContain(code);
    }
    expect(existsSync(join(folder, bundle))).toBe(false);
  });

  it('takes sizes from the plan, and refuses a move that was not planned', () => {
    const lock = {
      version: 1,
      group_by: 'category_and_ingestion_type',
      groups: {
        metadata_snapshot: { schedule: '0 0 * * *', flow: 'snapshot', num_workers: 1 },
        timeseries_append: { schedule: '*/15 * * * *', flow: 'append', num_workers: 3 },
      },
      tables: {
        pi_points: 'metadata_snapshot',
        pi_timeseries: 'timeseries_append',
        gone: 'metadata_snapshot',
      },
    };
    const folder = project({
      'connectors/osipi/tables.csv': osipi,
      'connectors/osipi/tables.lock.json': JSON.stringify(lock),
    });
    expect(generate(folder, '--num-workers', 'plan').code).toBe(0);
    expect(yaml(folder)).toMatchObject({
      resources: {
        pipelines: {
          osipi_metadata_snapshot: { clusters: [{ num_workers: 1 }] },
          osipi_timeseries_append: { clusters: [{ num_workers: 3 }] },
        },
      },
    });
    const moved = osipi.replace(
      'pi_points,metadata_snapshot,0 0 * * *',
      'pi_points,timeseries_append,*/15 * * * *',
    );
    writeFileSync(join(folder, 'connectors/osipi/tables.csv'), moved);
    const refused = generate(folder);
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringMatching(/HR-INGEST-048 .*pi_points from metadata_snapshot to timeseries_append/),
    ]);
    expect(generate(project(), '--num-workers', 'plan').err).toContain('HR-INGEST-049');
  });

  it('refuses files that a person edited, and forced overwrites them', () => {
    const folder = project();
    generate(folder);
    const file = join(folder, bundle, 'ingest_metadata_snapshot.py');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('pi_points', 'pi_mine'));
    expect([generate(folder).code, generate(folder, '--check').code]).toEqual([2, 1]);
    expect(generate(folder, '--force').code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('removes files of groups that are gone, and no others', () => {
    const folder = project({
      'connectors/osipi/tables.csv': osipi,
      'mine_tables.csv': osipi,
      'out/ingest_own.py': 'x = 1\n',
    });
    generate(folder, '--output-dir', 'out');
    const merged = osipi.replaceAll('timeseries_append,*/15 * * * *', 'metadata_snapshot,0 0 * * *');
    writeFileSync(join(folder, 'connectors/osipi/tables.csv'), merged);
    const would = generate(folder, '--output-dir', 'out', '--check');
    expect([would.code, would.out]).toEqual([
      1,
      expect.stringContaining('gone     out/ingest_timeseries_append.py'),
    ]);
    // Another connector in the same folder does not take the first one's files for its own.
    const other = generate(folder, '--csv', 'mine_tables.csv', '--output-dir', 'out');
    expect([other.code, other.err]).toEqual([2, expect.stringContaining('HR-GENERATED-002')]);
    expect(generate(folder, '--output-dir', 'out').code).toBe(0);
    expect(readdirSync(join(folder, 'out'))).toEqual([
      'databricks.yml',
      'ingest_metadata_snapshot.py',
      'ingest_own.py',
    ]);
  });

  it('says how it could not check where there is no Python', async () => {
    const folder = project();
    const { problems } = await prepareBundle({
      root: folder,
      flags: { connection_name: 'c', catalog: 'main', schema: 'raw', code: ['a==1'] },
      parts: ['ingest'],
      env: { ...process.env, HEADRACE_PYTHON: '/nowhere/python3' },
    });
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([['HR-INGEST-038', 'warning']]);
  });

  const lists = fileURLToPath(new URL('../../../shared/data/connector-tables.json', import.meta.url));
  it.skipIf(!existsSync(lists) || !hasBundleSchema)(
    'works for the shared lists of real connectors',
    async () => {
      const sources = Object.keys(JSON.parse(readFileSync(lists, 'utf8')));
      expect(sources.length).toBeGreaterThanOrEqual(8);
      for (const name of sources) {
        const list = join(temporaryFolder(), 'tables.json');
        const tables: { source_table: string; ingestion_type: string }[] = JSON.parse(
          readFileSync(lists, 'utf8'),
        )[name];
        writeFileSync(
          list,
          JSON.stringify(
            tables.map((table) => ({ ...table, pipeline_group: table.ingestion_type, schedule: '@daily' })),
          ),
        );
        for (const managed of [false, true]) {
          const flags = {
            connection_name: 'c',
            catalog: 'main',
            schema: name,
            emit_jobs: true,
            managed,
            code: ['a==1'],
          };
          const prepared = await prepareBundle({
            root: '.',
            name,
            list,
            flags,
            parts: ['ingest', 'bundle'],
            env: process.env,
          });
          expect(prepared.problems).toEqual([]);
          expect(prepared.pipelines.flatMap(({ tables }) => tables)).toHaveLength(tables.length);
          expect(schemaErrors(parse(prepared.files.at(-1)?.text ?? ''))).toEqual([]);
        }
      }
    },
  );
});

describe('headrace connectors validate', () => {
  const ready = (): { folder: string; file: string; text: string } => {
    const folder = project();
    generate(folder, '--emit-jobs');
    const file = join(folder, bundle, 'ingest_metadata_snapshot.py');
    return { folder, file, text: readFileSync(file, 'utf8') };
  };
  const found = (folder: string): string[] => {
    const { out } = headrace(folder, 'connectors', 'validate', '--json');
    const { problems }: { problems: { code: string; message: string }[] } = JSON.parse(out);
    return problems.map(({ code, message }) => `${code} ${message}`);
  };

  it('says that there is no bundle yet', () => {
    expect(found(project())).toEqual([expect.stringMatching(/^HR-INGEST-041 /)]);
  });

  it('compiles ingest files, and points at what is wrong in them', () => {
    const { folder, file, text } = ready();
    writeFileSync(file, text.replace('pipeline_spec = {', 'pipeline_spec = {{'));
    const { code, err } = headrace(folder, 'connectors', 'validate');
    expect(code).toBe(2);
    expect(err).toMatch(/HR-INGEST-034 [\s\S]*bundle\/ingest_metadata_snapshot\.py:\d+:\d+/);
    writeFileSync(file, text.replaceAll('"source_table"', '"source_tabel"'));
    expect(found(folder)).toEqual([expect.stringMatching(/^HR-INGEST-044 /)]);
  });

  it('finds tables that are in no pipeline, in another one, or in two', () => {
    const { folder, file, text } = ready();
    const list = join(folder, 'connectors/osipi/tables.csv');
    writeFileSync(
      list,
      `${osipi.replace('pi_points,metadata_snapshot', 'pi_points,timeseries_append')}new,timeseries_append,,,append\n`,
    );
    expect(found(folder)).toEqual([
      expect.stringMatching(/^HR-INGEST-046 .*new/),
      expect.stringMatching(
        /^HR-INGEST-045 .*"pi_points" is listed in the group "timeseries_append" .* osipi_metadata_snapshot/,
      ),
    ]);
    writeFileSync(list, osipi.replace(/^pi_points.*\n/m, ''));
    expect(found(folder)).toEqual([expect.stringMatching(/^HR-INGEST-047 .*pi_points/)]);
    writeFileSync(file, text.replace('"pi_points"', '"pi_timeseries"'));
    expect(found(folder)).toEqual([
      expect.stringMatching(
        /^HR-INGEST-015 .*pi_timeseries \(osipi_metadata_snapshot\) and pi_timeseries \(osipi_timeseries_append\)/,
      ),
    ]);
  });

  it('finds what databricks.yml points at in vain', () => {
    const { folder } = ready();
    const file = join(folder, bundle, 'databricks.yml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('./ingest_timeseries_append.py', './ingest_timeseries.py'));
    expect(found(folder)).toEqual([expect.stringMatching(/^HR-INGEST-037 .*ingest_timeseries\.py/)]);
    const broken = text
      .replace('pipelines.osipi_timeseries_append.id', 'pipelines.osipi_gone.id')
      .replace('0 0 0 * * ?', '0 0 0 * * *');
    writeFileSync(file, broken);
    expect(found(folder)).toEqual([
      expect.stringMatching(/^HR-INGEST-040 .*schedule of the job "osipi_metadata_snapshot_job"/),
      expect.stringMatching(/^HR-INGEST-040 .*"osipi_gone", which is not there/),
    ]);
    writeFileSync(file, 'resources: {pipelines: {}}\n');
    expect(found(folder)).toEqual([expect.stringMatching(/^HR-INGEST-040 .*"bundle" is missing/)]);
  });
});
