import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A secret of this machine's own: made once, kept in a file that only its owner may read.
 *
 * @param make a new one, from a cryptographic source.
 * @returns the secret, and whether it was made now.
 */
export function secretFile(
  path: string,
  make: () => string,
): { readonly secret: string; readonly isNew: boolean } {
  mkdirSync(dirname(path), { recursive: true });
  const isNew = writeNew(path, `${make()}\n`);
  if (process.platform !== 'win32') chmodSync(path, 0o600);
  return { secret: readFileSync(path, 'utf8').trim(), isNew };
}

function writeNew(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
