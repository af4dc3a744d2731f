import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { headrace, temporaryFolder } from '../cli/run-cli.ts';

const bin = fileURLToPath(new URL('../../src/bin.ts', import.meta.url));

/** Starts the command and gives its first lines of output. */
async function serve(lines: number, ...args: string[]) {
  const child = spawn(process.execPath, [bin, 'fake-databricks', ...args], {
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  const out: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    out.push(line);
    if (out.length === lines) break;
  }
  return { child, out, told: () => told };
}

const me = '/api/2.0/preview/scim/v2/Me';

it('prints what to export, and serves until Ctrl-C', async () => {
  const { child, out, told } = await serve(2);
  const [host = '', token = ''] = out.map((line) => line.slice(line.indexOf('=') + 1));
  expect(out[0]).toMatch(/^export DATABRICKS_HOST=http:\/\/127\.0\.0\.1:\d+$/);
  const answer = await fetch(host + me, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  expect(told()).toContain('fake Databricks workspace');
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('starts with what a file says, and repeats no token that it was given', async () => {
  const folder = temporaryFolder({ 'state.json': '{"jobs": [{"settings": {"name": "loader"}}]}' });
  const { child, out, told } = await serve(
    1,
    '--json',
    '--token',
    'my-token',
    '--state',
    `${folder}/state.json`,
  );
  const { host, fake } = JSON.parse(out[0] ?? '');
  expect(fake).toBe(true);
  const jobs = await fetch(`${host}/api/2.2/jobs/list`, { headers: { authorization: 'Bearer my-token' } });
  expect(await jobs.text()).toContain('"name":"loader"');
  child.kill('SIGTERM');
  await once(child, 'exit');
  expect(out.join() + told()).not.toContain('my-token');
});

it('explains a file that is not there, or wrong', () => {
  const folder = temporaryFolder({ 'wrong.json': '{"job": []}' });
  const gone = headrace(folder, 'fake-databricks', '--state', 'gone.json');
  expect([gone.code, gone.err]).toEqual([2, expect.stringMatching(/HR-FAKE-002.*there is no such file/)]);
  const wrong = headrace(folder, 'fake-databricks', '--state', 'wrong.json');
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringMatching(/HR-FAKE-003[\s\S]*wrong\.json:1:1/)]);
});
