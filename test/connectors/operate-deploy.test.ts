import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { ConnectorRunEvent } from '../../src/connectors/index.ts';
import { openScene } from '../databricks/fixture.ts';
import type { Headrace } from '../support/headrace.ts';
import { plant, type Settings, standInCli } from './operate-fixture.ts';

async function scene(settings: Settings = {}) {
  const { workspace, project, env } = await openScene(
    { pipelines: [], clock: undefined, runMs: 500 },
    plant(settings),
  );
  const log = project.path('calls.log');
  const all = { ...env, DATABRICKS_CLI: standInCli(), STAND_IN_LOG: log };
  const given = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return {
    ...{ workspace, project },
    start: (...args: readonly string[]): Headrace =>
      project.start(['connectors', ...args], Object.fromEntries(given)),
    calls: (): readonly string[] =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line).args.join(' '))
        : [],
  };
}

it('goes from a list to pipelines that have run: generate, deploy, run', async () => {
  const { workspace, start, calls } = await scene({ targets: { dev: {} } });
  expect((await start('generate').end()).ending).toBe(0);
  const deployed = await start('deploy').end();
  expect(deployed.stderr).toContain('made [dev you] osipi_timeseries_append');
  expect(deployed.stdout).toBe(
    'deployed target dev; run it with `headrace connectors run --source-name osipi`\n',
  );
  expect(calls()).toEqual(['--version', 'bundle validate --strict -t dev', 'bundle deploy -t dev']);
  const run = await start('run').end();
  expect(run.stderr).toBe('');
  expect(run.ending).toBe(0);
  expect(run.stdout).toMatch(/✓ metadata_snapshot\s+2 of 2 tables\s+6 rows/);
  expect(run.stdout).toMatch(/done in .*: 3 done, 15 rows \(one after the other: /);
  expect(workspace.updates().map(({ state }) => state)).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED']);
});

it('looks first', async () => {
  const { workspace, start, calls } = await scene();
  await start('generate').end();
  const looked = await start('deploy', '--dry-run').end();
  expect(looked.stdout).toBe('target default is valid\n');
  expect(calls().at(-1)).toBe('bundle plan -t default');
  expect(workspace.pipelines()).toEqual([]);
});

it('deploys nothing that is not what the list says', async () => {
  const { project, start, calls } = await scene();
  const missing = await start('deploy').end();
  expect(missing.ending).toBe(2);
  expect(missing.stderr).toContain('HR-INGEST-041');
  await start('generate').end();
  const list = 'connectors/osipi/tables.csv';
  project.write({
    [list]: readFileSync(project.path(list), 'utf8').replace(
      'pi_points,metadata_snapshot',
      'pi_points,events_append',
    ),
  });
  const moved = await start('deploy').end();
  expect(moved.ending).toBe(2);
  expect(moved.stderr).toContain('HR-INGEST-045');
  expect(calls()).toEqual([]);
});

it('says when the bundle was generated from other settings', async () => {
  const { project, start } = await scene();
  await start('generate', '--emit-jobs').end();
  const deployed = await start('deploy', '--dry-run', '--json').end();
  expect(deployed.ending).toBe(0);
  expect(deployed.stdout).toContain('HR-CONNECTOR-070');
  await start('generate').end();
  expect((await start('deploy', '--dry-run', '--json').end()).stdout).not.toContain('HR-CONNECTOR-070');
  expect(project.root).toBeTruthy();
});

it('stops what it has started at the first Ctrl-C', async () => {
  const { workspace, start } = await scene();
  await start('generate').end();
  await start('deploy').end();
  const run = start('run', '--json');
  const started = (): readonly string[] => run.stdout.match(/"type":"group_started"/g) ?? [];
  await expect.poll(() => started().length, { timeout: 20_000 }).toBe(3);
  run.signal('SIGINT');
  await run.end();
  expect(run.ending).toBe(130);
  const events: ConnectorRunEvent[] = run.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events.at(-1)).toMatchObject({ type: 'run_finished', status: 'interrupted' });
  expect(workspace.updates().every(({ state }) => state === 'CANCELED' || state === 'COMPLETED')).toBe(true);
});
