import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { glob } from 'tinyglobby';
import { HeadraceError } from '../../kernel/index.ts';
import { notATable } from './problems.ts';

/** A Parquet file as it was looked at. */
export interface ParquetFile {
  /** Absolute. */
  readonly path: string;
  readonly size: number;
  /** Nanoseconds since the epoch. */
  readonly mtimeNs: bigint;
}

const readable = /\.(parquet|parq|pq)$/i;

/**
 * The files of a Parquet table in the order in which they are read: oldest first, so that files which
 * come later change nothing before them, and a record in a newer file wins over an older one.
 *
 * @throws HeadraceError when there are none, or when they belong to something else than a plain table.
 */
export async function listParquet(path: string): Promise<readonly ParquetFile[]> {
  const stats = statSync(path, { throwIfNoEntry: false });
  const paths = stats?.isFile() ? [path] : stats ? inFolder(path) : await matching(path);
  const files = paths.flatMap(lookAt).sort(byAge);
  if (files.length > 0) return files;
  throw new HeadraceError(notATable({ path, reason: 'there is no Parquet file' }));
}

/** Names beginning with `.` or `_` are for engines, as Spark has it; `_x=1` is a partition. */
function isHidden(name: string): boolean {
  return name.startsWith('.') || (name.startsWith('_') && !name.includes('='));
}

function inFolder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === '_delta_log') {
      const reason = 'it is a Delta table of its own, to be loaded by its own path';
      throw new HeadraceError(notATable({ path: folder, reason }));
    }
    if (isHidden(entry.name)) return [];
    const path = join(folder, entry.name);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return inFolder(path);
    return readable.test(entry.name) ? [path] : [];
  });
}

async function matching(pattern: string): Promise<string[]> {
  const found = await glob(pattern.replaceAll('\\', '/'), {
    absolute: true,
    onlyFiles: false,
    cwd: '/',
    expandDirectories: false,
  });
  return found.flatMap((match) => {
    const path = join(match);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return inFolder(path);
    return readable.test(path) && !isHidden(basename(path)) ? [path] : [];
  });
}

/** Files without a byte may be about to be written. */
function lookAt(path: string): ParquetFile[] {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && stats.size > 0n ? [{ path, size: Number(stats.size), mtimeNs: stats.mtimeNs }] : [];
}

function byAge(a: ParquetFile, b: ParquetFile): number {
  if (a.mtimeNs !== b.mtimeNs) return a.mtimeNs < b.mtimeNs ? -1 : 1;
  return a.path < b.path ? -1 : 1;
}

/** The folder that a table's files lie in: of a pattern, the part without anything special. */
export function tableFolder(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return path;
  return stats ? dirname(path) : dirname(path.replace(/[*?[{].*$/s, 'x'));
}

/** One text for a list of files: path from `root`, size and time of each. */
export function filesDigest(root: string, files: readonly ParquetFile[]): string {
  const hash = createHash('sha256');
  for (const { path, size, mtimeNs } of files) {
    hash.update(`${relative(root, path).replaceAll(sep, '/')}\n${size}\n${mtimeNs}\n`);
  }
  return hash.digest('hex').slice(0, 32);
}

/** Whether the files are still what they were. */
export function unchanged(files: readonly ParquetFile[]): boolean {
  return files.every(({ path, size, mtimeNs }) => {
    const [now] = lookAt(path);
    return now?.size === size && now.mtimeNs === mtimeNs;
  });
}

/** Columns whose values stand in the folders' names (`day=2026-11-21/`): those that all files have. */
export function partitionColumns(root: string, files: readonly ParquetFile[]): readonly string[] {
  const columnsOf = ({ path }: ParquetFile): string[] =>
    relative(root, path)
      .split(sep)
      .slice(0, -1)
      .flatMap((folder) => /^([^=]+)=/.exec(folder)?.[1] ?? []);
  const [first, ...others] = files.map(columnsOf);
  return first && others.every((columns) => columns.join('/') === first.join('/')) ? first : [];
}
