import { type DuckDBConnection, rows } from '../duckdb/index.ts';
import { type CanonicalRow, canonicalRow, readCanonicalRow } from './canonical.ts';
import { type ColumnDifference, compareColumns } from './compare-columns.ts';
import { matchRows } from './match-rows.ts';
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

/** Rows of each side that are looked at one by one. */
const mostRows = 250_000;
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
  const unequal = await unequalRows(
    connection,
    selectCanonical(
      common.map((column) => column.duckdb),
      duckdb,
    ),
    selectCanonical(
      common.map((column) => column.spark),
      spark,
    ),
  );
  const types = common.map((column) => column.duckdb.type);
  const found = matchRows(types, unequal.duckdb.rows, unequal.spark.rows);
  return {
    rows: { duckdb: await countRows(connection, duckdb), spark: await countRows(connection, spark) },
    columns: common.map((column) => column.duckdb.name),
    ignored: [...new Set(met)],
    different,
    close,
    unequal: {
      duckdb: unequal.duckdb.count - found.matched,
      spark: unequal.spark.count - found.matched,
    },
    nearlyEqual: found.matched,
    examples: pairRows(found.left, found.right, mostExamples),
    cut: Object.values(unequal).some(({ count, rows }) => count > rows.length),
  };
}

function selectCanonical(columns: readonly TypedField[], select: string): string {
  const row = columns.length > 0 ? canonicalRow(columns) : "'{}'";
  return `SELECT ${row} AS r FROM (${select})`;
}

interface Side {
  /** Rows that the other side has not, or not as often. */
  readonly count: number;
  /** The first of them, in the order of their texts. */
  readonly rows: readonly CanonicalRow[];
}

/** The difference of two multisets: all that is equal stays in DuckDB. */
async function unequalRows(
  connection: DuckDBConnection,
  duckdb: string,
  spark: string,
): Promise<{ readonly duckdb: Side; readonly spark: Side }> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE parity_difference AS
    SELECT r, CAST(sum(n) AS BIGINT) AS n
    FROM (SELECT r, 1 AS n FROM (${duckdb}) UNION ALL SELECT r, -1 AS n FROM (${spark}))
    GROUP BY r HAVING sum(n) <> 0`);
  const side = async (sign: '' | '-'): Promise<Side> => {
    const from = `FROM parity_difference WHERE ${sign}n > 0`;
    const [total] = await rows(connection, `SELECT coalesce(sum(${sign}n), 0) AS n ${from}`);
    // A row that is there three times too often stands here three times.
    const found = await rows(
      connection,
      `SELECT r FROM (SELECT r, unnest(range(${sign}n)) ${from} ORDER BY r) LIMIT ${mostRows}`,
    );
    return { count: Number(total?.n), rows: found.map(({ r }) => readCanonicalRow(String(r))) };
  };
  const found = { duckdb: await side(''), spark: await side('-') };
  await connection.run('DROP TABLE parity_difference');
  return found;
}

async function countRows(connection: DuckDBConnection, select: string): Promise<number> {
  const [found] = await rows(connection, `SELECT count(*) AS n FROM (${select})`);
  return Number(found?.n);
}
