import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HeadraceError } from '../../src/kernel/index.ts';
import { acquireWriterLock, type Lock } from '../../src/state/index.ts';
import { run } from './run.ts';
import { installRoot } from './service-user.ts';

/**
 * A folder that `fill` fills, once for all processes and runs. It appears under its name only when it is
 * complete, so a process that is killed half-way leaves nothing that looks finished.
 */
export async function installOnce(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const root = installRoot();
  const installed = join(root, name);
  if (existsSync(installed)) return installed;
  const lock = await waitForLock(join(root, `${name}.lock`), name);
  try {
    if (existsSync(installed)) return installed;
    const begun = `${name}.part-`;
    // Only the holder of the lock fills a folder, so whatever others began is dead.
    for (const left of readdirSync(root).filter((entry) => entry.startsWith(begun)))
      rmSync(join(root, left), { recursive: true, force: true });
    const part = mkdtempSync(join(root, begun));
    mkdirSync(join(part, 'content'));
    await fill(join(part, 'content'));
    await run('chmod', ['-R', 'a+rX', part]);
    renameSync(join(part, 'content'), installed);
    rmSync(part, { recursive: true, force: true });
    return installed;
  } finally {
    lock.release();
  }
}

async function waitForLock(path: string, name: string): Promise<Lock> {
  for (;;) {
    try {
      return acquireWriterLock(path, `process ${process.pid}, which installs ${name}`);
    } catch (error) {
      if (!(error instanceof HeadraceError)) throw error;
      await sleep(200);
    }
  }
}
