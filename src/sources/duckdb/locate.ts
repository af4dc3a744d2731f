import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Problem, usageError } from '../../kernel/index.ts';
import { notATable, remoteSource, sourceMissing } from './problems.ts';

/** Where a source table is. Paths are absolute. */
export type SourceLocation =
  | { readonly kind: 'warehouse'; readonly table: string }
  | { readonly kind: 'delta'; readonly path: string }
  /** A file, a folder, or (when nothing is called so) a pattern. */
  | { readonly kind: 'parquet'; readonly path: string }
  /** `catalog.schema.table` or a path in `/Volumes/`: what only a Databricks workspace can read. */
  | { readonly kind: 'workspace'; readonly table: string };

const parquetFile = /\.(parquet|parq|pq)$/i;
const name = '(?:[\\w-]+|`[^`]+`)';
const bareName = new RegExp(`^${name}$`);
const threeParts = new RegExp(`^${name}\\.${name}\\.${name}$`);
const twoParts = new RegExp(`^${name}\\.${name}$`);

/**
 * What `--source-table` means: a path, a table of the project (a bare name), or a table of a workspace
 * (`catalog.schema.table`, `/Volumes/…`). Which format a folder has is seen by looking into it.
 *
 * @param root folder that relative paths start from.
 * @throws HeadraceError (exit code 2) when nothing is there, or nothing that can be read.
 */
export function locateSource(sourceTable: string, root: string): SourceLocation {
  const written = sourceTable.trim();
  if (written === '')
    throw usageError(notATable({ path: 'A source table without a name', reason: 'it is empty' }));
  if (bareName.test(written)) return { kind: 'warehouse', table: written.replaceAll('`', '') };
  const path = localPath(written, root);
  const stats = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
  if (path !== undefined && stats?.isDirectory()) return locateFolder(path);
  if (path !== undefined && stats) {
    if (parquetFile.test(path)) return { kind: 'parquet', path };
    throw usageError(notATable({ path, reason: 'it is a file, but no Parquet file' }));
  }
  if (threeParts.test(written) && !parquetFile.test(written)) return { kind: 'workspace', table: written };
  if (twoParts.test(written) && !parquetFile.test(written)) {
    const reason = 'two names say neither a table of the project (one) nor of a workspace (three)';
    throw usageError(notATable({ path: written, reason }));
  }
  if (path === undefined && written.startsWith('/Volumes/')) return { kind: 'workspace', table: written };
  if (path === undefined) throw usageError(outOfReach(written));
  if (/[*?[{]/.test(path)) return { kind: 'parquet', path };
  throw usageError(missing(written, path));
}

/** Undefined for what is on no disk of this machine. */
function localPath(written: string, root: string): string | undefined {
  if (/^file:\/\//i.test(written)) return fileURLToPath(written);
  const dbfs = /^dbfs:\/+(.*)$/i.exec(written)?.[1];
  // On a cluster, the distributed file system is mounted there.
  if (dbfs !== undefined) return firstThere([`/dbfs/${dbfs}`, `/${dbfs}`]);
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(written)) return undefined;
  if (written.startsWith('/Volumes/')) return existsSync('/Volumes') ? written : undefined;
  if (written.startsWith('/mnt/')) return firstThere([written, `/dbfs${written}`]);
  return isAbsolute(written) ? resolve(written) : resolve(root, written || '.');
}

function firstThere(paths: readonly [string, ...string[]]): string {
  return paths.find((path) => existsSync(path)) ?? paths[0];
}

function locateFolder(path: string): SourceLocation {
  if (existsSync(join(path, '_delta_log'))) return { kind: 'delta', path };
  for (let inside = path; dirname(inside) !== inside; inside = dirname(inside)) {
    const parent = dirname(inside);
    const log = basename(inside) === '_delta_log';
    if (!log && !existsSync(join(parent, '_delta_log'))) continue;
    // Its files alone would bring back rows that were deleted.
    const reason = `it is a part of the Delta table ${parent}, which is loaded as a whole`;
    throw usageError(notATable({ path, reason }));
  }
  const metadata = join(path, 'metadata');
  if (existsSync(metadata) && readdirSync(metadata).some((file) => file.endsWith('.metadata.json'))) {
    throw usageError(notATable({ path, reason: 'it is an Iceberg table' }));
  }
  return { kind: 'parquet', path };
}

function outOfReach(written: string): Problem {
  const reason =
    'object stores need the DuckDB extension "httpfs", which this version of Headrace does not use for loads';
  // Whatever stands before an @ may be a password.
  return remoteSource({
    sourceTable: written.replace(/:\/\/[^/@]*@/, '://…@').replace(/\?.*$/s, ''),
    reason,
  });
}

/** Names the first folder on the way that exists, and what it has instead. */
function missing(written: string, path: string): Problem {
  let wanted = path;
  while (!existsSync(dirname(wanted)) && dirname(wanted) !== wanted) wanted = dirname(wanted);
  const folder = dirname(wanted);
  const siblings = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => /^[^._]/.test(entry.name) && (entry.isDirectory() || parquetFile.test(entry.name)))
    .map((entry) => entry.name);
  return sourceMissing({ sourceTable: written, folder, name: basename(wanted), siblings });
}
