import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createWorkspace } from '../../src/databricks/index.ts';
import { openDurable, type Workflow, workflow } from '../../src/durable/index.ts';
import {
  type FakeWorkspaceOptions,
  type StartedRun,
  startFakeWorkspace,
} from '../../src/fake-workspace/index.ts';
import type { Json, Problem } from '../../src/kernel/index.ts';
import { startServer } from '../../src/server/index.ts';
import { startMailServer } from './support/smtp.ts';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const job = '9007199254740993001';
const settings = {
  name: 'notebook',
  tasks: [{ task_key: 'one', notebook_task: { notebook_path: '/Shared/one' } }],
};

interface Given {
  readonly fake?: FakeWorkspaceOptions;
  readonly workflows?: readonly Workflow[];
  readonly folder?: string;
}

/** Everything of the scenario: a workspace with a job, a mail server, the backend. */
async function backend({ fake = {}, workflows = [], folder }: Given = {}) {
  const root = folder ?? mkdtempSync(join(tmpdir(), 'headrace durable '));
  if (!folder) endings.push(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
  const workspace = await startFakeWorkspace({ jobs: [{ job_id: job, settings }], ...fake });
  const mail = await startMailServer();
  const problems: Problem[] = [];
  const { durable } = await openDurable({
    ...{ root, env: {}, holder: 'the test', workflows },
    workspace: async () =>
      createWorkspace({
        host: workspace.host,
        credentials: { kind: 'token', token: 'fake-token', from: 'the test' },
      }),
    channels: () => [{ kind: 'email', server: mail.url, from: 'jobs@example.org', to: ['me@example.org'] }],
    onProblem: (found) => problems.push(...found),
  });
  const server = await startServer({
    ...{ durable, access: { kind: 'loopback' }, host: '127.0.0.1', port: 0, job, publicUrl: undefined },
    onFailure: (error) => {
      throw error;
    },
  });
  endings.push(
    () => workspace.close(),
    () => mail.close(),
    () => durable.close(),
    () => server.close(),
  );
  return {
    ...{ root, workspace, mail, durable, problems, url: server.url },
    run: async (id: string): Promise<unknown> =>
      (await fetch(`${server.url}/run?id=${id}&url=${encodeURIComponent(server.url)}`)).json(),
  };
}

/** What a notebook does at its end. */
function callBack({ parameters: { url, promise_id, token } }: StartedRun, value: unknown): Promise<Response> {
  return fetch(`${url}/resolve`, { method: 'POST', body: JSON.stringify({ id: promise_id, value, token }) });
}

async function until<T>(look: () => T | Promise<T>, isRight: (found: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    const found = await look();
    if (isRight(found) || tries > 400) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

describe('the data pipeline', () => {
  it('starts the job, waits, is called back, and writes a mail', async () => {
    let finish = (): void => {};
    const notebook = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { run, workspace, mail, durable } = await backend({
      fake: {
        onRun: async (started) => {
          await notebook;
          const answer = await callBack(started, { rows: 3 });
          expect(answer.status).toBe(200);
        },
      },
    });
    expect(await run('foo')).toBe('working on it');
    await until(
      () => workspace.runs().length,
      (runs) => runs === 1,
    );
    expect(await run('foo')).toBe('working on it');
    finish();
    expect(
      await until(
        () => run('foo'),
        (answer) => answer !== 'working on it',
      ),
    ).toBe('I am done');
    expect(workspace.runs()).toHaveLength(1);
    expect(mail.mails).toMatchObject([{ to: ['me@example.org'], subject: 'foo is done' }]);
    expect(await durable.get('foo')).toMatchObject({ state: 'done', output: { rows: 3 } });
    const steps = await durable.history('foo');
    expect(steps?.map(({ kind, name, state, attempts }) => [kind, name, state, attempts])).toEqual([
      ['workflow', 'data-pipeline', 'done', 1],
      ['promise', undefined, 'done', 1],
      ['run', 'runJob', 'done', 1],
      ['run', 'sendEmail', 'done', 1],
    ]);
  });

  it('goes on with another process where one was ended', async () => {
    let finish = (): void => {};
    const notebook = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const first = await backend({ fake: { onRun: () => notebook } });
    await first.run('foo');
    const [started] = await until(
      () => first.workspace.runs(),
      (runs) => runs.length === 1,
    );
    await first.durable.close();
    const second = await backend({ folder: first.root });
    expect(await second.run('foo')).toBe('working on it');
    const id = started?.parameters.promise_id ?? '';
    expect(await second.durable.resolve(id, 'by hand')).toEqual({ outcome: 'settled' });
    expect(await second.durable.resolve(id, 'by hand')).toEqual({
      outcome: 'already',
      state: 'resolved',
      same: true,
    });
    expect(await second.durable.resolve(id, 'other')).toMatchObject({ outcome: 'already', same: false });
    expect((await second.durable.wait('foo')).output).toBe('by hand');
    expect(second.mail.mails).toHaveLength(1);
    expect(second.workspace.runs()).toHaveLength(0);
    finish();
  });

  it('is told apart by id, workflow and input', async () => {
    const { durable, run } = await backend({ fake: { onRun: () => new Promise(() => {}) } });
    await run('nightly-foo');
    const input = { job, url: 'http://127.0.0.1:1' };
    await expect(durable.start('data-pipeline', 'nightly-foo', input)).rejects.toMatchObject({
      ...{ exitCode: 2, problems: [{ code: 'HR-DURABLE-032' }] },
    });
    await expect(durable.start('data-pipelin', 'bar', input)).rejects.toThrow(/Did you mean "data-pipeline"/);
    await expect(durable.start('data-pipeline', 'a:b', input)).rejects.toThrow(/colons/);
    await expect(durable.wait('nightly-fo')).rejects.toThrow(/Did you mean "nightly-foo"/);
    expect(await durable.resolve('nightly-foo', 1)).toEqual({ outcome: 'unknown' });
    expect(await durable.get('nobody')).toBeUndefined();
  });

  it('takes a job by its number, and refuses to run none', async () => {
    const { durable, problems } = await backend({ fake: { jobs: [{ job_id: '77', settings }] } });
    await durable.start('data-pipeline', 'number', { job: 77 });
    const ended = await durable.wait('number');
    expect(ended).toMatchObject({ state: 'done', output: { state: 'SUCCESS' } });
    expect(problems).toEqual([]);
    const bad: Json[] = [{}, 5, { job: '' }, { job: { id: 77 } }, { job: 2 ** 60 }];
    for (const [index, input] of bad.entries()) {
      await durable.start('data-pipeline', `bad-${index}`, input);
      expect(await durable.wait(`bad-${index}`)).toMatchObject({
        ...{ state: 'failed', failure: { name: 'StepRefused' } },
      });
    }
  });

  it('ends at once when there is no such job', async () => {
    const { durable } = await backend();
    await durable.start('data-pipeline', 'foo', { job: '999' });
    expect(await durable.wait('foo')).toMatchObject({
      ...{ state: 'failed', failure: { message: expect.stringContaining('does not have job 999') } },
    });
    const steps = (await durable.history('foo')) ?? [];
    expect(steps.map(({ kind, state }) => [kind, state])).toEqual([
      ['workflow', 'failed'],
      ['promise', 'failed'],
      ['run', 'failed'],
    ]);
  });

  it('cancels its run with it, and later callbacks are told so', async () => {
    const { durable, run, workspace } = await backend({ fake: { onRun: () => new Promise(() => {}) } });
    await run('foo');
    const [started] = await until(
      () => workspace.runs(),
      (runs) => runs.length === 1,
    );
    await until(
      () => durable.get('foo'),
      (status) => status?.waitingFor[0]?.run?.runId !== undefined,
    );
    expect(await durable.cancel('foo')).toMatchObject({ state: 'cancelled' });
    expect(await durable.resolve(started?.parameters.promise_id ?? '', 1)).toEqual({ outcome: 'late' });
    await until(
      () => workspace.runs()[0]?.resultState,
      (state) => state === 'CANCELED',
    );
    expect(workspace.runs()[0]?.resultState).toBe('CANCELED');
    expect(await run('foo')).toBe('failed: it was cancelled');
  });

  it('says that its code has changed while it was asleep', async () => {
    const make = (body: Workflow['body']) => [workflow('mine', body)];
    const first = await backend({
      workflows: make(function* (context) {
        return yield* yield* context.promise<string>();
      }),
    });
    await first.durable.start('mine', 'm', null);
    const [waiting] =
      (
        await until(
          () => first.durable.get('m'),
          (m) => m?.waitingFor.length === 1,
        )
      )?.waitingFor ?? [];
    await first.durable.close();
    const second = await backend({
      folder: first.root,
      workflows: make(function* (context) {
        return `other: ${yield* yield* context.promise<string>()}`;
      }),
    });
    await second.durable.resolve(waiting?.id ?? '', 'x');
    expect((await second.durable.wait('m')).output).toBe('other: x');
    const steps: readonly { notes: readonly { kind: string }[] }[] =
      (await second.durable.history('m')) ?? [];
    expect(steps[0]?.notes.map(({ kind }) => kind)).toEqual(['code_changed']);
    expect(second.problems.map(({ code }) => code)).toEqual(['HR-DURABLE-036']);
  });

  it('lets none of the others starve when one always fails', async () => {
    const { durable } = await backend({
      workflows: [
        workflow('poisoned', function* (context) {
          yield* context.run(() => 1);
          throw new Error('always');
        }),
        workflow('flaky', function* (context, times: number) {
          let tries = 0;
          const step = async (): Promise<number> => {
            tries += 1;
            if (tries < times) throw new Error(`not yet ${tries}`);
            return tries;
          };
          return yield* context.run(
            step,
            context.options({ retryPolicy: { next: () => 1, encode: () => ({ type: 'now', data: {} }) } }),
          );
        }),
      ],
    });
    for (let i = 0; i < 20; i++) await durable.start('poisoned', `p${i}`, null);
    await durable.start('flaky', 'f', 3);
    expect(await durable.wait('f')).toMatchObject({ state: 'done', output: 3 });
    expect((await durable.wait('p19')).failure).toEqual({ name: 'Error', message: 'always' });
    expect(await durable.list({ state: 'failed' })).toHaveLength(20);
    expect((await durable.list({ workflow: 'flaky' })).map(({ id }) => id)).toEqual(['f']);
    const step = (await durable.history('f'))?.at(-1);
    expect(step).toMatchObject({ name: 'step', attempts: 3 });
    expect(step?.notes.map(({ text }) => text)).toEqual(['not yet 1', 'not yet 2']);
  });
});
