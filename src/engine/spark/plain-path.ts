import { randomBytes } from 'node:crypto';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives `work` a path of the folder without spaces and other characters that URLs escape: Spark escapes the
 * path of checkpoints once too often, and would put them beside the folder that was meant.
 */
export async function withPlainPath<T>(folder: string, work: (path: string) => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true });
  if (/^[\w./-]+$/.test(folder)) return work(folder);
  const link = join(tmpdir(), `headrace-${randomBytes(6).toString('hex')}`);
  await symlink(folder, link, 'junction');
  try {
    return await work(link);
  } finally {
    await rm(link, { force: true });
  }
}
