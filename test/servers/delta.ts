import { spawnSync } from 'node:child_process';
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';
import { duckdbVersion } from '../../src/duckdb/index.ts';
import { installOnce } from './install-once.ts';
import { run } from './run.ts';

/** A column of what is written: its Arrow type (`int64`, `string`, …) and its values. */
export type DeltaColumns = Readonly<Record<string, readonly [type: string, values: readonly unknown[]]>>;

/** See delta-table.py. */
export type DeltaStep =
  | { readonly write: DeltaColumns; readonly partition_by?: readonly string[]; readonly mode?: 'overwrite' }
  | { readonly delete: string }
  | { readonly mask: readonly number[] }
  | { readonly checkpoint: true };

export interface DeltaTools {
  /** For HEADRACE_DUCKDB_EXTENSIONS. */
  readonly extensions: string;
  /** Makes a table, or goes on with one. */
  commit(folder: string, steps: readonly DeltaStep[]): Promise<void>;
}

const program = fileURLToPath(new URL('delta-table.py', import.meta.url));
/** The newest that was tried. */
const writer = 'deltalake==1.6.6';

/**
 * A suite on real Delta tables: DuckDB's extension and a writer come from PyPI, once. Without Python, or
 * where they cannot be had, it is skipped and says why; on CI that is a failure.
 */
export async function describeWithDelta(name: string, body: (tools: DeltaTools) => void): Promise<void> {
  const found = await deltaTools().catch((error: unknown) => missing(String(error).split('\n')[0] ?? ''));
  if (typeof found !== 'string') describe(name, () => body(found));
  else if (process.env.CI) {
    describe(name, () => {
      it('has what it needs for Delta tables', () => {
        throw new Error(found);
      });
    });
  } else describe.skip(`${name} (${found})`, () => {});
}

function missing(reason: string): string {
  return `Delta tables cannot be made: ${reason}; needed are python3 with venv, and PyPI`;
}

async function deltaTools(): Promise<DeltaTools | string> {
  if (spawnSync('python3', ['-c', 'import venv, pip']).status !== 0) return missing('there is no python3');
  const version = duckdbVersion().replace(/-.*$/, '');
  const extensions = await installOnce(`duckdb-extensions-${version}-${process.arch}`, async (folder) => {
    const wheel = `duckdb-extension-delta==${version}`;
    const target = join(folder, 'wheel');
    await run('python3', ['-m', 'pip', 'install', '-q', '--no-deps', '--target', target, wheel]);
    const inside = join(target, 'duckdb_extension_delta', 'extensions');
    for (const entry of readdirSync(inside)) renameSync(join(inside, entry), join(folder, entry));
    rmSync(target, { recursive: true });
  });
  const python = await installOnce(`${writer.replace('==', '-')}-${process.arch}`, async (folder) => {
    await run('python3', ['-m', 'pip', 'install', '-q', '--target', folder, writer]);
  });
  return {
    extensions,
    async commit(folder, steps) {
      const env = { ...stringEnv(), PYTHONPATH: python };
      await run('python3', [program, folder], { env, input: JSON.stringify(steps) });
    },
  };
}

function stringEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
