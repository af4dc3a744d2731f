import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startFakeWorkspace } from '../../src/fake-workspace/index.ts';
import type { Headrace } from '../support/headrace.ts';
import { Project, tables } from '../support/project.ts';

const token = 'dapi0123456789abcdef0123456789abcdef';
const standIn = fileURLToPath(new URL('stand-in-cli.ts', import.meta.url));

/** A program called `databricks`, in a folder of its own. */
function install(): { readonly folder: string; readonly program: string } {
  const folder = mkdtempSync(join(tmpdir(), 'headrace cli '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, 'databricks');
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${standIn}" "$@"\n`);
  chmodSync(program, 0o755);
  return { folder, program };
}

interface Call {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

class Deployment {
  readonly project: Project;
  readonly #log: string;
  readonly #env: Readonly<Record<string, string>>;

  constructor(env: Readonly<Record<string, string>> = {}) {
    this.project = new Project(
      tables(
        {
          orders: { layer: 'silver', sql: 'SELECT 1 AS id' },
          totals: { layer: 'gold', sql: 'SELECT count(*) AS n FROM orders' },
        },
        {
          bundle: { name: 'shop' },
          targets: {
            dev: {
              default: true,
              engine: 'databricks',
              host: 'https://dbc-1.cloud.databricks.com',
              catalog: 'main',
              schema: 'shop',
            },
            laptop: { engine: 'duckdb' },
          },
        },
      ),
    );
    this.#log = this.project.path('calls.log');
    this.#env = {
      DATABRICKS_CLI: install().program,
      DATABRICKS_TOKEN: token,
      STAND_IN_LOG: this.#log,
      ...env,
    };
  }

  start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Headrace {
    return this.project.start(args, { ...this.#env, ...env });
  }

  async run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Headrace> {
    const done = await this.start(args, env).end();
    expect(done.stdout + done.stderr).not.toContain(token);
    return done;
  }

  get calls(): readonly Call[] {
    if (!existsSync(this.#log)) return [];
    return readFileSync(this.#log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  }

  get commands(): readonly string[] {
    return this.calls.map(({ args }) => args.join(' '));
  }
}

async function bundled(env?: Readonly<Record<string, string>>): Promise<Deployment> {
  const deployment = new Deployment(env);
  const { ending, stderr } = await deployment.run(['bundle']);
  expect(ending, stderr).toBe(0);
  return deployment;
}

describe('headrace deploy', () => {
  it('validates strictly, then deploys; tokens go by the environment only', async () => {
    const deployment = await bundled();
    const { ending, stdout, stderr } = await deployment.run(['deploy', '--target', 'dev']);
    expect(ending, stderr).toBe(0);
    expect(deployment.commands).toEqual([
      '--version',
      'bundle validate --strict -t dev',
      'bundle deploy -t dev',
    ]);
    expect(deployment.commands.join()).not.toContain(token);
    expect(deployment.calls[2]).toMatchObject({
      cwd: deployment.project.root,
      env: { DATABRICKS_TOKEN: token },
    });
    expect(stdout).toContain('headrace run --target dev');
    expect(stderr).toContain('stand-in for the Databricks CLI');
  });

  it('refuses a bundle that is not up to date, before it asks anybody', async () => {
    const deployment = await bundled();
    deployment.project.write({ 'transformations/gold/totals.sql': 'SELECT count(*) AS total FROM orders' });
    const { ending, problems } = await deployment.run(['deploy', '--json']);
    expect(ending).toBe(2);
    expect(problems).toMatchObject([
      { code: 'HR-DATABRICKS-074', hint: expect.stringContaining('`headrace bundle`') },
    ]);
    expect(deployment.calls).toEqual([]);
  });

  it('says how to get the official CLI, and that it is too old, or another program', async () => {
    const deployment = await bundled();
    const missing = await deployment.run(['deploy', '--json'], { DATABRICKS_CLI: '/nowhere/databricks' });
    expect(missing.ending).toBe(2);
    expect(missing.problems).toMatchObject([{ code: 'HR-DATABRICKS-070' }]);
    const old = await deployment.run(['deploy', '--json'], { STAND_IN_VERSION: 'Databricks CLI v0.285.9' });
    expect(old.ending).toBe(2);
    expect(old.problems).toMatchObject([
      { code: 'HR-DATABRICKS-071', message: expect.stringContaining('0.285.9') },
    ]);
    const other = await deployment.run(['deploy', '--json'], { STAND_IN_VERSION: 'Version 0.18.0' });
    expect(other.problems).toMatchObject([{ code: 'HR-DATABRICKS-072' }]);
    expect(deployment.commands).toEqual(['--version', '--version']);
  });

  it('finds the CLI on the PATH', async () => {
    const deployment = await bundled();
    const PATH = [install().folder, process.env.PATH].join(delimiter);
    const { ending, stderr } = await deployment.run(['deploy'], { DATABRICKS_CLI: '', PATH });
    expect(ending, stderr).toBe(0);
  });

  it('stops at what is not valid, and shows what the CLI says, without secrets', async () => {
    const deployment = await bundled();
    const { ending, problems } = await deployment.run(['deploy', '--json'], {
      ...{ STAND_IN_FAIL: 'validate', STAND_IN_MESSAGE: `unknown field: nmae (token ${token})` },
    });
    expect(ending).toBe(2);
    expect(problems).toMatchObject([
      {
        code: 'HR-DATABRICKS-073',
        message: expect.stringContaining('Error: unknown field: nmae (token ***)'),
      },
    ]);
    expect(deployment.commands).not.toContain('bundle deploy -t dev');
  });

  it.each([
    ['To proceed, use --auto-approve after reviewing the plan above.', 1, /--yes/],
    ['dial tcp: lookup dbc-1.cloud.databricks.com: no such host', 5, /cannot be reached/],
    ['Failed to acquire deployment lock: held by anna', 1, /Somebody else/],
    ['default auth: cannot configure default credentials', 1, /DATABRICKS_TOKEN/],
    ['PERMISSION_DENIED: User does not have CREATE on schema', 1, /administrator/],
  ])('knows what helps: %s', async (message, code, hint) => {
    const deployment = await bundled();
    const { ending, problems } = await deployment.run(['deploy', '--json'], {
      ...{ STAND_IN_FAIL: 'bundle deploy', STAND_IN_MESSAGE: message },
    });
    expect(ending).toBe(code);
    expect(problems).toMatchObject([{ hint: expect.stringMatching(hint) }]);
  });

  it('plans only, in a dry run', async () => {
    const deployment = await bundled();
    await deployment.run(['deploy', '--dry-run']);
    expect(deployment.commands.slice(1)).toEqual(['bundle validate --strict -t dev', 'bundle plan -t dev']);
  });

  it('lets the CLI end in order when it is interrupted', async () => {
    const deployment = await bundled();
    const run = deployment.start(['deploy', '--json'], { STAND_IN_SLEEP: '1' });
    while (!deployment.commands.includes('bundle deploy -t dev'))
      await new Promise((go) => setTimeout(go, 20));
    // The stand-in listens once it is up.
    await new Promise((go) => setTimeout(go, 500));
    run.signal('SIGINT');
    await run.end();
    expect(run.ending).toBe(130);
    expect(run.stdout).toContain('lock released');
  });

  it('is for targets on Databricks', async () => {
    const deployment = await bundled();
    const { ending, problems } = await deployment.run(['deploy', '--target', 'laptop', '--json']);
    expect(ending).toBe(2);
    expect(problems).toMatchObject([{ code: 'HR-DATABRICKS-076', hint: expect.stringContaining('dev') }]);
  });
});

describe('headrace destroy', () => {
  it('asks first, which nobody can answer in a script', async () => {
    const deployment = await bundled();
    const { ending, problems } = await deployment.run(['destroy', '--json']);
    expect(ending).toBe(2);
    expect(problems).toMatchObject([{ code: 'HR-DATABRICKS-077' }]);
    expect(deployment.calls).toEqual([]);
  });

  it('destroys when told to, and only looks in a dry run', async () => {
    const deployment = await bundled();
    await deployment.run(['destroy', '--dry-run']);
    const { ending } = await deployment.run(['destroy', '--yes']);
    expect(ending).toBe(0);
    expect(deployment.commands.filter((command) => command !== '--version')).toEqual([
      'bundle summary -t dev',
      'bundle destroy -t dev --auto-approve',
    ]);
  });

  it('needs a bundle', async () => {
    const { problems } = await new Deployment().run(['destroy', '--yes', '--json']);
    expect(problems).toMatchObject([{ code: 'HR-DATABRICKS-075' }]);
  });
});

it('bundle, deploy, run and logs go together', async () => {
  const workspace = await startFakeWorkspace({ runMs: 500, users: [{ name: 'you@example.com', token }] });
  onTestFinished(() => workspace.close());
  const deployment = await bundled({ DATABRICKS_HOST: workspace.host });
  expect((await deployment.run(['deploy'])).ending).toBe(0);
  const run = await deployment.run(['run', '--json']);
  expect(run.ending, run.stdout + run.stderr).toBe(0);
  expect(Object.keys(run.outcomes)).toEqual(['orders', 'totals']);
  const [started] = run.all('run_started');
  const runs = await deployment.run(['runs']);
  expect(runs.stdout).toContain(started?.run);
  const logs = await deployment.run(['logs']);
  expect(logs.ending, logs.stderr).toBe(0);
  expect(logs.stdout).toContain('COMPLETED');
  const [{ updateId = '' } = {}] = workspace.updates();
  const json = await deployment.run(['logs', updateId.slice(0, 8), '--json', '--level', 'error']);
  expect([json.ending, json.stdout]).toEqual([0, '']);
  const pipeline = '[dev you] shop_main';
  const byPipeline = await deployment.run(['logs', 'last', '--pipeline', pipeline, '--json']);
  expect(
    byPipeline.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ pipeline, update: updateId, event_type: 'update_progress' }),
    ]),
  );
});
