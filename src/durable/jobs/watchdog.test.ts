import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createWorkspace } from '../../databricks/index.ts';
import { type FakeWorkspaceOptions, startFakeWorkspace } from '../../fake-workspace/index.ts';
import type { Clock, Json, Problem } from '../../kernel/index.ts';
import type { Failure, Settlement } from '../client/types.ts';
import { callbackToken, checkCallbackToken } from './callback-token.ts';
import { type AwaitedRun, JobRegister } from './job-register.ts';
import { startJob } from './start-job.ts';
import { Watchdog } from './watchdog.ts';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const job = '9007199254740993001';
const seeded = {
  job_id: job,
  settings: {
    name: 'notebook',
    max_concurrent_runs: 100,
    tasks: [{ task_key: 'one', notebook_task: { notebook_path: '/Shared/one' } }],
  },
};

/** A clock that goes on by being told to, in step for us and for the workspace. */
class HandClock implements Clock {
  #now = Date.UTC(2026, 10, 21);
  now = (): number => this.#now;
  sleep = async (): Promise<void> => {};
  pass(ms: number): void {
    this.#now += ms;
  }
}

async function scene(options: FakeWorkspaceOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'headrace watchdog '));
  const clock = new HandClock();
  const fake = await startFakeWorkspace({ jobs: [seeded], runMs: 60_000, clock, ...options });
  const register = new JobRegister(join(folder, 'runs.db'));
  endings.push(
    () => rmSync(folder, { recursive: true }),
    () => fake.close(),
    () => register.close(),
  );
  const workspace = createWorkspace({
    ...{ host: fake.host, credentials: { kind: 'token', token: 'fake-token', from: 'the test' }, clock },
    patienceMs: 10,
  });
  const settled: [id: string, value: Json | Failure][] = [];
  const settle = async (id: string, value: Json | Failure): Promise<Settlement> => {
    settled.push([id, value]);
    return { outcome: 'settled' };
  };
  const problems: Problem[] = [];
  const parked: string[] = [];
  const unwanted = new Set<string>();
  const watchdog = new Watchdog({
    ...{ register, clock, workspaceAt: async () => workspace, settle: { resolve: settle, reject: settle } },
    onProblem: (found) => problems.push(...found),
    onParked: (_run, { message }) => parked.push(message),
  });
  return {
    ...{ clock, fake, register, workspace, settled, problems, parked, unwanted },
    look: () => watchdog.look(new AbortController().signal),
    start: (promiseId: string, more: Partial<AwaitedRun> = {}) =>
      startJob(
        {
          ...{ workspace: async () => workspace, register, callbackKey: 'key', onStarted: () => {} },
          isWanted: async (id) => !unwanted.has(id),
        },
        {
          ...{ promiseId, root: 'w', jobId: job, callbackUrl: 'http://127.0.0.1:8000', parameters: {} },
          ...{ onFailure: more.onFailure ?? 'fail', deadline: more.deadline ?? clock.now() + 86_400_000 },
        },
      ),
  };
}

