import { describe, expect, it } from 'vitest';
import { examine, openConnector, prepareBundle } from '../../src/connectors/index.ts';
import { createWorkspace } from '../../src/databricks/index.ts';
import { writeFiles } from '../../src/deploy/index.ts';
import type { FakeWorkspaceOptions } from '../../src/fake-workspace/index.ts';
import { openScene, type Scene, token } from '../databricks/fixture.ts';
import type { Project } from '../support/project.ts';
import { deployed, plant, runIn, type Settings, standInCli } from './operate-fixture.ts';

const code = '/Workspace/Repos/plant/src/databricks/labs/community_connector/sources/osipi';
const place = { full_name: 'osipi.bronze.other', columns: [] };

const connection = {
  name: 'osipi_connection',
  connection_type: 'COMMUNITY',
  options: {
    sourceName: 'osipi',
    externalOptionsAllowList: 'tableName,tableNameList,tableConfigs,isDeleteFlow',
  },
};

/** A workspace in which all is in order, but for what is said. */
async function scene(
  options: FakeWorkspaceOptions = {},
  { settings = {}, given = connection }: { settings?: Settings; given?: typeof connection | undefined } = {},
): Promise<Scene> {
  const opened = await openScene(
    { pipelines: deployed(), files: { [`${code}/osipi.py`]: '' }, tables: [place], ...options },
    plant(settings),
  );
  if (given !== undefined) await client(opened).connections.create(given);
  const request = {
    root: opened.project.root,
    flags: {},
    parts: ['ingest', 'bundle'],
    env: process.env,
  } as const;
  await writeFiles((await prepareBundle(request)).plan, { force: false });
  return { ...opened, env: { ...opened.env, PATH: process.env.PATH, DATABRICKS_CLI: standInCli() } };
}

function client({ workspace }: Scene) {
  const credentials = { kind: 'token', token, from: 'the test' } as const;
  return createWorkspace({ host: workspace.host, credentials });
}

async function look({
  project,
  env,
  clock,
}: {
  project: Project;
  env: NodeJS.ProcessEnv;
  clock: Scene['clock'];
}) {
  const connector = await openConnector({ root: project.root });
  const signal = new AbortController().signal;
  const checks = await examine({ connector, env, clock, signal, onWarning: () => {}, onLook: () => {} });
  return { checks, problems: checks.flatMap(({ problems }) => problems) };
}

