import { type DuckDBConnection, identifier, literal, readDuckDBError } from '../../duckdb/index.ts';
import { byteToCharOffset, type Problem } from '../../kernel/index.ts';
import { type CompiledTable, sqlLocation } from '../../plan/index.ts';
import type { Column } from '../../warehouse/index.ts';
import { queryFailed, sourceUnreadable } from './problems.ts';

/** A user's SELECT inside a statement of ours: what was put before it, to find places again. */
export interface WrappedSelect {
  readonly text: string;
  readonly before: string;
}

const endOrSkipped = /\b[eE]'(?:[^'\\]|\\.)*'|'[^']*'|"[^"]*"|--[^\n]*|\/\*.*?\*\/|\$(\w*)\$.*?\$\1\$|;/gs;

/**
 * One SELECT without its closing semicolon and what follows (comments), so that it can stand inside
 * another statement.
 */
export function bareSelect(sql: string): string {
  for (const { 0: found, index } of sql.matchAll(endOrSkipped)) if (found === ';') return sql.slice(0, index);
  return sql;
}

/** Parquet has no 128-bit integers, and DuckDB would silently make them floating-point numbers. */
export function narrowType(type: string): string {
  return type.replace(/\bU?HUGEINT\b/g, 'BIGINT');
}

/** `COPY (SELECT …) TO` Parquet, sorted by the clustering columns, split by the partition columns. */
export function copyToParquet(
  { table, sql = '' }: CompiledTable,
  columns: readonly Column[],
  folder: string,
): WrappedSelect {
  const narrowed = columns.flatMap(({ name, type }) =>
    narrowType(type) === type
      ? []
      : `CAST(${identifier(name)} AS ${narrowType(type)}) AS ${identifier(name)}`,
  );
  const star = narrowed.length > 0 ? `* REPLACE (${narrowed.join(', ')})` : '*';
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
  const wrap = narrowed.length > 0 || order !== '';
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

const ownTextStart = 20_000;

/**
 * A statement that defines something of ours, a view or a macro. DuckDB gives the place of an error in
 * whichever text it stems from: behind so much white space ours cannot be mistaken for the user's.
 */
export function ownText(sql: string): string {
  return ' '.repeat(ownTextStart) + sql;
}

/** A failed statement as a problem, at the place in the user's file that DuckDB names. */
export function sqlProblem(compiled: CompiledTable, error: unknown, before = ''): Problem {
  const { table, sql = '', readsSource } = compiled;
  const { type, message, position } = readDuckDBError(error);
  const inside = position === undefined ? undefined : position - Buffer.byteLength(before);
  if (inside !== undefined && inside >= 0 && inside <= Buffer.byteLength(sql)) {
    const at = sqlLocation(table, byteToCharOffset(sql, inside));
    return queryFailed({ table: table.name, kind: type, message }, at);
  }
  // Readers of raw files name the file, and no place or one in our view over it.
  const ofSource = position === undefined ? /\bfiles?\b/i.test(message) : position >= ownTextStart;
  if (readsSource && ofSource) return sourceUnreadable({ table: table.name, message }, table.source?.at);
  const at = position === undefined ? sqlLocation(table, 0) : table.at;
  return queryFailed({ table: table.name, kind: type, message }, at);
}