describe('the watchdog', () => {
  it('settles what a callback should have, when it does not come in time', async () => {
    const { look, start, settled, clock, register, fake } = await scene();
    const run = await start('p');
    await look();
    expect(settled).toEqual([]);
    expect(register.of('p')?.runUrl).toContain(run);
    clock.pass(61_000);
    await look();
    // The job's own word is worth a little patience.
    expect(settled).toEqual([]);
    clock.pass(31_000);
    await look();
    expect(settled).toEqual([
      ['p', { run_id: run, state: 'SUCCESS', run_page_url: expect.stringContaining(fake.host) }],
    ]);
    await look();
    expect(settled).toHaveLength(1);
  });

  it.each([
    ['FAILED', 'JobFailed', 'failed'],
    ['TIMEDOUT', 'JobTimedOut', 'took longer'],
    ['CANCELED', 'JobCancelled', 'was cancelled'],
    ['INTERNAL_ERROR', 'JobFailed', 'failed'],
  ] as const)('tells %s as %s, with the page of the run', async (result, name, says) => {
    const { look, start, settled, clock, fake } = await scene({
      failRun: () => ({ result, message: 'no such table' }),
    });
    await start('p');
    clock.pass(61_000);
    await look();
    const told = new RegExp(`${says}.*no such table.*See ${fake.host}`);
    expect(settled).toMatchObject([['p', { name, message: expect.stringMatching(told) }]]);
  });

  it('does not wait for a run that is gone, and not beyond the deadline', async () => {
    const { look, start, settled, clock, fake } = await scene();
    const gone = await start('gone');
    await start('late', { deadline: clock.now() + 30_000 });
    fake.forgetRun(gone);
    clock.pass(31_000);
    await look();
    expect(Object.fromEntries(settled)).toMatchObject({
      gone: { name: 'JobRunVanished' },
      late: { name: 'JobTimedOut' },
    });
    clock.pass(60_000);
    expect(fake.runs().map(({ resultState }) => resultState)).toEqual(['CANCELED']);
  });

  it('cancels a run that nobody wants any more when it can, and tells its promise nothing', async () => {
    let broken = false;
    const { look, start, settled, register, fake, problems, unwanted } = await scene({
      fault: () => (broken ? { kind: 'answer', status: 503 } : undefined),
    });
    await start('given up');
    register.cancel('given up');
    // Cancelled while it was being started, by somebody who did not know its id.
    unwanted.add('too fast');
    await start('too fast');
    broken = true;
    await look();
    expect(problems).toHaveLength(1);
    expect(register.open()).toHaveLength(2);
    broken = false;
    await look();
    expect(fake.runs().map(({ lifeCycleState }) => lifeCycleState)).toEqual(['TERMINATING', 'TERMINATING']);
    expect(register.open()).toEqual([]);
    expect(settled).toEqual([]);
  });

  it('cancels at last what passed its deadline while nobody could be asked', async () => {
    let broken = true;
    const { look, start, settled, clock, fake } = await scene({
      runMs: 600_000,
      fault: ({ path }) =>
        broken && !path.endsWith('run-now') ? { kind: 'answer', status: 503 } : undefined,
    });
    await start('late', { deadline: clock.now() + 1000 });
    clock.pass(2000);
    await look();
    expect(settled).toMatchObject([['late', { name: 'JobTimedOut' }]]);
    broken = false;
    await look();
    expect(settled).toHaveLength(1);
    expect(fake.runs().map(({ lifeCycleState }) => lifeCycleState)).toEqual(['TERMINATING']);
  });

  it('goes on when something is wrong that it does not know', async () => {
    const { look, start, problems, clock, settled } = await scene({
      fault: ({ path, number }) =>
        path.endsWith('list') && number < 4 ? { kind: 'answer', status: 200, body: 'surprise' } : undefined,
    });
    await start('p');
    await look();
    expect(problems).toHaveLength(1);
    clock.pass(100_000);
    await look();
    await look();
    expect(settled).toMatchObject([['p', { state: 'SUCCESS' }]]);
  });

  it('lets a workflow wait for the repair of its run', async () => {
    let times = 0;
    const { look, start, settled, clock, parked, workspace } = await scene({
      failRun: ({ attempt }) => {
        times = attempt;
        return attempt === 1 ? 'broken' : undefined;
      },
    });
    const run = await start('p', { onFailure: 'wait' });
    clock.pass(61_000);
    await look();
    await look();
    expect(settled).toEqual([]);
    expect(parked).toEqual([expect.stringContaining('broken')]);
    await workspace.jobs.repairRun(run);
    await look();
    clock.pass(120_000);
    await look();
    expect(times).toBe(2);
    expect(settled).toMatchObject([['p', { state: 'SUCCESS' }]]);
  });

  it('looks at all runs of a job by one call for each page', async () => {
    const { look, start, fake } = await scene({ runMs: 600_000 });
    for (let i = 0; i < 40; i++) await start(`p${i}`);
    const before = fake.requests.length;
    await look();
    const calls = fake.requests.slice(before).map(({ path }) => path);
    expect(new Set(calls)).toEqual(new Set(['/api/2.2/jobs/runs/list']));
    expect(calls.length).toBeLessThanOrEqual(3);
  });

  it('says that the workspace is out of reach, and still keeps to deadlines', async () => {
    let broken = false;
    const { look, start, settled, clock, problems } = await scene({
      fault: () => (broken ? { kind: 'answer', status: 503 } : undefined),
    });
    await start('soon', { deadline: clock.now() + 1000 });
    await start('later');
    broken = true;
    clock.pass(2000);
    await look();
    expect(problems).toHaveLength(1);
    expect(settled.map(([id]) => id)).toEqual(['soon']);
    broken = false;
    clock.pass(100_000);
    await look();
    expect(settled.map(([id]) => id)).toEqual(['soon', 'later']);
  });
});

describe('a job', () => {
  it('is started once for a promise, however often', async () => {
    const { start, fake } = await scene();
    const first = await start('p', { deadline: 5e12 });
    expect(await start('p', { deadline: 5e12 })).toBe(first);
    expect(fake.runs()).toHaveLength(1);
    // The promise of another project, by chance of the same name.
    await start('p', { deadline: 5e12 + 1 });
    expect(fake.runs()).toHaveLength(2);
    expect(fake.runs()[0]?.parameters).toMatchObject({ promise_id: 'p', url: 'http://127.0.0.1:8000' });
  });

  it('has a token that is good for its promise and its time', () => {
    const token = callbackToken('key', 'p', 1000);
    expect(checkCallbackToken('key', 'p', token, 999)).toBe('valid');
    expect(checkCallbackToken('key', 'p', token, 1000)).toBe('expired');
    expect(checkCallbackToken('key', 'q', token, 999)).toBe('wrong');
    expect(checkCallbackToken('other', 'p', token, 999)).toBe('wrong');
    // A key that was lost on a full disk signs nothing.
    expect(checkCallbackToken('', 'p', callbackToken('', 'p', 1000), 999)).toBe('wrong');
    expect(checkCallbackToken('key', 'p', token.replace('1000', '9999'), 999)).toBe('wrong');
    for (const text of ['', '.', '1000.', `${token}x`, token.slice(0, -1)]) {
      expect(checkCallbackToken('key', 'p', text, 999)).toBe('wrong');
    }
  });
});
