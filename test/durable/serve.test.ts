import { spawnSync } from 'node:child_process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type FakeWorkspaceOptions, startFakeWorkspace } from '../../src/fake-workspace/index.ts';
import { findServer } from '../../src/server/index.ts';
import type { Headrace } from '../support/headrace.ts';
import { nightlyProject, notebookJob, settings } from './support/nightly-project.ts';
import { until } from './support/scene.ts';
import { startMailServer } from './support/smtp.ts';

/** A run that goes on until somebody ends it. */
const endless = { onRun: () => new Promise<void>(() => {}) };

/** A project, its workspace, and commands in processes of their own. */
async function stage(fake: FakeWorkspaceOptions = {}) {
  const mail = await startMailServer();
  const project = nightlyProject();
  const jobs = [{ job_id: notebookJob, settings: settings('notebook') }];
  const workspace = await startFakeWorkspace({ jobs, ...fake });
  onTestFinished(async () => {
    await workspace.close();
    await mail.close();
  });
  const env = {
    ...{ DATABRICKS_HOST: workspace.host, DATABRICKS_TOKEN: 'fake-token' },
    ...{ JOB_ID: notebookJob, SMTP_URL: mail.url },
  };
  const start = (...args: string[]): Headrace => project.start(args, env);
  return {
    ...{ mail, project, workspace, start },
    async serve(): Promise<{ server: Headrace; url: string }> {
      const server = start('serve', '--port', '0', '--json');
      const found = await until(
        () => findServer(project.root),
        (served) => served !== undefined || server.ending !== null,
      );
      if (!found) throw new Error(`${server.stdout}${server.stderr}`);
      return { server, url: found.url };
    },
    async run(...args: string[]): Promise<Headrace> {
      return await start('workflow', ...args).end();
    },
  };
}

