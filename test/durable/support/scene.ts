import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createWorkspace } from '../../../src/databricks/index.ts';
import { type DurableOptions, openDurable } from '../../../src/durable/index.ts';
import { type FakeWorkspaceOptions, startFakeWorkspace } from '../../../src/fake-workspace/index.ts';
import type { Problem } from '../../../src/kernel/index.ts';
import { settings } from './nightly-project.ts';
import { startMailServer } from './smtp.ts';

/** A job as the fake workspace has it: 64-bit, as real ones may be. */
export const job = '9007199254740993001';

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headrace durable '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** A workspace with a job, a mail server, and workflows in this process. */
export async function scene(fake: FakeWorkspaceOptions = {}, more: Partial<DurableOptions> = {}) {
  const root = more.root ?? temporaryFolder();
  const workspace = await startFakeWorkspace({
    jobs: [{ job_id: job, settings: settings('notebook') }],
    ...fake,
  });
  const mail = await startMailServer();
  const problems: Problem[] = [];
  const given = {
    ...{ root, env: {}, holder: 'the test' },
    workspace: async () =>
      createWorkspace({
        host: workspace.host,
        credentials: { kind: 'token', token: 'fake-token', from: 'the test' },
        patienceMs: 100,
      }),
    channels: () =>
      [{ kind: 'email', server: mail.url, from: 'jobs@example.org', to: ['me@example.org'] }] as const,
    onProblem: (found: readonly Problem[]) => void problems.push(...found),
    ...more,
  };
  const { durable, network } = await openDurable(given);
  onTestFinished(async () => {
    await durable.close();
    await workspace.close();
    await mail.close();
  });
  return { root, workspace, mail, durable, network, problems, given };
}

/** Looks again and again, until it is right. */
export async function until<T>(
  look: () => T | Promise<T>,
  isRight: (found: T) => boolean,
  patience = 20_000,
): Promise<T> {
  for (const deadline = Date.now() + patience; ; ) {
    const found = await look();
    if (isRight(found)) return found;
    if (Date.now() > deadline) throw new Error(`it stays ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
