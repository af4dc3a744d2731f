import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The folder of its programs, or why there is none. */
export type PythonEnvironment = { readonly bin: string } | { readonly missing: string };

/** A Python environment with these packages: made on first use, and again when their versions change. */
export async function pythonEnvironment(
  name: string,
  packages: readonly string[],
  cache: string,
): Promise<PythonEnvironment> {
  const folder = join(cache, `venv-${name}`);
  const stamp = join(folder, 'packages.txt');
  const wanted = `${packages.join('\n')}\n`;
  const bin = join(folder, 'bin');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return { bin };

  if (!(await pythonVersion())) return { missing: `${name} is not measured: there is no python3 here.` };
  process.stderr.write(`Installing ${packages.join(', ')} …\n`);
  try {
    rmSync(folder, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', folder]);
    await run(join(bin, 'python'), ['-m', 'pip', 'install', '--quiet', ...packages]);
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).trim().split('\n').at(-1);
    return { missing: `${name} is not measured: it could not be installed (${reason}).` };
  }
  writeFileSync(stamp, wanted);
  return { bin };
}

/** The version of `python3`, if there is one. */
export async function pythonVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await run('python3', ['--version']);
    return stdout.trim().replace('Python ', '');
  } catch {
    return undefined;
  }
}
