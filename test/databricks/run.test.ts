import { describe, expect, it } from 'vitest';
import { readLogs } from '../../src/engine/databricks/index.ts';
import { loadProject } from '../../src/project/index.ts';
import { deployed, json, openScene, run, type Scene, shop, token, told, warnings } from './fixture.ts';

describe('a run on databricks', () => {
  it('starts an update, follows it, and tells each event once', async () => {
    const scene = await openScene();
    const { status, events, outcomes } = await run(scene);
    expect(status).toBe('done');
    expect(told(events)).toEqual([
      ...['raw: started', 'raw: built', 'clean: started', 'clean: built', 'totals: started', 'totals: built'],
    ]);
    expect(outcomes.get('raw')).toMatchObject({ rowsAdded: 3, reason: 'incremental update' });
    expect(scene.workspace.updates()).toMatchObject([
      { fullRefresh: false, refreshSelection: [], fullRefreshSelection: [] },
    ]);
  });

  it('understands events without details by their messages', async () => {
    const scene = await openScene({ eventDetails: false });
    const { status, events } = await run(scene);
    expect(status).toBe('done');
    expect(told(events)).toHaveLength(6);
  });

  it('updates only what is selected, and starts over what is to be started over', async () => {
    const scene = await openScene();
    await run(scene, { tables: ['clean', 'raw'] });
    await run(scene, { tables: ['raw'], fullRefresh: new Set(['raw']) });
    await run(scene, { fullRefresh: new Set(['raw', 'clean', 'totals']) });
    expect(scene.workspace.updates()).toMatchObject([
      { fullRefresh: false, refreshSelection: ['raw', 'clean'] },
      { fullRefresh: false, refreshSelection: [], fullRefreshSelection: ['raw'] },
      { fullRefresh: true, refreshSelection: [], fullRefreshSelection: [] },
    ]);
  });

  it('updates a pipeline after those that it reads', async () => {
    const scene = await openScene({ pipelines: deployed.two }, shop({ twoPipelines: true }));
    const { status, events } = await run(scene);
    expect(status).toBe('done');
    expect(told(events).slice(-2)).toEqual(['totals: started', 'totals: built']);
    expect(scene.workspace.updates()).toHaveLength(2);
  });

  it('tells why a table failed, and blocks what reads it', async () => {
    const failUpdate = () => ({ table: 'clean', message: 'cannot resolve column "v"' });
    const scene = await openScene({ pipelines: deployed.two, failUpdate }, shop({ twoPipelines: true }));
    const { status, outcomes } = await run(scene);
    expect(status).toBe('failed');
    expect(outcomes.get('raw')).toMatchObject({ status: 'built' });
    expect(outcomes.get('clean')?.problems).toMatchObject([
      { code: 'HR-DATABRICKS-054', message: expect.stringContaining('cannot resolve column "v"') },
    ]);
    expect(outcomes.get('totals')).toMatchObject({
      status: 'blocked',
      reason: 'pipeline [dev you] shop_main failed',
    });
  });

  it('tells why an update failed before it came to any table', async () => {
    const failUpdate = () => ({ message: 'no such catalog: main' });
    const scene = await openScene({ failUpdate });
    const { status, outcomes } = await run(scene);
    expect(status).toBe('failed');
    const all = [...outcomes.values()];
    expect(all.map((outcome) => outcome.status)).toEqual(['failed', 'failed', 'failed']);
    const problems = all.flatMap((outcome) => outcome.problems ?? []);
    expect(problems).toMatchObject([{ code: 'HR-DATABRICKS-053' }]);
    expect(problems[0]?.message).toContain('no such catalog: main');
  });

  it('stops its update when it is interrupted, and follows it to the end', async () => {
    const scene = await openScene();
    const cancel = new AbortController();
    const { status, outcomes, events } = await run(scene, {
      signal: cancel.signal,
      onEvent: (event) => {
        if (event.type === 'table_started') cancel.abort();
      },
    });
    expect(status).toBe('interrupted');
    expect(scene.workspace.updates()).toMatchObject([{ state: 'CANCELED' }]);
    expect(outcomes.get('totals')).toMatchObject({ status: 'cancelled', reason: 'interrupted' });
    expect(warnings(events)).toEqual(['HR-DATABRICKS-058']);
  });

  it('explains that the pipeline is being updated already, and leaves that update alone', async () => {
    const scene = await openScene();
    const [{ pipelineId = '' } = {}] = scene.workspace.pipelines();
    await fetch(`${scene.workspace.host}/api/2.0/pipelines/${pipelineId}/updates`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: '{}',
    });
    await expect(run(scene)).rejects.toMatchObject({
      exitCode: 4,
      problems: [{ code: 'HR-DATABRICKS-052', message: expect.stringContaining('shop_main') }],
    });
    expect(scene.workspace.updates()).toHaveLength(1);
  });

  it('says that somebody else has stopped the update', async () => {
    const scene = await openScene();
    const { status, outcomes } = await run(scene, {
      onEvent: (event) => {
        const [{ pipelineId = '' } = {}] = scene.workspace.pipelines();
        if (event.type !== 'table_started') return;
        void fetch(`${scene.workspace.host}/api/2.0/pipelines/${pipelineId}/stop`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}` },
        });
      },
    });
    expect(status).toBe('failed');
    const problems = [...outcomes.values()].flatMap((outcome) => outcome.problems ?? []);
    expect(problems).toMatchObject([{ code: 'HR-DATABRICKS-055' }]);
  });

  it('says what to do when nothing is deployed, and never takes the pipeline of another person', async () => {
    const [first] = deployed.one;
    const scene = await openScene({
      pipelines: [
        { ...first, spec: { ...first.spec, name: '[dev anna] shop_main' } },
        { ...first, spec: { ...first.spec, name: 'shop_main' } },
      ],
    });
    await expect(run(scene)).rejects.toMatchObject({
      exitCode: 2,
      problems: [
        { code: 'HR-DATABRICKS-050', hint: expect.stringContaining('`headrace deploy --target dev`') },
      ],
    });
    expect((await run(scene, { target: 'prod' })).status).toBe('done');
  });

  it('does not choose between two pipelines of one name', async () => {
    const scene = await openScene({ pipelines: [...deployed.one, ...deployed.one] });
    await expect(run(scene)).rejects.toMatchObject({ problems: [{ code: 'HR-DATABRICKS-051' }] });
  });

  it('finds its update again when the answer to its start is lost', async () => {
    let lost = 0;
    const scene = await openScene({
      fault: ({ method, path }) => {
        if (method !== 'POST' || !path.endsWith('/updates') || lost > 0) return undefined;
        lost += 1;
        return { kind: 'lose-answer' };
      },
    });
    const { status } = await run(scene);
    expect(status).toBe('done');
    expect(scene.workspace.updates()).toHaveLength(1);
  });

  it('takes an update that is in its way for its own, where the answer to its start was lost', async () => {
    let lost = false;
    let listed = 0;
    const scene = await openScene({
      fault: ({ method, path }) => {
        if (!path.endsWith('/updates')) return undefined;
        if (method === 'POST' && !lost) {
          lost = true;
          return { kind: 'lose-answer' };
        }
        if (method !== 'GET' || !lost) return undefined;
        listed += 1;
        // The list is a little behind.
        return listed > 1 ? undefined : json({ updates: [] });
      },
    });
    expect((await run(scene)).status).toBe('done');
    expect(scene.workspace.updates()).toHaveLength(1);
  });

  it('follows the next try where the platform tries a failed update again by itself', async () => {
    let failures = 0;
    let looks = 0;
    const scene: Scene = await openScene({
      failUpdate: () => {
        failures += 1;
        return failures === 1 ? { message: 'the cluster was lost' } : undefined;
      },
      fault: ({ path }) => {
        const [{ pipelineId = '', state = '' } = {}, retried] = scene.workspace.updates();
        if (state !== 'FAILED' || retried || path !== `/api/2.0/pipelines/${pipelineId}`) return undefined;
        looks += 1;
        if (looks === 3) {
          void fetch(`${scene.workspace.host}${path}/updates`, {
            ...{ method: 'POST', headers: { authorization: `Bearer ${token}` } },
            body: JSON.stringify({ cause: 'RETRY_ON_FAILURE' }),
          });
        }
        return json({ pipeline_id: pipelineId, state: 'RECOVERING' });
      },
    });
    const { status, outcomes } = await run(scene);
    expect(status).toBe('done');
    expect([...outcomes.values()].map((outcome) => outcome.status)).toEqual(['built', 'built', 'built']);
    expect(scene.workspace.updates().map(({ state }) => state)).toEqual(['FAILED', 'COMPLETED']);
  });

  it('tells that it waits where it is throttled for long', async () => {
    let throttled = 0;
    const scene = await openScene({
      fault: ({ path }) => {
        throttled += 1;
        if (!path.endsWith('/Me') || throttled > 3) return undefined;
        return { kind: 'answer', status: 429, headers: { 'retry-after': '9' } };
      },
    });
    const { status, events } = await run(scene);
    expect(status).toBe('done');
    expect(warnings(events)).toEqual(['HR-DATABRICKS-027']);
  });

  it('tells that it waits for a workspace that is away before anything is followed', async () => {
    let asked = 0;
    const scene = await openScene({
      fault: ({ path }) => {
        asked += 1;
        if (!path.endsWith('/Me') || asked > 5) return undefined;
        return { kind: 'answer', status: 503, headers: {}, body: '<html>down</html>' };
      },
    });
    const { status, events } = await run(scene);
    expect(status).toBe('done');
    expect(warnings(events)).toEqual(['HR-DATABRICKS-027']);
  });

  it('goes on where the connection was lost, without losing or repeating an event', async () => {
    let requests = 0;
    const scene = await openScene({
      fault: () => {
        requests += 1;
        return requests > 12 && requests < 60 ? { kind: 'refuse' } : undefined;
      },
    });
    const { status, events } = await run(scene);
    expect(status).toBe('done');
    expect(told(events)).toHaveLength(6);
    expect(warnings(events)).toContain('HR-DATABRICKS-056');
  });

  it('bounds what it asks', async () => {
    const scene = await openScene({ runMs: 600_000 });
    await run(scene);
    // 10 minutes; a look each 5 s, of two calls.
    expect(scene.workspace.requests.length).toBeLessThan(2 * (600 / 5) + 30);
  });

  it('waits where it is throttled', async () => {
    const scene = await openScene({ throttle: { every: 3 } });
    expect((await run(scene)).status).toBe('done');
    expect(scene.workspace.updates()).toHaveLength(1);
  });
});

describe('the events of an update, read again', () => {
  it('tells that it waits for a workspace that is away', async () => {
    let away = 0;
    const scene = await openScene({
      fault: () => (away-- > 0 ? { kind: 'answer', status: 503, headers: {}, body: '' } : undefined),
    });
    await run(scene);
    away = 5;
    const { project, env, clock } = scene;
    const { target } = await loadProject({ root: project.root, target: 'dev', vars: {}, env });
    const told: string[] = [];
    const events = readLogs({
      ...{ source: { pipeline: '[dev you] shop_main', update: 'last' }, level: 'info', target, env, clock },
      ...{ signal: new AbortController().signal, onWarning: ({ code }) => told.push(code) },
    });
    let last = '';
    for await (const { message } of events) last = message;
    expect(last).toContain('COMPLETED');
    expect(told).toEqual(['HR-DATABRICKS-027']);
  });
});

describe('bad input', () => {
  it.each([
    ['a wrong token', { DATABRICKS_TOKEN: 'dapi00000000000000000000000000000bad' }, 'HR-DATABRICKS-015'],
    ['no credentials', { DATABRICKS_TOKEN: '' }, 'HR-DATABRICKS-003'],
    ['no host', { DATABRICKS_HOST: '' }, 'HR-DATABRICKS-002'],
  ])('%s has its own sentence', async (_what, env, code) => {
    const scene = await openScene();
    const home = { HOME: scene.project.root };
    const error = await run({ ...scene, env: { ...scene.env, ...home, ...env } }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ exitCode: 2, problems: [{ code }] });
    expect(JSON.stringify(error)).not.toMatch(/dapi0/);
  });

  it('a missing permission, and an answer in HTML, have theirs', async () => {
    const forbidden = await openScene({ forbid: ({ path }) => path.endsWith('/updates') });
    const { status, outcomes } = await run(forbidden);
    expect(status).toBe('failed');
    const problems = [...outcomes.values()].flatMap((outcome) => outcome.problems ?? []);
    expect(problems).toMatchObject([{ code: 'HR-DATABRICKS-019' }]);
    const html = await openScene({
      fault: () => ({
        ...{ kind: 'answer', status: 200, body: '<html>Sign in</html>' },
        headers: { 'content-type': 'text/html' },
      }),
    });
    await expect(run(html)).rejects.toMatchObject({ problems: [{ code: 'HR-DATABRICKS-014' }] });
  });
});

describe('streaming', () => {
  it('updates a triggered pipeline again and again, ten seconds apart, until it is stopped', async () => {
    const scene = await openScene({ runMs: 2000 });
    const stop = new AbortController();
    const { status, events } = await run(scene, {
      mode: 'streaming',
      stop: stop.signal,
      onEvent: (event) => {
        if (event.type === 'trigger_finished' && event.trigger === 3) stop.abort();
      },
    });
    expect(status).toBe('done');
    const triggers = events.filter((event) => event.type === 'trigger_finished');
    expect(triggers).toMatchObject([{ rows: 9 }, { rows: 9 }, { rows: 9 }]);
    const [first, second] = triggers;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(10_000);
    expect(scene.workspace.updates().map(({ state }) => state)).toEqual(Array(3).fill('COMPLETED'));
  });

  it('starts a continuous pipeline, tells what it writes, and stops it in the end', async () => {
    const scene = await openScene({ pipelines: deployed.continuous });
    const stop = new AbortController();
    const { status, outcomes } = await run(scene, {
      mode: 'streaming',
      stop: stop.signal,
      onEvent: (event) => {
        if (event.type === 'table_finished' && event.table === 'totals') stop.abort();
      },
    });
    expect(status).toBe('done');
    expect(outcomes.get('totals')).toMatchObject({ status: 'built', rowsAdded: 3 });
    expect(scene.workspace.updates()).toMatchObject([{ state: 'CANCELED' }]);
  });

  it('follows a continuous pipeline that runs already, and leaves it going', async () => {
    const scene = await openScene({ pipelines: deployed.continuous });
    const [{ pipelineId = '' } = {}] = scene.workspace.pipelines();
    await fetch(`${scene.workspace.host}/api/2.0/pipelines/${pipelineId}/updates`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: '{}',
    });
    const stop = new AbortController();
    const { events } = await run(scene, {
      mode: 'streaming',
      stop: stop.signal,
      onEvent: (event) => {
        if (event.type === 'table_finished') stop.abort();
      },
    });
    expect(scene.workspace.updates()).toMatchObject([{ state: 'RUNNING' }]);
    expect(warnings(events)).toEqual(['HR-DATABRICKS-059']);
  });
});
