import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pythonVersion } from '../pipelines/peers.ts';

const run = promisify(execFile);

/** What the original's job is made of. */
export const pythonPackages = ['psycopg[binary]==3.3.9', 'elasticsearch==8.19.3'] as const;

/** The Python that has them, or why there is none. */
export type Python = { readonly program: string } | { readonly missing: string };

/** Installs the packages on first use, and again when their versions change. */
export async function installPython(cache: string): Promise<Python> {
  const folder = join(cache, 'venv-streaming-bulk');
  const stamp = join(folder, 'packages.txt');
  const wanted = `${pythonPackages.join('\n')}\n`;
  const program = join(folder, 'bin', 'python');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return { program };

  if (!(await pythonVersion()))
    return { missing: 'streaming_bulk is not measured: there is no python3 here.' };
  process.stderr.write(`Installing ${pythonPackages.join(', ')} …\n`);
  try {
    rmSync(folder, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', folder]);
    await run(program, ['-m', 'pip', 'install', '--quiet', ...pythonPackages]);
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).trim().split('\n').at(-1);
    return { missing: `streaming_bulk is not measured: it could not be installed (${reason}).` };
  }
  writeFileSync(stamp, wanted);
  return { program };
}
