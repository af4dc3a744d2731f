import { describe, expect, it, onTestFinished } from 'vitest';
import { workflow } from '../../src/durable/index.ts';
import { systemClock } from '../../src/kernel/index.ts';
import { startServer } from '../../src/server/index.ts';
import { job, scene, until } from './support/scene.ts';
import { startMailServer } from './support/smtp.ts';

/** A run that goes on until somebody ends it. */
const endless = { onRun: () => new Promise<void>(() => {}) };

type Scene = Awaited<ReturnType<typeof scene>>;

/** The backend as it is behind a tunnel: callbacks need their token. */
async function publicly({ durable }: Scene): Promise<string> {
  const server = await startServer({
    ...{ durable, access: { kind: 'keyed', apiKey: 'the-key', keyFile: 'api.key' } },
    ...{ host: '127.0.0.1', port: 0, job, publicUrl: undefined },
    onFailure: (error) => {
      throw error;
    },
  });
  onTestFinished(() => server.close());
  return server.url;
}

async function post(url: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const text = typeof body === 'string' || body instanceof ReadableStream ? body : JSON.stringify(body);
  const answer = await fetch(url, {
    ...{ method: 'POST', body: text },
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  });
  return { status: answer.status, body: await answer.json() };
}

/** Starts a workflow, and waits until its job runs. */
async function started({ durable, workspace }: Scene, id: string, url?: string) {
  await durable.start('data-pipeline', id, { job, ...(url && { url }) });
  const run = await until(
    () => workspace.runs().find(({ parameters }) => !url || parameters.promise_id?.startsWith(`${id}:`)),
    (found) => found !== undefined,
  );
  return { id: run?.parameters.promise_id ?? '', token: run?.parameters.token ?? '' };
}

describe('a callback', () => {
  it('may come twice, but not forged, late, for another, or with a megabyte', async () => {
    const all = await scene(endless);
    const url = await publicly(all);
    const { id, token } = await started(all, 'foo', url);
    const other = await started(all, 'bar', url);
    const resolve = `${url}/resolve`;

    expect(await post(resolve, { id, value: 1 })).toMatchObject({ status: 401 });
    expect(await post(resolve, { id, value: 1, token: other.token })).toMatchObject({ status: 401 });
    expect(await post(resolve, { id, value: 1, token: `9${token}` })).toMatchObject({ status: 401 });
    expect(await post(resolve, { id: 'foo:7', value: 1, token })).toMatchObject({ status: 401 });
    const large = `{"id":"${id}","token":"${token}","value":"${'x'.repeat(2 ** 20)}"}`;
    expect(await post(resolve, large)).toMatchObject({
      status: 413,
      body: { error: { code: 'HR-SERVE-006' } },
    });
    const piecemeal = new Blob([large]).stream();
    expect(await post(resolve, piecemeal)).toMatchObject({ status: 413 });
    expect(await all.durable.get('foo')).toMatchObject({ state: 'running' });

    expect(await post(resolve, { id, value: 1, token })).toMatchObject({
      status: 200,
      body: { outcome: 'settled' },
    });
    expect(await post(resolve, { id, value: 1, token })).toMatchObject({
      ...{ status: 200, body: { outcome: 'already', same: true } },
    });
    expect(await post(resolve, { id, value: 2, token })).toMatchObject({
      body: { outcome: 'already', same: false },
    });
    expect(await all.durable.wait('foo')).toMatchObject({ state: 'done', output: 1 });

    await all.durable.cancel('bar');
    expect(await post(resolve, { ...other, value: 1 })).toMatchObject({
      ...{ status: 410, body: { error: { code: 'HR-SERVE-011' } } },
    });
    expect(all.mail.mails.map(({ subject }) => subject)).toEqual(['foo is done']);
  });

  it('may come before anybody waits for it, and even before its job is known to run', async () => {
    let url = '';
    const all = await scene({
      latencyMs: 200,
      onRun: async ({ parameters: { promise_id: id, token } }) => {
        expect(await post(`${url}/resolve`, { id, value: 'fast', token })).toMatchObject({ status: 200 });
      },
    });
    url = await publicly(all);
    await all.durable.start('data-pipeline', 'foo', { job, url });
    expect(await all.durable.wait('foo')).toMatchObject({ state: 'done', output: 'fast' });
    expect(all.workspace.runs().map(({ resultState }) => resultState)).toEqual(['SUCCESS']);
  });

  it('wins once, whoever comes at the same time', async () => {
    const all = await scene(endless);
    const { id } = await started(all, 'foo', 'http://127.0.0.1:1');
    const values = Array.from({ length: 20 }, (_, i) => i);
    const outcomes = await Promise.all(values.map((value) => all.durable.resolve(id, value)));
    const winners = values.filter((value) => outcomes[value]?.outcome === 'settled');
    expect(winners).toHaveLength(1);
    expect((await all.durable.wait('foo')).output).toBe(winners[0]);
  });

  it('and a cancellation at the same time leave no doubt', async () => {
    const all = await scene(endless);
    for (let round = 0; round < 5; round += 1) {
      const { id } = await started(all, `w${round}`, 'http://127.0.0.1:1');
      const [settlement] = await Promise.all([all.durable.resolve(id, 1), all.durable.cancel(`w${round}`)]);
      expect(['settled', 'late']).toContain(settlement.outcome);
      expect(['done', 'cancelled']).toContain((await all.durable.wait(`w${round}`)).state);
    }
  });
});

