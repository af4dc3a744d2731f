import { readFileSync } from 'node:fs';
import {
  type FakeWorkspaceOptions,
  fakeWorkspaceProblems,
  readState,
  startFakeWorkspace,
} from '../../fake-workspace/index.ts';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { styleFor } from '../report/style.ts';
import type { FakeDatabricksOptions } from './fake-databricks.ts';

/** Of the workspace that nobody gave a token for. */
const someToken = 'fake-token';

/** Serves until Ctrl-C. That is its end, not an interruption: there is nothing to resume. */
export async function fakeDatabricks(options: FakeDatabricksOptions): Promise<void> {
  const { signal, dispose } = listenForInterrupts(false);
  const state = options.state === undefined ? {} : stateIn(options.state);
  const users = [
    ...(state.users ?? []),
    ...(options.token ?? []).map((token, index) => ({ name: `user-${index + 1}@example.com`, token })),
  ];
  const servicePrincipals = [
    ...(state.servicePrincipals ?? []),
    ...(options.client ?? []).map(({ id, secret }) => ({ name: id, clientId: id, clientSecret: secret })),
  ];
  const open = users.length + servicePrincipals.length === 0;
  const workspace = await startFakeWorkspace({
    ...state,
    users: open ? [{ name: 'you@example.com', token: someToken }] : users,
    servicePrincipals,
    port: options.port ?? 0,
    latencyMs: options.latency ?? 0,
    runMs: options.runTime ?? 2000,
    ...(options.throttle !== undefined && { throttle: { rate: options.throttle } }),
  });
  try {
    announce(options, workspace.host, open ? someToken : undefined);
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  } finally {
    await workspace.close();
    dispose();
  }
}

/** What a shell can evaluate. A token that somebody gave is not repeated. */
function announce({ json, quiet }: FakeDatabricksOptions, host: string, token: string | undefined): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ fake: true, host, ...(token && { token }) })}\n`);
    return;
  }
  if (!quiet) {
    const { dim } = styleFor(process.stderr);
    const words = 'A fake Databricks workspace: it keeps all in memory and runs nothing. Ctrl-C ends it.';
    process.stderr.write(`${dim(words)}\n`);
  }
  process.stdout.write(`export DATABRICKS_HOST=${host}\n`);
  if (token) process.stdout.write(`export DATABRICKS_TOKEN=${token}\n`);
}

function stateIn(file: string): FakeWorkspaceOptions {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const reason = gone ? 'there is no such file' : error instanceof Error ? error.message : String(error);
    throw new HeadraceError(fakeWorkspaceProblems.unreadableState({ file, reason }), {
      exitCode: exitCode.usage,
      cause: error,
    });
  }
  return readState(text, file);
}
