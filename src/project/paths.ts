import { isAbsolute, relative, resolve, sep } from 'node:path';

/** A path as problems show it: relative to the project, with forward slashes. */
export function shownPath(root: string, path: string): string {
  const shown = relative(root, resolve(root, path));
  return (isAbsolute(shown) ? path : shown).split(sep).join('/');
}

/** Why a file could not be read, in a few words. */
export function readFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'ENOENT') return 'it is gone';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'it is not UTF-8 text';
  return error.message;
}
