import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const duckdb = 'duckdb==1.5.5';

/** A tool that others use for the same job, in a Python environment of its own. */
export interface Peer {
  readonly name: 'dbt' | 'sqlmesh';
  readonly packages: readonly string[];
}

export const peers = {
  dbt: { name: 'dbt', packages: ['dbt-core==1.11.16', 'dbt-duckdb==1.11.1', duckdb] },
  sqlmesh: { name: 'sqlmesh', packages: ['sqlmesh==0.236.4', duckdb] },
} as const satisfies Record<string, Peer>;

/** The peer's program, or why there is none. */
export type Installed = { readonly program: string } | { readonly missing: string };

/** Installs a peer on first use, and again when its versions change. */
export async function installPeer(peer: Peer, cache: string): Promise<Installed> {
  const folder = join(cache, `venv-${peer.name}`);
  const stamp = join(folder, 'packages.txt');
  const wanted = `${peer.packages.join('\n')}\n`;
  const program = join(folder, 'bin', peer.name);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return { program };

  if (!(await pythonVersion())) return { missing: `${peer.name} is not measured: there is no python3 here.` };
  process.stderr.write(`Installing ${peer.packages.join(', ')} …\n`);
  try {
    rmSync(folder, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', folder]);
    await run(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', ...peer.packages]);
  } catch (error) {
    const reason = String(error instanceof Error ? error.message : error)
      .trim()
      .split('\n')
      .at(-1);
    return { missing: `${peer.name} is not measured: it could not be installed (${reason}).` };
  }
  writeFileSync(stamp, wanted);
  return { program };
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
