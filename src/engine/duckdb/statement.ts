import { type DuckDBConnection, identifier, literal, readDuckDBError } from '../../duckdb/index.ts';
import { byteToCharOffset, type Problem } from '../../kernel/index.ts';
import { type CompiledTable, sqlLocation } from '../../plan/index.ts';
import type { Column } from '../../warehouse/index.ts';
import { queryFailed } from './problems.ts';

/** A user's SELECT inside a statement of ours: what was put before it, to find places again. */
export interface WrappedSelect {
  readonly text: string;
  readonly before: string;
}

/** The SELECT without a closing semicolon, so that it can stand inside another statement. */
export function bareSelect(sql: string): string {
  return sql.replace(/;\s*(?:--[^\n]*\s*)*$/, '');
}

/** `COPY (SELECT …) TO` Parquet, sorted by the clustering columns, split by the partition columns. */
export function copyToParquet(
  { table, sql = '' }: CompiledTable,
  columns: readonly Column[],
  folder: string,
): WrappedSelect {
  // Parquet has no 128-bit integers, and DuckDB would silently make them floating-point numbers.
  const wide = columns.filter(({ type }) => type === 'HUGEINT' || type === 'UHUGEINT');
  const narrowed = wide.map(({ name }) => `CAST(${identifier(name)} AS BIGINT) AS ${identifier(name)}`);
  const star = wide.length > 0 ? `* REPLACE (${narrowed.join(', ')})` : '*';
  const order = table.clusterBy.length > 0 ? ` ORDER BY ${table.clusterBy.map(identifier).join(', ')}` : '';
  const partitioned = table.partitionBy.length > 0;
  const target = partitioned ? folder : `${folder}/part-0.parquet`;
  const options = [
    'FORMAT parquet',
    'RETURN_STATS',
    ...(partitioned
      ? [`PARTITION_BY (${table.partitionBy.map(identifier).join(', ')})`, 'WRITE_PARTITION_COLUMNS']
      : []),
  ];
  const wrap = wide.length > 0 || order !== '';
  const before = wrap ? `COPY (SELECT ${star} FROM (\n` : 'COPY (\n';
  const after = wrap ? `\n)${order})` : '\n)';
  return {
    text: `${before}${bareSelect(sql)}${after} TO ${literal(target)} (${options.join(', ')})`,
    before,
  };
}

/** Names and types of a SELECT's columns, without running it. Errors point into the SELECT itself. */
export async function resultColumns(connection: DuckDBConnection, sql: string): Promise<Column[]> {
  const prepared = await connection.prepare(sql);
  try {
    return Array.from({ length: prepared.columnCount }, (_, index) => ({
      name: prepared.columnName(index),
      type: String(prepared.columnType(index)),
    }));
  } finally {
    prepared.destroySync();
  }
}

/** A failed statement as a problem, at the place in the user's file that DuckDB names. */
export function sqlProblem({ table, sql = '' }: CompiledTable, error: unknown, before = ''): Problem {
  const { type, message, position } = readDuckDBError(error);
  const inside = position === undefined ? undefined : position - Buffer.byteLength(before);
  const known = inside !== undefined && inside >= 0 && inside <= Buffer.byteLength(sql);
  const at = sqlLocation(table, known ? byteToCharOffset(sql, inside) : 0);
  return queryFailed({ table: table.name, kind: type, message }, at);
}