describe('starting', () => {
  it('twenty times at once is starting once', async () => {
    const all = await scene();
    await Promise.all(Array.from({ length: 20 }, () => all.durable.start('data-pipeline', 'foo', { job })));
    expect((await all.durable.wait('foo')).state).toBe('done');
    expect(all.workspace.runs()).toHaveLength(1);
    expect(all.mail.mails).toHaveLength(1);
  });

  it('two different things under one id starts one of them, and says so to the other', async () => {
    const all = await scene(endless);
    const both = await Promise.allSettled(
      ['1', '2'].map((day) => all.durable.start('data-pipeline', 'foo', { job, params: { day } })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { exitCode: 2, problems: [{ code: 'HR-DURABLE-032' }] },
    });
  });

  it('and cancelling while its job is being started leaves no run behind', async () => {
    const all = await scene({ ...endless, latencyMs: 400 });
    await all.durable.start('data-pipeline', 'foo', { job });
    await until(
      () => all.workspace.requests,
      (requests) => requests.some(({ path }) => path.endsWith('run-now')),
    );
    expect(await all.durable.cancel('foo')).toMatchObject({ state: 'cancelled' });
    await until(
      () => all.workspace.runs().map(({ resultState }) => resultState),
      (states) => states.length === 1 && states[0] === 'CANCELED',
    );
  });
});

