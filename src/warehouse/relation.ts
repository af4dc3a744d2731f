import { join } from 'node:path';
import { identifier, pathLiteral } from '../duckdb/index.ts';
import type { Column, DataFile } from './types.ts';

/** A SELECT that gives the rows of these files, with exactly these columns. */
export function selectFiles(folder: string, files: readonly DataFile[], columns: readonly Column[]): string {
  if (files.length === 0) {
    const empty = columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${identifier(name)}`);
    return `SELECT ${empty.join(', ')} WHERE false`;
  }
  const names = columns.map(({ name }) => identifier(name)).join(', ');
  const paths = `[${files.map((file) => pathLiteral(join(folder, file.path))).join(', ')}]`;
  // By name: a streaming table may have gained columns, which older files lack. Partition columns
  // stand in the files themselves; their folders are for people and other tools.
  const options = files.length > 1 ? ', union_by_name = true' : '';
  return `SELECT ${names} FROM read_parquet(${paths}, hive_partitioning = false${options})`;
}
