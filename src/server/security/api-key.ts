import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretFile } from '../../kernel/index.ts';

/**
 * The server's key: HEADRACE_API_KEY, or else one that is made once for the project.
 *
 * @param make a new key, from a cryptographic source.
 * @returns the key, and where it is from: the variable, or the file.
 */
export function apiKey(
  root: string,
  env: NodeJS.ProcessEnv,
  make: () => string,
): { readonly key: string; readonly from: string } {
  if (env.HEADRACE_API_KEY) return { key: env.HEADRACE_API_KEY, from: 'HEADRACE_API_KEY' };
  const file = keyFile(root);
  return { key: secretFile(file, make).secret, from: file };
}

/** The key of a server that somebody else started, as far as it can be known here; undefined: it was told another. */
export function knownApiKey(root: string, env: NodeJS.ProcessEnv): string | undefined {
  if (env.HEADRACE_API_KEY) return env.HEADRACE_API_KEY;
  try {
    return readFileSync(keyFile(root), 'utf8').trim();
  } catch {
    return undefined;
  }
}

function keyFile(root: string): string {
  return join(root, '.headrace', 'api.key');
}
