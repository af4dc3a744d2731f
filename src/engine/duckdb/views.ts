import { type DuckDBConnection, identifier, readDuckDBError, rows } from '../../duckdb/index.ts';
import { HeadraceError } from '../../kernel/index.ts';
import type { CompiledTable } from '../../plan/index.ts';
import type { FileSource, Table } from '../../project/index.ts';
import { streamRelation } from '../../sql/index.ts';
import { selectFiles } from '../../warehouse/index.ts';
import type { RunContext } from './context.ts';
import type { Examination } from './examine.ts';
import { sourceColumnsMissing, sourceUnreadable } from './problems.ts';
import type { SourceFile } from './raw-files.ts';
import { readExpression, type SourceColumns, selectSource } from './read-source.ts';
import { sourceColumns } from './source-schema.ts';
import { ownText } from './statement.ts';

export type Decided = Extract<Examination, { outcome: 'decided' }>;

/** The relations a SELECT may name, and no others, as views of the connection's own. */
export async function createViews(
  context: RunContext,
  { table, inputs, streams, readsSource }: CompiledTable,
  found: Decided,
  connection: DuckDBConnection,
): Promise<void> {
  const { warehouse } = context;
  for (const input of inputs) {
    const version = warehouse.head(input);
    if (!version) continue;
    const all = selectFiles(warehouse.folder, warehouse.files(input), version.columns);
    await createView(connection, input, all);
    if (!streams.includes(input)) continue;
    const unread = found.streams.get(input);
    const files = unread ? warehouse.filesSince(input, unread.from) : [];
    const fresh = selectFiles(warehouse.folder, files, version.columns);
    await createView(connection, streamRelation(input), fresh);
  }
  if (!readsSource || table.source?.type !== 'files') return;
  try {
    await createSourceView(context, table, table.source, found.files, connection);
  } catch (error) {
    if (error instanceof HeadraceError) throw error;
    const { message } = readDuckDBError(error);
    throw new HeadraceError(sourceUnreadable({ table: table.name, message }, table.source.at));
  }
}

async function createView(connection: DuckDBConnection, name: string, select: string): Promise<void> {
  await connection.run(ownText(`CREATE TEMP VIEW ${identifier(name)} AS ${select}`));
}

async function createSourceView(
  { emit, compiled: { project } }: RunContext,
  table: Table,
  source: FileSource,
  files: readonly SourceFile[],
  connection: DuckDBConnection,
): Promise<void> {
  const paths = files.map((file) => file.path);
  const columns = await sourceColumns(connection, project.root, table.name, source, paths);
  if (paths.length === 0) {
    const typed = Object.entries(columns).map(([name, type]) => ({ name, type }));
    return createView(connection, 'source', selectFiles('', [], typed));
  }
  try {
    await createView(connection, 'source', selectSource(source, paths, columns));
  } catch (error) {
    const missing = await missingColumns(connection, source, paths, columns);
    if (missing.length === 0) throw error;
    await createView(connection, 'source', selectSource(source, paths, columns, missing));
    emit({
      type: 'warning',
      problem: sourceColumnsMissing({ table: table.name, columns: missing }, source.at),
    });
  }
}

/**
 * Columns that all of these files lack. Read together with files that have them they would be NULL; how
 * many files are read at once must make no difference. That a file has none at all is another matter.
 */
export async function missingColumns(
  connection: DuckDBConnection,
  source: FileSource,
  paths: readonly string[],
  columns: SourceColumns,
): Promise<string[]> {
  if (source.format !== 'parquet' && !(source.format === 'csv' && source.options.header !== false)) return [];
  const found = await rows(connection, `DESCRIBE SELECT * FROM ${readExpression(source, paths, undefined)}`);
  const present = new Set(found.map((row) => String(row.column_name).toLowerCase()));
  const names = Object.keys(columns);
  const missing = names.filter((name) => !present.has(name.toLowerCase()));
  return missing.length < names.length ? missing : [];
}
