import { type DuckDBConnection, duckdbType, neutralType, rows } from '../../duckdb/index.ts';
import { HeadraceError } from '../../kernel/index.ts';
import { type FileSource, readSchemaFile, writeSchemaFile } from '../../project/index.ts';
import { sourceEmpty, unknownType } from './problems.ts';
import { readExpression, type SourceColumns, textColumns } from './read-source.ts';

/**
 * The columns of a source, as DuckDB types: declared, or written down by an earlier run, or inferred
 * from these files now and written down, so that every later run and every other engine reads alike.
 */
export async function sourceColumns(
  connection: DuckDBConnection,
  root: string,
  table: string,
  source: FileSource,
  paths: readonly string[],
): Promise<SourceColumns> {
  const known = await knownColumns(root, table, source);
  if (known) return translate(table, source, known);
  if (paths.length === 0) throw new HeadraceError(sourceEmpty({ table }, source.at));
  const found = await rows(connection, `DESCRIBE SELECT * FROM ${readExpression(source, paths, undefined)}`);
  const inferred = Object.fromEntries(
    found.map((row) => [String(row.column_name), neutralType(String(row.column_type))]),
  );
  await writeSchemaFile(root, table, inferred);
  return translate(table, source, inferred);
}

/** The columns of a source as far as somebody has said or written them down, as neutral types. */
export async function knownColumns(
  root: string,
  table: string,
  source: FileSource,
): Promise<Readonly<Record<string, string>> | undefined> {
  return source.format === 'text' ? textColumns : (source.columns ?? (await readSchemaFile(root, table)));
}

function translate(
  table: string,
  source: FileSource,
  columns: Readonly<Record<string, string>>,
): SourceColumns {
  const problems = Object.entries(columns)
    .filter(([, type]) => duckdbType(type) === undefined)
    .map(([column, type]) => unknownType({ table, column, type }, source.at));
  if (problems.length > 0) throw new HeadraceError(problems);
  return Object.fromEntries(
    Object.entries(columns).map(([name, type]) => [name, duckdbType(type) ?? 'VARCHAR']),
  );
}
