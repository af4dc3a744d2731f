import { type DuckDBConnection, duckdbType, identifier, rows } from '../../duckdb/index.ts';
import type { FileSource, Table } from '../../project/index.ts';
import type { RawFile } from '../../warehouse/index.ts';
import { hashFile, listRawFiles, type SourceFile, sameFile } from './raw-files.ts';
import { readExpression, type SourceColumns, selectSource } from './read-source.ts';
import { listRemote } from './remote-files.ts';
import { knownColumns } from './source-schema.ts';
import { missingColumns } from './views.ts';

/** A raw file that is there now, and what the published table knows of it. */
export interface FileNow extends SourceFile {
  readonly state: 'read' | 'new' | 'changed';
}

/** The raw files of a table as they are now, to look into; nothing is written down. */
export interface SourceNow {
  readonly files: readonly FileNow[];
  readonly columns: SourceColumns;
  /** A SELECT of the relation `source` over these files. */
  select(paths: readonly string[]): Promise<string>;
  /** The same with one more column, of this name: the path of the file that a row is from. */
  selectWithFile(paths: readonly string[], column: string): Promise<string>;
}

/** @throws HeadraceError when a remote source does not answer; DuckDB's error when files cannot be read. */
export async function sourceNow(
  connection: DuckDBConnection,
  root: string,
  table: Table,
  source: FileSource,
  ledger: ReadonlyMap<string, RawFile>,
): Promise<SourceNow> {
  const listed = await listRawFiles(root, source, (path) => listRemote(connection, table.name, path));
  const files = await Promise.all(
    listed.files.map(async (file) => ({ ...file, state: await stateOf(file, ledger) })),
  );
  const paths = files.map(({ path }) => path);
  const columns = await columnsNow(connection, root, table, source, paths);
  const missing = (from: readonly string[]): Promise<string[]> =>
    missingColumns(connection, source, from, columns);
  return {
    files,
    columns,
    select: async (from) => selectSource(source, from, columns, await missing(from)),
    async selectWithFile(from, column) {
      const gone = await missing(from);
      const { engine } = source.options;
      const options = {
        ...source.options,
        engine: { ...engine, duckdb: { ...engine.duckdb, filename: column } },
      };
      const plain = selectSource(source, from, columns, gone);
      const present = Object.fromEntries(Object.entries(columns).filter(([name]) => !gone.includes(name)));
      const reader = readExpression(source, from, present);
      const withFile = readExpression({ format: source.format, options }, from, present);
      return plain.replace(` FROM ${reader}`, () => `, ${identifier(column)} FROM ${withFile}`);
    },
  };
}

async function stateOf(file: SourceFile, ledger: ReadonlyMap<string, RawFile>): Promise<FileNow['state']> {
  const known = ledger.get(file.key);
  if (!known) return 'new';
  if (!sameFile(known, file)) return 'changed';
  return known.hash !== undefined && (await hashFile(file.path)) !== known.hash ? 'changed' : 'read';
}

async function columnsNow(
  connection: DuckDBConnection,
  root: string,
  table: Table,
  source: FileSource,
  paths: readonly string[],
): Promise<SourceColumns> {
  const known = await knownColumns(root, table.name, source);
  if (known) {
    return Object.fromEntries(
      Object.entries(known).map(([name, type]) => [name, duckdbType(type) ?? 'VARCHAR']),
    );
  }
  if (paths.length === 0) return {};
  const found = await rows(connection, `DESCRIBE SELECT * FROM ${readExpression(source, paths, undefined)}`);
  return Object.fromEntries(found.map((row) => [String(row.column_name), String(row.column_type)]));
}
