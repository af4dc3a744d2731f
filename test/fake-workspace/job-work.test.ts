import { describe, expect, it } from 'vitest';
import type { FakeWorkspaceOptions, RunFailure, StartedRun } from '../../src/fake-workspace/index.ts';
import { type Opened, openWorkspace } from './open-workspace.ts';

const id = '9007199254740993';

/** A workspace with one job, which runs one at a time and queues the others. */
async function open(
  options: FakeWorkspaceOptions = {},
  settings: Record<string, unknown> = {},
): Promise<Opened & { start(parameters?: object): Promise<string>; state(run: string): Promise<unknown> }> {
  const opened = await openWorkspace({
    jobs: [
      {
        job_id: id,
        settings: {
          name: 'notebook',
          queue: { enabled: true },
          parameters: [{ name: 'promise_id', default: '' }],
          tasks: [{ task_key: 'main', notebook_task: { notebook_path: '/Shared/main' } }],
          ...settings,
        },
      },
    ],
    ...options,
  });
  return {
    ...opened,
    async start(job_parameters = {}) {
      const body = `{"job_id":${id},"job_parameters":${JSON.stringify(job_parameters)}}`;
      return (await opened.call('POST', '/api/2.2/jobs/run-now', body)).id('run_id');
    },
    async state(run) {
      const answer = await opened.call('GET', `/api/2.2/jobs/runs/get?run_id=${run}`);
      return answer.at('state.result_state') ?? answer.at('state.life_cycle_state');
    },
  };
}

/** Work that ends when somebody says so. */
function byHand(): {
  readonly seen: StartedRun[];
  onRun(run: StartedRun): Promise<void>;
  finish(error?: Error): Promise<void>;
} {
  const seen: StartedRun[] = [];
  let settle: (error?: Error) => void = () => {};
  return {
    seen,
    onRun(run) {
      seen.push(run);
      return new Promise((resolve, reject) => {
        settle = (error) => (error ? reject(error) : resolve());
      });
    },
    async finish(error) {
      settle(error);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('whoever acts as a job', () => {
  it('is told its parameters, and decides when the run is over', async () => {
    const notebook = byHand();
    const { start, state, clock } = await open({ onRun: notebook.onRun });
    const run = await start({ promise_id: 'p1', url: 'http://127.0.0.1:8000' });
    expect(notebook.seen).toEqual([
      {
        ...{ runId: run, jobId: id, name: 'notebook', attempt: 1 },
        parameters: { promise_id: 'p1', url: 'http://127.0.0.1:8000' },
      },
    ]);
    clock.advance(3_600_000);
    expect(await state(run)).toBe('RUNNING');
    await notebook.finish();
    expect(await state(run)).toBe('SUCCESS');
  });

  it('makes the run fail, and acts again when it is repaired', async () => {
    const notebook = byHand();
    const { start, state, call } = await open({ onRun: notebook.onRun });
    const run = await start();
    await notebook.finish(new Error('no such table'));
    expect(await state(run)).toBe('FAILED');
    const shown = await call('GET', `/api/2.2/jobs/runs/get?run_id=${run}`);
    expect(shown.at('state.state_message')).toBe('no such table');
    const body = `{"run_id":${run},"rerun_all_failed_tasks":true}`;
    expect((await call('POST', '/api/2.2/jobs/runs/repair', body)).status).toBe(200);
    expect(notebook.seen.map(({ attempt }) => attempt)).toEqual([1, 2]);
    await notebook.finish();
    expect(await state(run)).toBe('SUCCESS');
  });

  it('starts when the run leaves the queue', async () => {
    const notebook = byHand();
    const { start, state } = await open({ onRun: notebook.onRun });
    const [first, second] = [await start(), await start()];
    expect(await state(second)).toBe('QUEUED');
    expect(notebook.seen).toHaveLength(1);
    await notebook.finish();
    expect(await state(first)).toBe('SUCCESS');
    expect(notebook.seen.map(({ runId }) => runId)).toEqual([first, second]);
  });

  it('is not listened to once the run was ended from outside', async () => {
    const notebook = byHand();
    const { start, state, call, clock } = await open({ onRun: notebook.onRun }, { timeout_seconds: 60 });
    const cancelled = await start();
    await call('POST', '/api/2.2/jobs/runs/cancel', `{"run_id":${cancelled}}`);
    clock.advance(1000);
    await notebook.finish();
    expect(await state(cancelled)).toBe('CANCELED');
    const slow = await start();
    clock.advance(60_000);
    await notebook.finish(new Error('too late'));
    expect(await state(slow)).toBe('TIMEDOUT');
  });
});

describe('a run', () => {
  it.each<[RunFailure['result'], string, string, string]>([
    ['FAILED', 'TERMINATED', 'FAILED', 'RUN_EXECUTION_ERROR'],
    ['TIMEDOUT', 'TERMINATED', 'TIMEDOUT', 'CANCELED'],
    ['CANCELED', 'TERMINATED', 'CANCELED', 'USER_CANCELED'],
    ['INTERNAL_ERROR', 'INTERNAL_ERROR', 'FAILED', 'INTERNAL_ERROR'],
  ])('ends as %s where it is told to', async (result, cycle, state, code) => {
    const { start, call, clock } = await open({ failRun: () => ({ result, message: 'as told' }) });
    const run = await start();
    clock.advance(1000);
    const shown = await call('GET', `/api/2.2/jobs/runs/get?run_id=${run}`);
    expect(shown.at('state')).toMatchObject({
      ...{ life_cycle_state: cycle, result_state: state, state_message: 'as told' },
    });
    expect(shown.at('status')).toMatchObject({ state: 'TERMINATED', termination_details: { code } });
  });

  it('can vanish', async () => {
    const { start, call, workspace } = await open();
    const run = await start();
    workspace.forgetRun(run);
    const gone = await call('GET', `/api/2.2/jobs/runs/get?run_id=${run}`);
    expect([gone.status, gone.at('message')]).toEqual([400, `Run ${run} does not exist.`]);
    expect((await call('GET', '/api/2.2/jobs/runs/list')).at('runs')).toEqual([]);
  });

  it('is listed with its parameters, and on one page only, whatever ends and starts meanwhile', async () => {
    const { start, call, clock } = await open({}, { max_concurrent_runs: 100 });
    const runs: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      runs.unshift(await start({ promise_id: `p${n}` }));
      clock.advance(150);
    }
    const page = async (token?: unknown) =>
      call(
        'GET',
        `/api/2.2/jobs/runs/list?job_id=${id}&active_only=true&limit=2${token ? `&page_token=${token}` : ''}`,
      );
    const first = await page();
    expect(first.at('runs.0.job_parameters')).toEqual([{ name: 'promise_id', default: '', value: 'p5' }]);
    clock.advance(150);
    await start();
    const second = await page(first.at('next_page_token'));
    const third = await page(second.at('next_page_token'));
    const listed = [first, second, third].flatMap(({ text }) =>
      [...text.matchAll(/"run_id":(\d+)/g)].map(([, run]) => run),
    );
    // The oldest was over when its page came.
    expect(listed).toEqual(runs.slice(0, 5));
    expect(third.at('next_page_token')).toBeUndefined();
  });
});
