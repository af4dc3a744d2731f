import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { hasErrors, type Problem, usageError } from '../../kernel/index.ts';
import type { ConnectorTable } from '../types.ts';
import { newCsvFile, readCsvFile } from './csv-file.ts';
import type { ListFile, RowValues } from './list-file.ts';
import { noList, noTables } from './problems.ts';
import { newStructuredFile, readStructuredFile } from './structured-file.ts';
import { columnsOf, differences, tableValues } from './table-values.ts';
import { toTables } from './to-tables.ts';

/** A table list that was read. It remembers how it is written, so that it can be changed without a trace. */
export interface TableList {
  /** As it was given. */
  readonly path: string;
  /** In the order of the file. */
  readonly tables: readonly ConnectorTable[];
  /** Warnings; a list with errors is not read. */
  readonly problems: readonly Problem[];
  /** The file itself, and which of its rows are tables. */
  readonly file: ListFile;
  readonly byRow: ReadonlyMap<number, ConnectorTable>;
}

export interface ReadListOptions {
  /** The connector whose tables are meant, where a JSON or YAML file holds those of several by name. */
  readonly source?: string | undefined;
}

/**
 * Reads a table list: CSV, or by the ending of its name JSON (`.json`) or YAML (`.yml`, `.yaml`).
 *
 * @throws HeadraceError (exit code 2) with everything that is wrong with it, each at its line.
 */
export async function readTableList(path: string, options: ReadListOptions = {}): Promise<TableList> {
  return parseTableList(path, await readBytes(path), options);
}

/** The same, of a content that is at hand. */
export function parseTableList(path: string, bytes: Uint8Array, options: ReadListOptions = {}): TableList {
  const problems: Problem[] = [];
  const file = parseRows(path, bytes, options, problems);
  const byRow = toTables(file, problems);
  if (file.rows.length === 0 && problems.length === 0) problems.push(noTables({ file: path }));
  problems.sort((a, b) => compare(a.place?.line, b.place?.line) || compare(a.place?.col, b.place?.col));
  if (hasErrors(problems)) throw usageError(problems);
  return { path, tables: [...byRow.values()], problems, file, byRow };
}

/**
 * Reads a file in the format of a table list whose columns mean something else.
 *
 * @throws HeadraceError (exit code 2) when it is none.
 */
export async function readRows(path: string, options: ReadListOptions = {}): Promise<ListFile> {
  const problems: Problem[] = [];
  const file = parseRows(path, await readBytes(path), options, problems);
  if (hasErrors(problems)) throw usageError(problems);
  return file;
}

function parseRows(
  path: string,
  bytes: Uint8Array,
  { source }: ReadListOptions,
  problems: Problem[],
): ListFile {
  const format = formatOf(path);
  return format === 'csv'
    ? readCsvFile(path, bytes, problems)
    : readStructuredFile(path, bytes, { format, source }, problems);
}

function readBytes(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: unknown) => {
    throw usageError([noList({ file: path, reason: reasonOf(error) })], error);
  });
}

/** A new list with these tables: the original's five columns, and the others in which any table has something. */
export function formatTableList(
  tables: readonly ConnectorTable[],
  format: 'csv' | 'json' | 'yaml' = 'csv',
): string {
  const rows = tables.map(tableValues);
  const bytes = format === 'csv' ? newCsvFile(columnsOf(rows), rows) : newStructuredFile(format, rows);
  return Buffer.from(bytes).toString('utf8');
}

/**
 * The content of a list that was read, with these tables in it. Only cells whose values differ are written, rows
 * of tables that are gone are removed, and new tables come at the end; everything else stays byte for byte.
 */
export function changeTableList(list: TableList, tables: readonly ConnectorTable[]): Uint8Array {
  const left = new Map(tables.map((table) => [table.sourceTable, table]));
  const changed = new Map<number, RowValues>();
  const removed = new Set<number>();
  for (const [row, before] of list.byRow) {
    const after = left.get(before.sourceTable);
    left.delete(before.sourceTable);
    if (after === undefined) removed.add(row);
    else {
      const different = differences(tableValues(before), tableValues(after));
      if (Object.keys(different).length > 0) changed.set(row, different);
    }
  }
  return list.file.change({ changed, removed, added: [...left.values()].map(tableValues) });
}

/**
 * Writes a list, at once or not at all; folders are made. The ending of its name says the format.
 *
 * @param before the list that stands there, to keep its habits and all that it says besides.
 */
export async function writeTableList(
  path: string,
  tables: readonly ConnectorTable[],
  before?: TableList,
): Promise<void> {
  const content = before ? changeTableList(before, tables) : formatTableList(tables, formatOf(path));
  const beside = `${path}.${randomUUID()}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(beside, content);
    await rename(beside, path);
  } finally {
    await rm(beside, { force: true });
  }
}

function compare(a = 0, b = 0): number {
  return a - b;
}

function formatOf(path: string): 'csv' | 'json' | 'yaml' {
  const ending = extname(path).toLowerCase();
  if (ending === '.json') return 'json';
  return ending === '.yml' || ending === '.yaml' ? 'yaml' : 'csv';
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES') return 'it may not be read';
  return error instanceof Error ? error.message : String(error);
}
