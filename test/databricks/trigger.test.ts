import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FakeWorkspaceOptions } from '../../src/fake-workspace/index.ts';
import { systemClock } from '../../src/kernel/index.ts';
import {
  type TriggerEvent,
  type TriggerReport,
  type TriggerRequest,
  trigger,
} from '../../src/loading/index.ts';
import { loadProject } from '../../src/project/index.ts';
import { Project, tables } from '../support/project.ts';
import { json, openScene, type Scene, token } from './fixture.ts';

const jobId = '987654321987654321';

const loader = (name: string, more: object = {}) => ({
  settings: {
    name,
    max_concurrent_runs: 100,
    queue: { enabled: true },
    parameters: ['source_table', 'data_source', 'es_nodes', 'batch_id'].map((parameter) => ({
      name: parameter,
      default: '',
    })),
    tasks: [{ task_key: 'load', spark_python_task: { python_file: 'es_loader.py' } }],
  },
  ...more,
});

function loads(count = 3): Project {
  return new Project(
    tables(
      { orders: { layer: 'gold', sql: 'SELECT 1 AS id' } },
      {
        bundle: { name: 'shop', loader: true },
        targets: { dev: { default: true, engine: 'databricks', catalog: 'main', schema: 'shop' } },
        loads: Object.fromEntries(
          Array.from({ length: count }, (_, i) => [
            `load${i}`,
            { source_table: i === 0 ? 'orders' : `main.other.t${i}`, data_source: `source${i}` },
          ]),
        ),
      },
    ),
  );
}

async function open(options: FakeWorkspaceOptions = {}, project = loads()): Promise<Scene> {
  return openScene({ jobs: [loader('[dev you] shop_es_loader', { job_id: jobId })], ...options }, project);
}

interface Triggered extends TriggerReport {
  readonly events: readonly TriggerEvent[];
}

async function go({ clock, env, project }: Scene, wanted: Partial<TriggerRequest> = {}): Promise<Triggered> {
  const loaded = await loadProject({ root: project.root, target: undefined, vars: {}, env });
  const events: TriggerEvent[] = [];
  const never = new AbortController().signal;
  const report = await trigger({
    ...{
      project: loaded,
      env,
      clock,
      names: [],
      all: wanted.names === undefined,
      jobs: undefined,
      given: {},
    },
    ...{ jobId: undefined, concurrency: 8, again: false, wait: false, dryRun: false },
    ...{ stop: never, signal: never },
    ...wanted,
    onEvent: (event) => {
      events.push(event);
      wanted.onEvent?.(event);
    },
  });
  expect(JSON.stringify(events)).not.toContain(token);
  return { ...report, events };
}

