import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createWorkspace } from '../../src/databricks/index.ts';
import { type Durable, notebookSource, openDurable } from '../../src/durable/index.ts';
import { type StartedRun, startFakeWorkspace } from '../../src/fake-workspace/index.ts';
import { startServer } from '../../src/server/index.ts';
import { Headrace } from '../support/headrace.ts';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const job = '9007199254740993002';
const settings = {
  name: 'notebook',
  tasks: [{ task_key: 'one', notebook_task: { notebook_path: '/Shared/one' } }],
};

interface Waiting {
  readonly folder: string;
  readonly durable: Durable;
  /** What the job was told. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Begins to listen where the job was told to call. */
  listen(): Promise<void>;
}

/** A workflow `foo` that waits for its notebook, and a server with a key; it does not listen yet. */
async function waiting(): Promise<Waiting> {
  const folder = mkdtempSync(join(tmpdir(), 'headrace notebook '));
  endings.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  const started = Promise.withResolvers<StartedRun>();
  const workspace = await startFakeWorkspace({
    jobs: [{ job_id: job, settings }],
    onRun: (run) => {
      started.resolve(run);
      return new Promise(() => {});
    },
  });
  endings.push(() => workspace.close());
  const { durable } = await openDurable({
    ...{ root: folder, env: {}, holder: 'the test', channels: () => [] },
    workspace: async () =>
      createWorkspace({
        host: workspace.host,
        credentials: { kind: 'token', token: 'fake-token', from: 'the test' },
      }),
    onProblem: () => {},
  });
  endings.push(() => durable.close());
  const listen = async (port: number) => {
    const server = await startServer({
      ...{ durable, host: '127.0.0.1', port, job, publicUrl: undefined },
      access: { kind: 'keyed', apiKey: 'the-key', keyFile: 'api.key' },
      onFailure: (error) => {
        throw error;
      },
    });
    endings.push(() => server.close());
    return server;
  };
  // The job is told an address where nobody listens yet.
  const first = await listen(0);
  await first.close();
  await durable.start('data-pipeline', 'foo', { job, url: first.url });
  const { parameters } = await started.promise;
  return {
    ...{ folder, durable, parameters },
    listen: async () => void (await listen(Number(new URL(first.url).port))),
  };
}

interface Ended {
  readonly code: unknown;
  readonly output: string;
}

async function outputOf(child: ChildProcess): Promise<Ended> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}

/** Runs a notebook as a Python task does. */
async function run(
  { folder }: Pick<Waiting, 'folder'>,
  parameters: Waiting['parameters'],
  source = notebookSource(),
): Promise<Ended> {
  const file = join(folder, 'notebook.py');
  writeFileSync(file, source);
  const args = Object.entries(parameters).map(([name, value]) => `--${name}=${value}`);
  return await outputOf(spawn('python3', ['-I', file, ...args]));
}

/** The notebook with another last cell. */
function ending(cell: string): string {
  return notebookSource().replace('resolve({"rows": rows})', cell);
}

/** The notebook as Databricks runs it: parameters are widgets, and a widget that is not there is an error. */
function withWidgets(parameters: Waiting['parameters']): string {
  const standIn = `
class Widgets:
    def get(self, name):
        return ${JSON.stringify(parameters)}[name]
class Utils:
    widgets = Widgets()
dbutils = Utils()
`;
  return `${standIn}\n${notebookSource()}`;
}

const python = spawnSync('python3', ['--version']).status === 0;

describe.skipIf(!python)('the notebook', () => {
  it('resolves its promise, once, and never shows its token', async () => {
    const scene = await waiting();
    await scene.listen();
    const { parameters, durable } = scene;
    const first = await run(scene, parameters);
    expect(first).toEqual({ code: 0, output: 'Headrace: promise foo:0 is settled.\n' });
    expect(await durable.wait('foo')).toMatchObject({ state: 'done', output: { rows: 3 } });
    const again = await run(scene, parameters, ending('print(resolve({"rows": 4}))'));
    expect(again).toEqual({
      code: 0,
      output: 'Headrace: promise foo:0 is settled already.\nalready\n',
    });
    expect((await durable.get('foo'))?.output).toEqual({ rows: 3 });
  });

  it('finds its parameters as widgets', async () => {
    const scene = await waiting();
    await scene.listen();
    expect((await run(scene, {}, withWidgets(scene.parameters))).code).toBe(0);
    expect((await scene.durable.wait('foo')).output).toEqual({ rows: 3 });
  });

  it('waits for a server that is not there yet', async () => {
    const scene = await waiting();
    const running = run(scene, scene.parameters);
    await pause(1500);
    await scene.listen();
    expect(await running).toMatchObject({ code: 0 });
    expect((await scene.durable.wait('foo')).output).toEqual({ rows: 3 });
  });

  it('gives up in words when the server stays away', async () => {
    const scene = await waiting();
    const { code, output } = await run(scene, scene.parameters, ending('resolve(1, patience=1.2)'));
    expect(code).toBe(1);
    expect(output).toMatch(/CallbackFailed: The server could not be told: .*refused/);
    expect(output).not.toContain(scene.parameters.token);
  });

  it('lets the workflow fail with its message', async () => {
    const scene = await waiting();
    await scene.listen();
    expect((await run(scene, scene.parameters, ending('reject("no input today")'))).code).toBe(0);
    expect(await scene.durable.wait('foo')).toMatchObject({
      ...{ state: 'failed', failure: { name: 'JobFailed', message: 'no input today' } },
    });
  });

  it('has done its work though it comes too late', async () => {
    const scene = await waiting();
    await scene.listen();
    await scene.durable.cancel('foo');
    const { code, output } = await run(scene, scene.parameters);
    expect({ code, output }).toEqual({
      code: 0,
      output: 'Headrace: too late for promise foo:0, nobody waits for it any more.\n',
    });
  });

  it('fails where it is refused, without a second try', async () => {
    const scene = await waiting();
    await scene.listen();
    const forged = await run(scene, { ...scene.parameters, token: `${Date.now() + 60_000}.forged` });
    expect(forged.code).toBe(1);
    expect(forged.output).toContain(
      'CallbackFailed: The server refuses (status 401): The token is not the one of this promise',
    );
    expect(forged.output).not.toContain('.forged');
    const elsewhere = await run(scene, { ...scene.parameters, promise_id: 'foo:9' });
    expect(elsewhere.output).toContain('(status 401)');
    const large = await run(scene, scene.parameters, ending('resolve("x" * 100_000)'));
    expect(large.output).toContain('(status 413): The body of a request may have 64 kB.');
    expect(await scene.durable.get('foo')).toMatchObject({ state: 'running' });
  });

  it('does nothing where nobody waits', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'headrace notebook '));
    endings.push(() => rmSync(folder, { recursive: true, force: true }));
    expect(await run({ folder }, {})).toEqual({
      code: 0,
      output: 'Headrace: nobody waits for this run (it has no promise_id and url).\n',
    });
  });

  it('is printed, or written where nothing is yet', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'headrace notebook '));
    endings.push(() => rmSync(folder, { recursive: true, force: true }));
    const printed = await new Headrace(folder, ['workflow', 'notebook']).end();
    expect(printed.stdout).toBe(notebookSource());
    const args = ['workflow', 'notebook', '--output', join(folder, 'end.py')];
    expect((await new Headrace(folder, args).end()).ending).toBe(0);
    const again = await new Headrace(folder, args).end();
    expect(again.ending).toBe(2);
    expect(again.stderr).toContain('HR-CLI-018');
  });
});