describe('a workspace', () => {
  it.each([
    ['is not there', { kind: 'refuse' }],
    ['throttles', { kind: 'answer', status: 429, headers: { 'retry-after': '1' } }],
    ['fails', { kind: 'answer', status: 500, body: '{"error_code":"INTERNAL_ERROR","message":"oh"}' }],
    ['is being restarted', { kind: 'answer', status: 503 }],
    ['talks nonsense', { kind: 'answer', status: 200, body: '<html>' }],
  ] as const)('that %s while workflows wait only holds them up', async (_, fault) => {
    let broken = false;
    const all = await scene({ runMs: 300, fault: () => (broken ? fault : undefined) });
    const ids = ['a', 'b', 'c'];
    for (const id of ids) await all.durable.start('data-pipeline', id, { job });
    await until(
      () => all.workspace.runs(),
      (runs) => runs.length === 3,
    );
    broken = true;
    await until(
      () => all.problems.length,
      (told) => told > 0,
    );
    expect((await all.durable.list({ state: 'running' })).length).toBe(3);
    broken = false;
    for (const id of ids) expect(await all.durable.wait(id)).toMatchObject({ state: 'done' });
    expect(all.workspace.runs()).toHaveLength(3);
    expect(all.mail.mails).toHaveLength(3);
  });

  it('that is away when a job is to be started, or whose answer is lost, starts it once', async () => {
    let calls = 0;
    const all = await scene({
      fault: ({ path }) => {
        if (!path.endsWith('run-now')) return undefined;
        calls += 1;
        return calls === 1
          ? { kind: 'answer', status: 503 }
          : calls === 2
            ? { kind: 'lose-answer' }
            : undefined;
      },
    });
    await all.durable.start('data-pipeline', 'foo', { job });
    expect((await all.durable.wait('foo')).state).toBe('done');
    expect(all.workspace.runs()).toHaveLength(1);
    const step = (await all.durable.history('foo'))?.find(({ name }) => name === 'runJob');
    expect(step).toMatchObject({ state: 'done', notes: [{ kind: 'attempt' }, { kind: 'attempt' }] });
  });

  it('that knows a run no more lets its workflow fail, with a reason', async () => {
    const all = await scene(endless);
    await started(all, 'foo');
    all.workspace.forgetRun(all.workspace.runs()[0]?.runId ?? '');
    expect((await all.durable.wait('foo')).failure).toMatchObject({ name: 'JobRunVanished' });
  });

  it('that cannot be asked does not keep a workflow from being cancelled; its run is when it can', async () => {
    let broken = false;
    const all = await scene({ ...endless, fault: () => (broken ? { kind: 'refuse' } : undefined) });
    await started(all, 'foo');
    await until(
      () => all.durable.get('foo'),
      (status) => status?.waitingFor[0]?.run?.runId !== undefined,
    );
    broken = true;
    expect(await all.durable.cancel('foo')).toMatchObject({ state: 'cancelled' });
    expect(all.problems.map(({ code }) => code)).toContain('HR-DURABLE-040');
    broken = false;
    await until(
      () => all.workspace.runs()[0]?.resultState,
      (state) => state === 'CANCELED',
    );
  });
});

/** Workflows whose mail server is not there; it may come back at its address. */
async function withoutMailServer() {
  const gone = await startMailServer();
  await gone.close();
  const channels = () =>
    [{ kind: 'email', server: gone.url, from: 'a@b.example', to: ['me@b.example'] }] as const;
  return { gone, all: await scene({}, { channels }) };
}

describe('a mail server', () => {
  it('that is away for a while gets the mail once, and history tells of the attempts', async () => {
    const { gone, all } = await withoutMailServer();
    await all.durable.start('data-pipeline', 'foo', { job });
    const attempts = async () =>
      (await all.durable.history('foo'))?.find(({ name }) => name === 'sendEmail')?.notes ?? [];
    await until(attempts, (notes) => notes.length > 0);
    const back = await startMailServer(Number(new URL(gone.url).port));
    onTestFinished(() => back.close());
    expect(await all.durable.wait('foo')).toMatchObject({ state: 'done' });
    expect(back.mails).toHaveLength(1);
    expect((await attempts()).map(({ text }) => text)).toEqual([expect.stringContaining('HR-NOTIFY-001')]);
  });

  it('gets the mail once, though the webhook beside it is away', async () => {
    const mail = await startMailServer();
    onTestFinished(() => mail.close());
    const gone = await startMailServer();
    await gone.close();
    const url = gone.url.replace('smtp:', 'http:');
    const channels = () =>
      [
        { kind: 'email', server: mail.url, from: 'a@b.example', to: ['me@b.example'] },
        { kind: 'webhook', url, headers: {} },
      ] as const;
    const all = await scene({}, { channels });
    await all.durable.start('data-pipeline', 'foo', { job });
    await until(
      async () => (await all.durable.history('foo'))?.find(({ name }) => name === 'sendEmail')?.notes ?? [],
      (notes) => notes.length > 1,
    );
    expect(mail.mails).toHaveLength(1);
  });

  it('that is slow does not get the mail twice because we end meanwhile', async () => {
    const slow = await startMailServer(0, 500);
    onTestFinished(() => slow.close());
    const channels = () =>
      [{ kind: 'email', server: slow.url, from: 'a@b.example', to: ['me@b.example'] }] as const;
    const first = await scene({}, { channels });
    await first.durable.start('data-pipeline', 'foo', { job });
    await until(
      () => slow.mails.length,
      (mails) => mails === 1,
    );
    await first.durable.close();
    const second = await scene({}, { channels, root: first.root });
    expect(await second.durable.wait('foo')).toMatchObject({ state: 'done' });
    expect(slow.mails).toHaveLength(1);
    expect(second.workspace.runs()).toHaveLength(0);
  });

  it('that is away keeps nobody from ending', async () => {
    const { gone, all } = await withoutMailServer();
    await all.durable.start('data-pipeline', 'foo', { job });
    await until(
      async () => (await all.durable.history('foo'))?.at(-1)?.notes.length,
      (notes) => notes === 1,
    );
    await all.durable.close();
    const back = await startMailServer(Number(new URL(gone.url).port));
    onTestFinished(() => back.close());
    // The store may be another's by now: nothing is sent any more.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(back.mails).toEqual([]);
  });
});

