import { type DuckDBConnection, rows } from '../duckdb/index.ts';
import type { CanonicalRow } from './canonical.ts';
import { type ColumnDifference, compareColumns } from './compare-columns.ts';
import { differenceOf } from './difference.ts';
import type { CountedRow } from './match-rows.ts';
import { pairRows, type RowPair } from './pair-rows.ts';
import { columnsOf, type TypedField } from './value-type.ts';

/** The rows of one table, as two engines made them. */
export interface TableComparison {
  readonly rows: { readonly duckdb: number; readonly spark: number };
  /** Columns that could be compared, in the order of `examples`. */
  readonly columns: readonly string[];
  /** Columns that were left out. */
  readonly ignored: readonly string[];
  readonly different: readonly ColumnDifference[];
  readonly close: readonly ColumnDifference[];
  /** Rows without an equal one on the other side. */
  readonly unequal: { readonly duckdb: number; readonly spark: number };
  /** Rows whose floating-point numbers differ, but no more than the order of adding up explains. */
  readonly nearlyEqual: number;
  readonly examples: readonly RowPair[];
  /** Too many rows differ to look at each of them: some may be equal but for the tolerance. */
  readonly cut: boolean;
}

const mostExamples = 3;

/**
 * Compares two relations of one DuckDB connection as multisets of rows.
 *
 * @param duckdb a SELECT of the rows that DuckDB made; `spark`: of those that Spark made.
 * @param ignored names of columns that are left out.
 */
export async function compareTables(
  connection: DuckDBConnection,
  duckdb: string,
  spark: string,
  ignored: ReadonlySet<string>,
): Promise<TableComparison> {
  const columns = { duckdb: await columnsOf(connection, duckdb), spark: await columnsOf(connection, spark) };
  const met = [...columns.duckdb, ...columns.spark]
    .map(({ name }) => name)
    .filter((name) => ignored.has(name));
  const kept = (list: readonly TypedField[]): TypedField[] => list.filter(({ name }) => !ignored.has(name));
  const { common, different, close } = compareColumns(kept(columns.duckdb), kept(columns.spark));
  const found = await differenceOf(
    connection,
    { select: duckdb, columns: common.map((column) => column.duckdb) },
    { select: spark, columns: common.map((column) => column.spark) },
  );
  const { unequal, nearlyEqual, cut } = found;
  return {
    rows: { duckdb: await countRows(connection, duckdb), spark: await countRows(connection, spark) },
    columns: common.map((column) => column.duckdb.name),
    ignored: [...new Set(met)],
    ...{ different, close, unequal, nearlyEqual, cut },
    examples: pairRows(some(found.duckdb), some(found.spark), mostExamples),
  };
}

/** The rows one by one, none more often than it can be shown. */
function some(counted: readonly CountedRow[]): CanonicalRow[] {
  return counted.flatMap(({ row, times }) =>
    Array.from({ length: Math.min(times, mostExamples) }, () => row),
  );
}

async function countRows(connection: DuckDBConnection, select: string): Promise<number> {
  const [found] = await rows(connection, `SELECT count(*) AS n FROM (${select})`);
  return Number(found?.n);
}
