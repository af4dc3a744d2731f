import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/** Forces files, and the folders that name them, to disk. */
export function fsyncFiles(paths: readonly string[]): void {
  for (const path of paths) fsync(path);
  for (const folder of new Set(paths.map(dirname))) fsync(folder);
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
