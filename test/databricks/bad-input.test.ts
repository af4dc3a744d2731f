import { describe, expect, it, onTestFinished } from 'vitest';
import { type FakeWorkspaceOptions, type Fault, startFakeWorkspace } from '../../src/fake-workspace/index.ts';
import { Project, tables } from '../support/project.ts';
import { deployed, json, token } from './fixture.ts';

const jobId = '123456789012345679';
const jobs = [
  {
    job_id: jobId,
    settings: { name: 'own', tasks: [{ task_key: 'load', spark_python_task: { python_file: 'load.py' } }] },
  },
];

const commands = {
  run: ['run'],
  trigger: ['trigger', '--all', '--job-id', jobId],
  load: ['load', 'clean'],
  logs: ['logs', 'last', '--pipeline', '[dev you] shop_main'],
} as const;

const expired = `eyJhbGciOiJub25lIn0.${Buffer.from('{"exp":1600000000}').toString('base64url')}.c2lnbmVk`;
const html: Fault = {
  ...{ kind: 'answer', status: 200, headers: { 'content-type': 'text/html' } },
  body: '<!doctype html><title>Sign in</title>',
};
const anHourAhead: Fault = {
  ...{ kind: 'answer', status: 401, body: '{"error_code": 401, "message": "Unauthorized"}' },
  headers: { 'content-type': 'application/json', date: new Date(Date.now() + 3_600_000).toUTCString() },
};

interface Case {
  readonly what: string;
  readonly commands: readonly (keyof typeof commands)[];
  readonly env?: Readonly<Record<string, string>>;
  readonly workspace?: FakeWorkspaceOptions;
  /** Code, exit code, and what is said: of the problem and of the next step. */
  readonly code: string;
  readonly exit: number;
  readonly says: string;
  readonly helps: string;
}

const cases: readonly Case[] = [
  {
    ...{ what: 'a host that is none', commands: ['trigger'], exit: 5, code: '010' },
    env: { DATABRICKS_HOST: 'https://no-such-host.invalid' },
    ...{ says: 'There is no host https://no-such-host.invalid.', helps: 'what the browser shows' },
  },
  {
    ...{ what: 'a host without encryption', commands: ['run'], exit: 2, code: '001' },
    env: { DATABRICKS_HOST: 'http://adb-1.example.net' },
    ...{ says: 'https:// only', helps: 'It is what the browser shows' },
  },
  {
    ...{ what: 'a wrong token', commands: ['run', 'trigger'], exit: 2, code: '015' },
    env: { DATABRICKS_TOKEN: 'dapi00000000000000000000000000000bad' },
    ...{ says: 'refuses the token of DATABRICKS_TOKEN', helps: 'Make a new one' },
  },
  {
    ...{ what: 'a token that was copied badly', commands: ['load'], exit: 2, code: '009' },
    env: { DATABRICKS_TOKEN: 'dapi0000000000000\nsecret-rest' },
    ...{ says: 'no token has', helps: 'Copy it again' },
  },
  {
    ...{ what: 'an expired OAuth token', commands: ['logs'], exit: 2, code: '017' },
    env: { DATABRICKS_TOKEN: expired },
    ...{ says: 'expired at 2020-09-13', helps: 'databricks auth token' },
  },
  {
    ...{ what: 'a wrong service principal', commands: ['run'], exit: 2, code: '016' },
    env: { DATABRICKS_TOKEN: '', DATABRICKS_CLIENT_ID: 'robot', DATABRICKS_CLIENT_SECRET: 'very-secret-1' },
    ...{ says: 'gives no token to the service principal', helps: 'Check client id and secret' },
  },
  {
    ...{ what: 'an unknown profile', commands: ['trigger'], exit: 2, code: '004' },
    env: { DATABRICKS_HOST: '', DATABRICKS_TOKEN: '', DATABRICKS_CONFIG_PROFILE: 'porduction' },
    ...{ says: 'Did you mean "production"?', helps: 'databricks configure --profile' },
  },
  {
    ...{ what: 'a missing permission', commands: ['run'], exit: 2, code: '019' },
    workspace: { forbid: () => true },
    ...{ says: 'does not let us', helps: 'Ask whoever owns it' },
  },
  {
    ...{ what: 'a job that was deleted between two calls', commands: ['trigger'], exit: 1, code: '020' },
    workspace: {
      fault: ({ path }) =>
        path.endsWith('/run-now')
          ? json({ error_code: 'INVALID_PARAMETER_VALUE', message: `Job ${jobId} does not exist.` }, 400)
          : undefined,
    },
    ...{ says: `does not have job ${jobId} (any more)`, helps: 'deleted meanwhile' },
  },
  {
    ...{ what: 'a throttled workspace', commands: ['logs'], exit: 5, code: '022' },
    workspace: { throttle: { rate: 1, retryAfterS: 9999 } },
    ...{ says: 'too many requests (429)', helps: 'Try again later' },
  },
  {
    ...{ what: 'a clock that is wrong', commands: ['run'], exit: 2, code: '013' },
    workspace: { fault: () => anHourAhead },
    ...{ says: '60 minutes behind its own', helps: 'Set the clock' },
  },
  {
    ...{ what: 'a workspace that answers HTML', commands: ['trigger', 'load'], exit: 2 },
    workspace: { fault: () => html },
    code: '014',
    ...{ says: 'answers with a web page', helps: 'login page' },
  },
];

describe('bad input is explained, without a token in any output', () => {
  it.each(cases)('$what', async ({ commands: names, env, workspace, code, exit, says, helps }) => {
    const fake = await startFakeWorkspace({
      ...{ users: [{ name: 'you@example.com', token }], pipelines: deployed.one, jobs },
      ...workspace,
    });
    onTestFinished(() => fake.close());
    const project = new Project({
      ...tables(
        { clean: { layer: 'gold', sql: 'SELECT 1 AS id' } },
        {
          bundle: { name: 'shop' },
          targets: { dev: { default: true, engine: 'databricks', catalog: 'main', schema: 'shop' } },
          connections: { lake: { type: 'databricks' } },
          search: { backend: 'sqlite', data_sources: { clean: 'clean' } },
          loads: { clean: { source_table: 'main.shop.clean', data_source: 'clean' } },
        },
      ),
      databrickscfg: `[production]\nhost = ${fake.host}\ntoken = ${token}\n`,
    });
    const variables = {
      ...{ DATABRICKS_HOST: fake.host, DATABRICKS_TOKEN: token, HOME: project.root },
      ...{ DATABRICKS_CONFIG_FILE: project.path('databrickscfg'), ...env },
    };
    const ended = names.map((name) => project.start([...commands[name], '--debug'], variables).end());
    for (const { ending, stdout, stderr } of await Promise.all(ended)) {
      const output = stdout + stderr;
      expect(output).toContain(`HR-DATABRICKS-${code}`);
      expect(output).toContain(says);
      expect(output).toContain(helps);
      expect(ending, output).toBe(exit);
      const secrets = [token, env?.DATABRICKS_TOKEN, env?.DATABRICKS_CLIENT_SECRET, 'secret-rest'];
      for (const secret of secrets) if (secret) expect(output).not.toContain(secret);
    }
  });
});
