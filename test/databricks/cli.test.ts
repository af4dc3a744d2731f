import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type FakeWorkspace,
  type FakeWorkspaceOptions,
  startFakeWorkspace,
} from '../../src/fake-workspace/index.ts';
import type { Headrace } from '../support/headrace.ts';
import { deployed, shop, token } from './fixture.ts';

interface Place {
  readonly workspace: FakeWorkspace;
  start(...args: readonly string[]): Headrace;
  /** Runs to the end; whatever it prints holds no token. */
  run(...args: readonly string[]): Promise<Headrace>;
}

async function place(options: FakeWorkspaceOptions = {}, env: Record<string, string> = {}): Promise<Place> {
  const workspace = await startFakeWorkspace({
    ...{ runMs: 400, users: [{ name: 'you@example.com', token }], pipelines: deployed.one },
    ...options,
  });
  onTestFinished(() => workspace.close());
  const project = shop();
  const start = (...args: readonly string[]): Headrace =>
    project.start(args, { DATABRICKS_HOST: workspace.host, DATABRICKS_TOKEN: token, ...env });
  return {
    ...{ workspace, start },
    async run(...args) {
      const done = await start(...args).end();
      expect(done.stdout + done.stderr).not.toContain(env.DATABRICKS_TOKEN ?? token);
      return done;
    },
  };
}

