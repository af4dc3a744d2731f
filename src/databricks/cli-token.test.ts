import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startFakeWorkspace } from '../fake-workspace/index.ts';
import { createWorkspace, resolveCredentials, type Workspace } from './index.ts';

/** Somebody who has signed in with an official CLI for which this shell script stands in. */
async function signedIn(script: string, elsewhere?: string): Promise<Workspace> {
  const folder = mkdtempSync(join(tmpdir(), 'headrace cli '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const executable = join(folder, 'databricks');
  writeFileSync(executable, `#!/bin/sh\n# Stands in for the official CLI.\n${script}\n`);
  chmodSync(executable, 0o755);
  const fake = await startFakeWorkspace();
  onTestFinished(() => fake.close());
  const { credentials } = resolveCredentials({
    env: { DATABRICKS_CLI: elsewhere ?? executable, DATABRICKS_CONFIG_PROFILE: 'me' },
    readFile: () => `[me]\nhost = ${fake.host}\nauth_type = databricks-cli\n`,
  });
  return createWorkspace({ host: fake.host, credentials });
}

describe('somebody who has signed in with the official CLI', () => {
  it('gets tokens from it', async () => {
    const workspace = await signedIn(
      `[ "$*" = "auth token --profile me" ] && echo '{"access_token": "fake-token", "expiry": "2099-01-01T00:00:00Z"}'`,
    );
    expect(await workspace.me()).toMatchObject({ userName: 'you@example.com' });
  });

  it.each([
    [
      'the login has expired',
      `echo "Error: refresh token dapi0123456789abcdef0123 is invalid" >&2; exit 1`,
      'refresh token \\*\\*\\* is invalid',
    ],
    ['it prints something else', 'echo hello', 'something else'],
    ['it fails without a word', 'exit 1', 'does not say why'],
  ])('is told when %s', async (_name, script, reason) => {
    const workspace = await signedIn(script);
    await expect(workspace.me()).rejects.toThrow(
      new RegExp(`HR-DATABRICKS-018: .*profile "me": .*${reason}`),
    );
    await expect(workspace.me()).rejects.toMatchObject({
      exitCode: 2,
      problems: [{ hint: expect.stringContaining('databricks auth login --profile me') }],
    });
  });

  it('is told when there is none', async () => {
    const workspace = await signedIn('', '/nowhere/databricks');
    await expect(workspace.me()).rejects.toThrow(/HR-DATABRICKS-018: .*no program "\/nowhere\/databricks"/);
  });
});