describe('headrace trigger', () => {
  it("starts the bundle's loader once for each load, and tells the runs at once", async () => {
    const scene = await open();
    const { exit_code, started, events } = await go(scene);
    expect({ exit_code, started }).toEqual({ exit_code: 0, started: 3 });
    expect(scene.workspace.runs().map(({ parameters }) => parameters)).toEqual(
      expect.arrayContaining([
        // A table of the project is in the target's catalog and schema.
        { source_table: 'main.shop.orders', data_source: 'source0', es_nodes: '', batch_id: '' },
        { source_table: 'main.other.t1', data_source: 'source1', es_nodes: '', batch_id: '' },
      ]),
    );
    const ids = events.flatMap((event) => (event.type === 'load_started' ? [event.run_id] : []));
    expect(ids.sort()).toEqual(
      scene.workspace
        .runs()
        .map(({ runId }) => runId)
        .sort(),
    );
  });

  it("names a table in a schema of one's own as the workspace does", async () => {
    const withSchema = (schema: string): Project =>
      new Project(
        tables(
          { orders: { layer: 'gold', sql: 'SELECT 1 AS id' } },
          {
            bundle: { name: 'shop', loader: true },
            targets: { dev: { default: true, engine: 'databricks', catalog: 'main', schema } },
            loads: { orders: { source_table: 'orders', data_source: 'orders' } },
          },
        ),
      );
    const scene = await open({}, withSchema('${bundle.name}_${workspace.current_user.short_name}'));
    await go(scene);
    expect(scene.workspace.runs()).toMatchObject([{ parameters: { source_table: 'main.shop_you.orders' } }]);
    await expect(go(await open({}, withSchema('${workspace.nothing}')))).rejects.toThrow('HR-TRIGGER-007');
  });

  it('starts a batch once, however often it is asked to, unless told again', async () => {
    const scene = await open();
    const batch = { given: { batch_id: '2026-11-21' } };
    await go(scene, batch);
    await go(scene, batch);
    expect(scene.workspace.runs()).toHaveLength(3);
    await go(scene, { ...batch, again: true });
    expect(scene.workspace.runs()).toHaveLength(6);
    for (const { idempotencyToken = '' } of scene.workspace.runs()) {
      expect(idempotencyToken.length).toBeLessThanOrEqual(64);
    }
  });

  it('starts new runs each time where there is no batch id', async () => {
    const scene = await open();
    await go(scene);
    await go(scene);
    expect(scene.workspace.runs()).toHaveLength(6);
  });

  it('takes lists of the original shape, and flags', async () => {
    const scene = await open();
    const file = scene.project.path('jobs.json');
    const list = ['A', 'B'].map((one) => ({
      source_table: `/mnt/datalake/source${one}`,
      data_source: `source${one}`,
    }));
    writeFileSync(file, JSON.stringify(list));
    await go(scene, { all: false, jobs: file, jobId });
    const given = { source_table: 'main.shop.x', data_source: 'x', es_nodes: 'search:9200' };
    await go(scene, { all: false, given, env: { ...scene.env, ES_LOADER_JOB_ID: jobId } });
    expect(scene.workspace.runs().map(({ parameters }) => parameters.source_table)).toEqual(
      expect.arrayContaining(['/mnt/datalake/sourceA', '/mnt/datalake/sourceB', 'main.shop.x']),
    );
  });

  it('follows all runs to their end, by pages, and goes on after one that fails', async () => {
    const scene = await open(
      {
        runMs: 60_000,
        failRun: ({ parameters }) =>
          parameters.data_source === 'source1' ? 'index is read-only' : undefined,
      },
      loads(60),
    );
    const { exit_code, succeeded, failed, events } = await go(scene, { wait: true });
    expect({ exit_code, succeeded, failed }).toEqual({ exit_code: 1, succeeded: 59, failed: 1 });
    const problems = events.flatMap((event) => (event.type === 'load_ended' ? event.problems : []));
    expect(problems).toMatchObject([
      { code: 'HR-TRIGGER-009', message: expect.stringContaining('index is read-only') },
    ]);
    const looks = scene.workspace.requests.filter(({ path }) => path.endsWith('/runs/list'));
    expect(looks.length).toBeLessThan(8 * 3);
    const single = scene.workspace.requests.filter(({ path }) => path.endsWith('/runs/get'));
    expect(single).toHaveLength(1);
  });

  it('follows runs that an earlier command has started', async () => {
    const scene = await open({
      failRun: ({ parameters }) => (parameters.data_source === 'source1' ? 'no' : undefined),
    });
    const batch = { given: { batch_id: 'b1' }, wait: true };
    await go(scene, batch);
    await scene.clock.sleep(3_600_000);
    const { exit_code, succeeded, failed } = await go(scene, batch);
    expect({ exit_code, succeeded, failed }).toEqual({ exit_code: 1, succeeded: 2, failed: 1 });
    expect(scene.workspace.runs()).toHaveLength(3);
  });

  it('does not take a run for failed because nobody can be asked about it', async () => {
    let away = false;
    const scene = await open({
      runMs: 36_000_000,
      fault: ({ path }) => (away && path.endsWith('/runs/get') ? json({}, 503) : undefined),
    });
    const batch = { given: { batch_id: 'b1' } };
    await go(scene, batch);
    // Too old for the part of the list that is looked at.
    await scene.clock.sleep(3_600_000);
    away = true;
    const { exit_code, failed, going_on, events } = await go(scene, { ...batch, wait: true });
    expect({ exit_code, failed, going_on: going_on.length }).toEqual({
      exit_code: 5,
      failed: 0,
      going_on: 3,
    });
    const told = events.flatMap((event) => (event.type === 'trigger_warning' ? [event.problem.code] : []));
    expect(told.at(0)).toBe('HR-DATABRICKS-027');
    expect(told.at(-1)).toBe('HR-TRIGGER-010');
  });

  it('looks at a job that was named before it begins', async () => {
    const scene = await open();
    await expect(go(scene, { jobId: '456' })).rejects.toMatchObject({
      problems: [{ code: 'HR-DATABRICKS-020' }],
    });
    const wrong = { ...scene.env, DATABRICKS_TOKEN: 'dapi00000000000000000000000000000bad' };
    await expect(go(scene, { jobId, env: wrong })).rejects.toMatchObject({
      exitCode: 2,
      problems: [{ code: 'HR-DATABRICKS-015' }],
    });
  });

  it('starts each load exactly once through throttling, lost answers and failures', async () => {
    let asked = 0;
    const scene = await open(
      {
        throttle: { rate: 0.1 },
        fault: ({ path }) => {
          if (!path.endsWith('/run-now')) return undefined;
          asked += 1;
          if (asked % 7 === 0) return { kind: 'lose-answer' };
          return asked % 11 === 0 ? { kind: 'answer', status: 503 } : undefined;
        },
      },
      loads(80),
    );
    const { exit_code, started } = await go(scene);
    expect({ exit_code, started }).toEqual({ exit_code: 0, started: 80 });
    const runs = scene.workspace.runs();
    expect(runs).toHaveLength(80);
    expect(new Set(runs.map(({ parameters }) => parameters.data_source)).size).toBe(80);
  });

  it('keeps to the calls it may have under way', async () => {
    // Latency is real time here.
    const scene = await open({ latencyMs: 20, clock: systemClock }, loads(24));
    const begun = performance.now();
    await go(scene, { concurrency: 2 });
    // 24 calls of 20 ms by two; the few before them are not counted.
    expect(performance.now() - begun).toBeGreaterThan(230);
  });

  it('says which loads were not started when the job is deleted in between, and starts the others', async () => {
    let asked = 0;
    const scene = await open({
      fault: ({ path }) => {
        if (!path.endsWith('/run-now')) return undefined;
        asked += 1;
        if (asked !== 2) return undefined;
        const body = JSON.stringify({
          error_code: 'INVALID_PARAMETER_VALUE',
          message: `Job ${jobId} does not exist.`,
        });
        return { kind: 'answer', status: 400, body, headers: { 'content-type': 'application/json' } };
      },
    });
    const { exit_code, started, events } = await go(scene);
    expect({ exit_code, started }).toEqual({ exit_code: 1, started: 2 });
    const problems = events.flatMap((event) => (event.type === 'load_not_started' ? event.problems : []));
    expect(problems).toMatchObject([{ code: 'HR-DATABRICKS-020' }]);
  });

  it('starts nothing more when it is stopped, and says what goes on', async () => {
    const scene = await open({ runMs: 600_000 }, loads(50));
    const stop = new AbortController();
    const { exit_code, started, not_begun, going_on } = await go(scene, {
      ...{ concurrency: 1, wait: true, stop: stop.signal },
      onEvent: (event) => {
        if (event.type === 'load_started') stop.abort();
      },
    });
    expect(exit_code).toBe(130);
    expect(started + not_begun).toBe(50);
    expect(not_begun).toBeGreaterThan(40);
    expect(going_on).toHaveLength(started);
    expect(scene.workspace.runs().map(({ resultState }) => resultState)).not.toContain('CANCELED');
  });

  it('leaves runs going when it is stopped while it waits', async () => {
    const scene = await open({ runMs: 600_000 });
    const stop = new AbortController();
    const listed = () => scene.workspace.requests.some(({ path }) => path.endsWith('/runs/list'));
    const timer = setInterval(() => listed() && stop.abort(), 1);
    const { exit_code, going_on } = await go(scene, { wait: true, stop: stop.signal });
    clearInterval(timer);
    expect(exit_code).toBe(130);
    expect(going_on).toHaveLength(3);
  });

  it('only says what it would do, in a dry run', async () => {
    const scene = await open();
    const { exit_code, events } = await go(scene, { dryRun: true });
    expect(exit_code).toBe(0);
    expect(scene.workspace.runs()).toEqual([]);
    expect(events.filter(({ type }) => type === 'load_planned')).toHaveLength(3);
  });

  it('explains what is missing before it starts anything', async () => {
    const scene = await open({ jobs: [] });
    await expect(go(scene)).rejects.toMatchObject({ exitCode: 2, problems: [{ code: 'HR-TRIGGER-001' }] });
    await expect(go(scene, { jobId: 'shop' })).rejects.toMatchObject({
      problems: [{ code: 'HR-TRIGGER-003' }],
    });
    await expect(go(scene, { all: false, given: { source_table: 't' } })).rejects.toMatchObject({
      problems: [{ code: 'HR-TRIGGER-004', message: expect.stringContaining('"data_source"') }],
    });
    await expect(go(scene, { names: ['lod1'] })).rejects.toMatchObject({
      problems: [{ message: expect.stringContaining('load1') }],
    });
    const twice = scene.project.path('twice.json');
    writeFileSync(twice, JSON.stringify(Array(2).fill({ source_table: 'a.b.c', data_source: 'x' })));
    await expect(go(scene, { all: false, jobs: twice })).rejects.toMatchObject({
      problems: [{ code: 'HR-TRIGGER-006' }],
    });
  });
});