describe('a clock', () => {
  function jumping() {
    let ahead = 0;
    const clock = { ...systemClock, now: () => Date.now() + ahead };
    const jump = (ms: number): void => {
      ahead += ms;
    };
    return { clock, jump };
  }
  const hour = 3_600_000;

  it('that is set past the deadline ends the run and its workflow', async () => {
    const { clock, jump } = jumping();
    const all = await scene(endless, { clock });
    await all.durable.start('data-pipeline', 'foo', { job, timeout: 3600 });
    await all.durable.start('data-pipeline', 'long', { job, timeout: 36_000 });
    await until(
      () => all.workspace.runs(),
      (runs) => runs.length === 2,
    );
    // The promise has two minutes more than the run.
    jump(hour + 60_000);
    expect((await all.durable.wait('foo')).failure).toMatchObject({ name: 'JobTimedOut' });
    // And without any: nobody could say more than that it expired.
    jump(10 * hour);
    expect((await all.durable.wait('long')).failure).toMatchObject({
      name: expect.stringMatching(/JobTimedOut|PromiseExpired/),
      message: expect.stringMatching(/time it had|deadline/),
    });
    await until(
      () => all.workspace.runs().map(({ resultState }) => resultState),
      (states) => states.every((state) => state === 'CANCELED'),
    );
  });

  it('that is set back holds up nobody who is called', async () => {
    const { clock, jump } = jumping();
    const all = await scene(endless, { clock });
    const { id } = await started(all, 'foo', 'http://127.0.0.1:1');
    jump(-24 * hour);
    expect(await all.durable.resolve(id, 1)).toEqual({ outcome: 'settled' });
    expect(await all.durable.wait('foo')).toMatchObject({ state: 'done', output: 1 });
    await all.durable.start('data-pipeline', 'bar', { job });
    await until(
      () => all.workspace.runs(),
      (runs) => runs.length === 2,
    );
    all.workspace.forgetRun(all.workspace.runs()[1]?.runId ?? '');
    expect((await all.durable.wait('bar')).failure).toMatchObject({ name: 'JobRunVanished' });
  });
});

it('a promise that nobody settles fails its workflow with words', async () => {
  const patient = workflow('patient', function* (context) {
    return yield* yield* context.promise<string>({ timeout: 300 });
  });
  const all = await scene({}, { workflows: [patient] });
  await all.durable.start('patient', 'p', null);
  expect((await all.durable.wait('p')).failure).toEqual({
    ...{ name: 'PromiseExpired', message: 'What it waited for did not happen in the time it had.' },
  });
});
