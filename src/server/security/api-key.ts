import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where the key of a project's server is kept. */
export function apiKeyFile(root: string): string {
  return join(root, '.headrace', 'api.key');
}

/**
 * The server's key: HEADRACE_API_KEY, or else one that is made once and kept where only its owner may read it.
 *
 * @param random bytes of a cryptographic source.
 */
export async function apiKey(
  root: string,
  env: NodeJS.ProcessEnv,
  random: (bytes: number) => Buffer,
): Promise<{ readonly key: string; readonly from: string; readonly isNew: boolean }> {
  if (env.HEADRACE_API_KEY) return { key: env.HEADRACE_API_KEY, from: 'HEADRACE_API_KEY', isNew: false };
  const file = apiKeyFile(root);
  await mkdir(dirname(file), { recursive: true });
  const made = random(32).toString('base64url');
  const isNew = await writeFile(file, `${made}\n`, { mode: 0o600, flag: 'wx' }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    },
  );
  await chmod(file, 0o600);
  return { key: (await readFile(file, 'utf8')).trim(), from: file, isNew };
}
