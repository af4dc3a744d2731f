import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Forces files to disk, for good: their content, and each folder that names them, up to the root (a new
 * folder is itself only a name in the one above it). All at once, off the main thread: on many small
 * tables this is what a build waits for most.
 */
export async function fsyncFiles(root: string, paths: readonly string[]): Promise<void> {
  const names = new Set<string>(paths);
  for (const path of paths) {
    for (let folder = dirname(path); folder.startsWith(root); folder = dirname(folder)) names.add(folder);
  }
  await Promise.all([...names].map(fsync));
}

async function fsync(path: string): Promise<void> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    // Windows cannot open a folder; there the file system orders names itself.
    if (process.platform === 'win32') return undefined;
    throw error;
  });
  try {
    await handle?.sync();
  } finally {
    await handle?.close();
  }
}