describe('headrace run --engine databricks', () => {
  it('is in the history, table by table', async () => {
    const { run } = await place();
    const done = await run('run');
    expect(done.ending, done.stdout + done.stderr).toBe(0);
    expect(done.stdout).toMatch(/✓ raw\s+\+3 rows/);
    const shown = JSON.parse((await run('runs', 'show', 'last', '--json')).stdout);
    expect(shown).toMatchObject({
      ...{ engine: 'databricks', target: 'dev', status: 'done' },
      tables: [
        { table: 'raw', status: 'built', rowsAdded: 3 },
        { table: 'clean', status: 'built', rowsAdded: 3 },
        { table: 'totals', status: 'built', rowsAdded: 3 },
      ],
    });
  });

  it('fails with 1, and takes only what is left when it is tried again', async () => {
    let failures = 0;
    const failUpdate = () => {
      failures += 1;
      return failures === 1 ? { table: 'clean', message: 'cannot resolve "v"' } : undefined;
    };
    const { run, workspace } = await place({ failUpdate });
    const failed = await run('run');
    expect(failed.ending).toBe(1);
    expect(failed.stdout).toContain('cannot resolve "v"');
    expect((await run('logs', 'last', '--level', 'error')).stdout).toContain('cannot resolve "v"');
    const retried = await run('retry', '--json');
    expect(retried.ending).toBe(0);
    expect(retried.outcomes).toMatchObject({ raw: 'skipped: built by the run before' });
    expect(workspace.updates()[1]).toMatchObject({ refreshSelection: ['clean', 'totals'] });
  });

  it('ends with 130, and nothing else, on Ctrl-C before it has begun', async () => {
    const { start, workspace } = await place({ latencyMs: 10_000 });
    const running = start('run');
    while (workspace.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    running.signal('SIGINT');
    await running.end();
    expect(running.ending).toBe(130);
    expect(running.stderr).toBe('');
  });

  it('stops its update on Ctrl-C and ends with 130', async () => {
    const { start, run, workspace } = await place({ runMs: 5_000 });
    const running = start('run', '--json');
    await running.line('table_started');
    running.signal('SIGINT');
    await running.end();
    expect(running.ending).toBe(130);
    expect(workspace.updates()).toMatchObject([{ state: 'CANCELED' }]);
    expect((await run('runs')).stdout).toContain('interrupted');
  });

  it('leaves at once on a second Ctrl-C, having said what goes on then', async () => {
    // Stopping takes 12 s.
    const { start } = await place({ runMs: 120_000 });
    const running = start('run', '--json');
    await running.line('run_started');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    running.signal('SIGINT');
    const { problem } = await running.line('warning');
    expect(problem.hint).toContain('goes on in the workspace');
    const pressed = Date.now();
    running.signal('SIGINT');
    await running.end();
    expect(running.ending).toBe(130);
    expect(Date.now() - pressed).toBeLessThan(5000);
  });

  it('is a crashed run once it was killed; its update is in the way of the next one', async () => {
    const { start, run } = await place({ runMs: 60_000 });
    const running = start('run', '--json');
    await running.line('run_started');
    // Two runs with one target would be in each other's way.
    const second = await run('run', '--json');
    expect(second.ending).toBe(4);
    running.signal('SIGKILL');
    await running.end();
    expect((await run('runs')).stdout).toContain('crashed');
    const next = await run('run', '--json');
    expect(next.ending).toBe(4);
    expect(next.problems).toMatchObject([{ code: 'HR-DATABRICKS-052' }]);
  });

  it('keeps nobody from building tables here', async () => {
    const { start, run } = await place({ runMs: 60_000 });
    const running = start('run', '--json');
    await running.line('run_started');
    const here = await run('run', '--target', 'laptop', 'raw', '--json');
    expect(here.ending).not.toBe(4);
    running.signal('SIGKILL');
  });
});

describe('headrace logs', () => {
  it('says that there is nothing to show', async () => {
    const { run } = await place();
    expect((await run('logs', '--json')).problems).toMatchObject([{ code: 'HR-DATABRICKS-063' }]);
    await run('run');
    expect((await run('logs', 'nosuch', '--json')).problems).toMatchObject([{ code: 'HR-DATABRICKS-063' }]);
    const other = await run('logs', 'last', '--pipeline', 'nosuch', '--json');
    expect(other.problems).toMatchObject([{ code: 'HR-DATABRICKS-050' }]);
  });
});

describe('headrace trigger', () => {
  const parameters = ['source_table', 'data_source', 'es_nodes', 'batch_id'].map((name) => ({
    name,
    default: '',
  }));
  const tasks = [{ task_key: 'load', spark_python_task: { python_file: 'es_loader.py' } }];
  const jobs = [{ job_id: '123', settings: { name: 'own', max_concurrent_runs: 10, parameters, tasks } }];
  const one = ['--source-table', 'main.shop.orders', '--data-source', 'orders', '--job-id', '123'];

  it('prints a line for each run, and waits for all', async () => {
    const { run, workspace } = await place({ jobs, runMs: 1000 });
    const done = await run('trigger', ...one, '--wait');
    expect(done.ending, done.stderr).toBe(0);
    const [{ runId = '' } = {}] = workspace.runs();
    expect(done.stdout).toContain(`orders  run ${runId}  ${workspace.host}/jobs/123/runs/${runId}`);
    expect(done.stdout).toMatch(/✓ orders {2}run \d+ {2}done/);
  });

  it('starts no load of a batch twice when it is killed and said again', async () => {
    const { start, run, workspace } = await place({ jobs, runMs: 60_000, latencyMs: 40 });
    const list = Array.from({ length: 24 }, (_, n) => ({
      source_table: `main.shop.t${n}`,
      data_source: `t${n}`,
    }));
    const folder = mkdtempSync(join(tmpdir(), 'headrace jobs '));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'jobs.json');
    writeFileSync(file, JSON.stringify(list));
    const command = ['trigger', '--jobs', file, '--job-id', '123', '--batch-id', 'b1', '--concurrency', '2'];
    const killed = start(...command);
    while (workspace.runs().length < 7) await new Promise((resolve) => setTimeout(resolve, 5));
    killed.signal('SIGKILL');
    await killed.end();
    const before = workspace.runs().length;
    expect(before).toBeLessThan(24);
    const done = await run(...command);
    expect(done.ending, done.stderr).toBe(0);
    const sources = workspace.runs().map(({ parameters }) => parameters.data_source);
    expect(sources).toHaveLength(24);
    expect(new Set(sources).size).toBe(24);
  });

  it('leaves its runs going on Ctrl-C, and says so', async () => {
    const { start, workspace } = await place({ jobs, runMs: 60_000 });
    const running = start('trigger', ...one, '--wait');
    while (!running.stdout.includes('run ')) await new Promise((resolve) => setTimeout(resolve, 20));
    running.signal('SIGINT');
    await running.end();
    expect(running.ending).toBe(130);
    const [{ runId = '' } = {}] = workspace.runs();
    expect(running.stderr).toContain(`orders (run ${runId})`);
    expect(workspace.runs()).toMatchObject([{ resultState: undefined }]);
  });

  it('says what is wrong with the job', async () => {
    const { run } = await place({ jobs });
    const gone = await run('trigger', ...one.slice(0, 4), '--job-id', '456', '--json');
    expect(gone.ending).toBe(1);
    expect(gone.stdout).toContain('HR-DATABRICKS-020');
    const none = await run('trigger', ...one.slice(0, 4), '--json');
    expect(none.ending).toBe(2);
    expect(none.problems).toMatchObject([{ code: 'HR-TRIGGER-001' }]);
  });
});
