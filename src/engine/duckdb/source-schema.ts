import { type DuckDBConnection, duckdbType, neutralType, rows } from '../../duckdb/index.ts';
import { HeadraceError } from '../../kernel/index.ts';
import { type FileSource, readSchemaFile, writeSchemaFile } from '../../project/index.ts';
import { unknownType } from './problems.ts';
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
  if (source.format === 'text') return translate(table, source, textColumns);
  const known = source.columns ?? (await readSchemaFile(root, table));
  if (known) return translate(table, source, known);
  const found = await rows(connection, `DESCRIBE SELECT * FROM ${readExpression(source, paths, undefined)}`);
  const inferred = Object.fromEntries(
    found.map((row) => [String(row.column_name), neutralType(String(row.column_type))]),
  );
  await writeSchemaFile(root, table, inferred);
  return translate(table, source, inferred);
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
