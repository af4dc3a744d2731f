import { randomBytes } from 'node:crypto';
import { relative } from 'node:path';
import type { DataFile } from '../../warehouse/index.ts';

/** A new folder for the files of one build, relative to the warehouse: `<table>/<build>`. */
export function newBuildFolder(table: string, now: number): string {
  return `${table}/${now.toString(36)}-${randomBytes(4).toString('hex')}`;
}

/** A row of `COPY … (RETURN_STATS)` as a file of the warehouse. */
export function writtenFile(warehouse: string, row: Record<string, unknown>): DataFile {
  return {
    path: relative(warehouse, String(row.filename)).replaceAll('\\', '/'),
    rows: Number(row.count),
    bytes: Number(row.file_size_bytes),
  };
}
