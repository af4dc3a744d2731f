import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Forces files to disk, for good: their content, and each folder that names them, up to the root (a new
 * folder is itself only a name in the one above it).
 */
export function fsyncFiles(root: string, paths: readonly string[]): void {
  const folders = new Set<string>();
  for (const path of paths) {
    fsync(path);
    for (let folder = dirname(path); folder.startsWith(root); folder = dirname(folder)) folders.add(folder);
  }
  for (const folder of folders) fsync(folder);
}

function fsync(path: string): void {
  // Windows cannot open a folder; there the file system orders names itself.
  const descriptor = openOrSkip(path);
  if (descriptor === undefined) return;
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function openOrSkip(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (process.platform === 'win32') return undefined;
    throw error;
  }
}