async function ask(url: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${url}${path}`, {
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

describe('a server', () => {
  it('is one for a project: the second names it and ends with 4', async () => {
    const { serve, start } = await stage();
    const { server } = await serve();
    const second = await start('serve', '--port', '0').end();
    expect(second.ending).toBe(4);
    expect(second.stderr).toContain(`headrace serve, process ${server.child.pid}`);
    server.signal('SIGTERM');
    expect((await server.end()).ending).toBe(0);
  });

  it('ends when it is told to, though a mail could not be sent for now', async () => {
    const { serve, mail, project, workspace } = await stage(endless);
    const { server, url } = await serve();
    await mail.close();
    expect(await ask(url, '/run?id=foo')).toEqual({ status: 200, body: 'working on it' });
    const [run] = await until(
      () => workspace.runs(),
      (runs) => runs.length === 1,
    );
    await ask(url, '/resolve', { id: run?.parameters.promise_id, value: 1 });
    await until(
      () => server.stdout,
      (text) => text.includes('HR-NOTIFY-001'),
    );
    server.signal('SIGINT');
    expect((await server.end()).ending).toBe(0);
    expect(findServer(project.root)).toBeUndefined();
  });

  it('works for commands, which know whether to wait for it', async () => {
    const { serve, run, start, workspace } = await stage(endless);
    const { server, url } = await serve();
    const first = await run('start', '--id', 'foo', '--json');
    expect(first.ending).toBe(0);
    // The server's own address, not one that was made up.
    expect(JSON.parse(first.stdout)).toMatchObject({ state: 'running', input: { job: notebookJob, url } });
    const waiting = start('workflow', 'start', '--id', 'foo', '--wait');
    const given = start('workflow', 'wait', 'foo');
    await until(
      () => [waiting.stderr, given.stderr],
      (texts) => texts.every((text) => text.includes('working on it')),
    );
    given.signal('SIGINT');
    expect((await given.end()).ending).toBe(130);
    // Who starts a workflow does not wait for its job.
    const [run0] = await until(
      () => workspace.runs(),
      (runs) => runs.length > 0,
    );
    const id = run0?.parameters.promise_id ?? '';
    const settled = await run('resolve', id, '--value', '{"rows":3}');
    expect([settled.ending, settled.stdout]).toEqual([0, `${id} is settled\n`]);
    expect((await run('resolve', id)).stdout).toContain('had been settled before');
    const ended = await waiting.end();
    expect([ended.ending, ended.stdout]).toEqual([0, expect.stringContaining('I am done: {"rows":3}')]);
    expect((await run('start', '--id', 'foo', '--job', '77')).ending).toBe(2);
    const late = await run('cancel', 'foo');
    expect([late.ending, late.stdout]).toEqual([0, 'foo had ended before: done\n']);
    expect(JSON.parse((await run('cancel', 'foo', '--json')).stdout)).toEqual({
      ...{ id: 'foo', outcome: 'already', state: 'done' },
    });
    expect((await run('wait', 'fo')).stderr).toContain('No workflow has the id "fo"');
    server.signal('SIGTERM');
    expect((await server.end()).ending).toBe(0);
  });

  it('that is gone is done without, and missed by those who wait for it', async () => {
    const { serve, run, start, workspace } = await stage(endless);
    const { server } = await serve();
    const waiting = start('workflow', 'start', '--id', 'foo', '--wait');
    await until(
      () => workspace.runs().length,
      (runs) => runs === 1,
    );
    server.signal('SIGKILL');
    await server.end();
    await until(
      () => waiting.stderr,
      (text) => text.includes('HR-CLI-020'),
    );
    const settled = await run('resolve', workspace.runs()[0]?.parameters.promise_id ?? '', '--value', '1');
    expect([settled.ending, settled.stderr]).toEqual([0, '']);
    const again = await run('start', '--id', 'foo');
    expect([again.ending, again.stdout]).toEqual([0, expect.stringContaining('I am done: 1')]);
    expect((await waiting.end()).ending).toBe(0);
    expect(workspace.runs()).toHaveLength(1);
  });
});

describe('a command that runs a workflow itself', () => {
  it('is interrupted with 130, and the workflow goes on next time', async () => {
    const { start, run, workspace, mail } = await stage(endless);
    const first = start('workflow', 'start', '--id', 'foo');
    await until(
      () => first.stderr,
      (text) => text.includes('working on it'),
    );
    await until(
      () => workspace.runs().length,
      (runs) => runs === 1,
    );
    // Another command is told who has the workflows.
    const other = await run('cancel', 'foo');
    expect([other.ending, other.stderr]).toEqual([4, expect.stringContaining(`process ${first.child.pid}`)]);
    first.signal('SIGINT');
    expect((await first.end()).ending).toBe(130);
    expect((await run('status', 'foo')).stdout).toContain('waits for');
    expect((await run('cancel', 'foo')).ending).toBe(0);
    const again = await run('start', '--id', 'foo');
    expect([again.ending, again.stdout]).toEqual([1, expect.stringContaining('failed: it was cancelled')]);
    expect(workspace.runs().map(({ lifeCycleState }) => lifeCycleState)).not.toContain('RUNNING');
    expect(mail.mails).toEqual([]);
  });
});

const canLimit = spawnSync('prlimit', ['--version']).status === 0;

describe.skipIf(!canLimit)('a full disk', () => {
  /** No file of the process may grow beyond so many bytes: writes fail as they do without space. */
  function limit({ child }: Headrace, bytes: number | 'unlimited'): void {
    const { status, stderr } = spawnSync('prlimit', [
      '--pid',
      String(child.pid),
      `--fsize=${bytes}:unlimited`,
    ]);
    if (status !== 0) throw new Error(String(stderr));
  }

  it('holds up workflows, is told, and ends none of them', async () => {
    const { serve, workspace, mail } = await stage(endless);
    const { server, url } = await serve();
    expect((await ask(url, '/run?id=foo')).body).toBe('working on it');
    await until(
      () => ask(url, '/workflows/foo'),
      ({ body }) => JSON.stringify(body).includes('run_id'),
    );
    const id = workspace.runs()[0]?.parameters.promise_id;
    limit(server, 1);
    for (let times = 0; times < 3; times += 1) {
      expect((await ask(url, '/resolve', { id, value: 1 })).status).toBeGreaterThanOrEqual(500);
      expect((await ask(url, '/run?id=bar')).status).toBeGreaterThanOrEqual(500);
    }
    expect(await ask(url, '/run?id=foo')).toEqual({ status: 200, body: 'working on it' });
    // Long enough for the watchdog to look.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    // Once each, however often it was tried.
    expect(server.problems.map(({ code }) => code)).toEqual(['HR-DURABLE-001', 'HR-DURABLE-041']);
    expect(server.ending).toBeNull();
    limit(server, 'unlimited');
    expect(await ask(url, '/resolve', { id, value: 1 })).toMatchObject({ status: 200 });
    await until(
      () => ask(url, '/run?id=foo'),
      ({ body }) => body === 'I am done',
    );
    expect((await ask(url, '/run?id=bar')).body).toBe('working on it');
    expect(mail.mails).toHaveLength(1);
    server.signal('SIGTERM');
    expect((await server.end()).ending).toBe(0);
  });
});
