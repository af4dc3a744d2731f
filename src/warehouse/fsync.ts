import { close, fsync, open } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

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
  await Promise.all([...names].map(forceToDisk));
}

// Plain descriptors: file handle objects cost more than the calls themselves, on thousands of small files.
const [openFile, syncFile, closeFile] = [promisify(open), promisify(fsync), promisify(close)];

async function forceToDisk(path: string): Promise<void> {
  const descriptor = await openFile(path, 'r').catch((error: unknown) => {
    // Windows cannot open a folder; there the file system orders names itself.
    if (process.platform === 'win32') return undefined;
    throw error;
  });
  if (descriptor === undefined) return;
  try {
    await syncFile(descriptor);
  } finally {
    await closeFile(descriptor);
  }
}