describe('connectors doctor', () => {
  it('finds nothing where all is in order, before and after a run', async () => {
    const opened = await scene();
    const before = await look(opened);
    expect(before.problems).toEqual([]);
    expect(before.checks.map(({ name, found }) => `${name}: ${found}`)).toEqual([
      'Databricks CLI: 1.13.0',
      'bundle: 3 pipelines',
      `workspace: ${opened.workspace.host}, as you@example.com`,
      'connection osipi_connection: COMMUNITY',
      'schema osipi.bronze: there',
      'code of the connector: there',
      'pipelines: 3 of 3 deployed',
      'last updates: 3 never run',
    ]);
    await runIn(opened);
    const after = await look(opened);
    expect(after.problems).toEqual([]);
    expect(after.checks.slice(-2).map(({ found }) => found)).toEqual(['3 completed', '5 of 5 tables there']);
  });

  it('explains a connection of the wrong type', async () => {
    const opened = await scene({}, { given: { ...connection, connection_type: 'HTTP' } });
    expect((await look(opened)).problems).toMatchObject([
      { code: 'HR-CONNECTOR-050', message: expect.stringContaining('is of type HTTP') },
    ]);
  });

  it('tells the nearest connection where the name is wrong', async () => {
    const opened = await scene({}, { given: { ...connection, name: 'osipi_conection' } });
    expect((await look(opened)).problems).toMatchObject([
      { code: 'HR-CONNECTOR-051', message: expect.stringContaining('Did you mean "osipi_conection"?') },
    ]);
  });

  it('notices the connection of another source, and options that it does not let through', async () => {
    const options = { sourceName: 'github', externalOptionsAllowList: 'tableName, lookback' };
    const tables = {
      pi_timeseries: { table_config: { lookback: 2, window_seconds: 900, scd_type: 'SCD_TYPE_2' } },
    };
    const opened = await scene({}, { given: { ...connection, options }, settings: { tables } });
    const { problems } = await look(opened);
    expect(problems.map((problem) => problem.code)).toEqual(['HR-CONNECTOR-052', 'HR-CONNECTOR-053']);
    expect(problems[1]?.message).toContain('configured with window_seconds, which');
  });

  it.each([
    ['catalog', 'osippi.bronze.t', /no catalog "osipi".*Did you mean "osippi"\?/],
    ['schema', 'osipi.bronce.t', /no schema "osipi\.bronze".*Did you mean "osipi\.bronce"\?/],
  ])('tells the nearest %s where there is none of the name', async (_what, full_name, message) => {
    const opened = await scene({ tables: [{ full_name }] });
    expect((await look(opened)).problems).toMatchObject([
      { code: 'HR-CONNECTOR-066', message: expect.stringMatching(message) },
    ]);
  });

  it('looks for the code and the ingest files that the workspace is said to have', async () => {
    const folder = '/Workspace/Shared/osipi_ingest';
    const settings = { ingest_files_path: folder };
    const opened = await scene({ files: { [`${folder}/ingest_events_append.py`]: '' } }, { settings });
    const { problems } = await look(opened);
    expect(problems).toMatchObject([
      { code: 'HR-CONNECTOR-067', message: expect.stringContaining('no LakeflowConnect class') },
      {
        code: 'HR-CONNECTOR-068',
        message: expect.stringContaining('ingest_metadata_snapshot.py and ingest_t'),
      },
    ]);
  });

  it('looks for wheels on volumes', async () => {
    const settings = { code: ['/Volumes/a/b/c/framework.whl', '/Volumes/a/b/c/osipi.whl'] };
    const opened = await scene({ files: { '/Volumes/a/b/c/framework.whl': '' } }, { settings });
    expect((await look(opened)).problems).toMatchObject([
      { code: 'HR-CONNECTOR-067', message: expect.stringContaining('/Volumes/a/b/c/osipi.whl') },
    ]);
  });

  it('says why the last update failed, and what helps', async () => {
    const message = 'No LakeflowConnect class found in osipi.py';
    const opened = await scene({
      failUpdate: ({ name }) => (name === 'osipi_metadata_snapshot' ? { message } : undefined),
    });
    await runIn(opened);
    expect((await look(opened)).problems).toMatchObject([
      {
        code: 'HR-CONNECTOR-063',
        message: expect.stringContaining(message),
        hint: expect.stringMatching(/Say with `code` where it is/),
      },
    ]);
  });

  it('misses tables that pipelines have not built', async () => {
    const [events, metadata, timeseries] = deployed();
    const pipelines = [events, timeseries, metadata && { ...metadata, tables: ['osipi.bronze.pi_points'] }];
    const opened = await scene({ pipelines: pipelines.filter((one) => one !== undefined) });
    await runIn(opened);
    expect((await look(opened)).problems).toMatchObject([
      { code: 'HR-CONNECTOR-069', message: expect.stringContaining('pi_dataservers') },
    ]);
  });

  it('goes on where it may not look, and says so', async () => {
    const opened = await scene({
      forbid: ({ method, path }) => method === 'GET' && path.includes('/connections/'),
    });
    const { checks, problems } = await look(opened);
    expect(problems).toMatchObject([{ code: 'HR-DATABRICKS-019' }]);
    expect(checks.map(({ name }) => name)).toContain('last updates');
  });

  it('names what is not deployed, and what is not generated', async () => {
    const opened = await scene({ pipelines: [] });
    const env = { ...opened.env, DATABRICKS_CLI: '/nowhere/databricks' };
    opened.project.remove('connectors/osipi/bundle/databricks.yml');
    const { problems } = await look({ ...opened, env });
    expect(problems.map((problem) => problem.code)).toEqual([
      ...['HR-DATABRICKS-070', 'HR-INGEST-041', 'HR-CONNECTOR-061'],
    ]);
  });

  it('ends at the door of a workspace that does not let it in', async () => {
    const opened = await scene();
    const { checks, problems } = await look({
      ...opened,
      env: { ...opened.env, DATABRICKS_TOKEN: 'dapiwrong' },
    });
    expect(problems).toMatchObject([{ code: 'HR-DATABRICKS-015' }]);
    expect(checks.at(-1)).toMatchObject({ name: 'workspace', ok: false });
  });
});
