import { type DuckDBConnection, rows } from '../duckdb/index.ts';
import { canonicalRow, readCanonicalRow } from './canonical.ts';
import { type CountedRow, matchRows } from './match-rows.ts';
import { hasFloats, type TypedField } from './value-type.ts';

/** A relation of the connection, and those of its columns that are compared. */
export interface Relation {
  readonly select: string;
  readonly columns: readonly TypedField[];
}

/** What two multisets of rows do not have in common. */
export interface Difference {
  /** Rows without an equal one on the other side. */
  readonly unequal: { readonly duckdb: number; readonly spark: number };
  /** Rows whose floating-point numbers differ within the tolerance: they count as equal. */
  readonly nearlyEqual: number;
  /** Some of the unequal rows of each side, in the order of their texts. */
  readonly duckdb: readonly CountedRow[];
  readonly spark: readonly CountedRow[];
  /** More rows were left than are looked at one by one: some may be equal within the tolerance. */
  readonly cut: boolean;
}

/** How many rows of each side leave DuckDB, and how many characters they may have. */
const mostRows = { exact: 1000, floats: 20_000 };
const mostCharacters = 64 * 1024 * 1024;

/**
 * The difference of two multisets. Whatever is equal stays in DuckDB, which spills to disk: tables may be
 * larger than memory. So do rows whose numbers are the same when rounded; the few that are close to each
 * other on both sides of a rounding border are paired here.
 */
export async function differenceOf(
  connection: DuckDBConnection,
  duckdb: Relation,
  spark: Relation,
): Promise<Difference> {
  const types = duckdb.columns.map(({ type }) => type);
  const inexact = types.some(hasFloats);
  await countTexts(connection, duckdb, spark, inexact);
  try {
    const exact = await totals(connection);
    if (inexact) await connection.run(cancelRounded);
    const left = inexact ? await totals(connection) : exact;
    const most = inexact ? mostRows.floats : mostRows.exact;
    const first = {
      duckdb: await firstRows(connection, '', most),
      spark: await firstRows(connection, '-', most),
    };
    const found = matchRows(types, first.duckdb, first.spark);
    const unequal = { duckdb: left.duckdb - found.matched, spark: left.spark - found.matched };
    const unseen = (side: 'duckdb' | 'spark'): boolean => countRows(first[side]) < left[side];
    return {
      unequal,
      nearlyEqual: exact.duckdb - unequal.duckdb,
      duckdb: found.left,
      spark: found.right,
      cut: inexact && unequal.duckdb > 0 && unequal.spark > 0 && (unseen('duckdb') || unseen('spark')),
    };
  } finally {
    await connection.run('DROP TABLE IF EXISTS parity_difference');
  }
}

/** `r`: a row's text; `s`: the same, rounded; `n`: how often DuckDB has it more often than Spark. */
async function countTexts(
  connection: DuckDBConnection,
  duckdb: Relation,
  spark: Relation,
  inexact: boolean,
): Promise<void> {
  const side = ({ select, columns }: Relation, n: number): string => {
    const rounded = inexact ? canonicalRow(columns, 'rounded') : "''";
    return `SELECT ${canonicalRow(columns, 'exact')} AS r, ${rounded} AS s, ${n} AS n FROM (${select})`;
  };
  await connection.run(`CREATE OR REPLACE TEMP TABLE parity_difference AS
    SELECT r, s, CAST(sum(n) AS BIGINT) AS n
    FROM (${side(duckdb, 1)} UNION ALL ${side(spark, -1)})
    GROUP BY r, s HAVING sum(n) <> 0`);
}

/** Takes away as many rows of one rounded text from both sides as both have. */
const cancelRounded = `CREATE OR REPLACE TEMP TABLE parity_difference AS
  WITH sides AS (
    SELECT r, s, n, sum(abs(n)) OVER (PARTITION BY s, n > 0 ORDER BY r ROWS UNBOUNDED PRECEDING) AS upto,
      least(
        coalesce(sum(n) FILTER (WHERE n > 0) OVER (PARTITION BY s), 0),
        coalesce(sum(-n) FILTER (WHERE n < 0) OVER (PARTITION BY s), 0)
      ) AS common
    FROM parity_difference
    WHERE s IN (SELECT s FROM parity_difference GROUP BY s HAVING sum(n) <> 0)
  )
  SELECT r, s, CAST(sign(n) * least(abs(n), upto - common) AS BIGINT) AS n FROM sides WHERE upto > common`;

async function totals(connection: DuckDBConnection): Promise<Difference['unequal']> {
  const [found] = await rows(
    connection,
    'SELECT sum(greatest(n, 0)) AS duckdb, sum(greatest(-n, 0)) AS spark FROM parity_difference',
  );
  return { duckdb: Number(found?.duckdb ?? 0), spark: Number(found?.spark ?? 0) };
}

async function firstRows(connection: DuckDBConnection, sign: '' | '-', most: number): Promise<CountedRow[]> {
  const found = await rows(
    connection,
    `SELECT r, n FROM (
      SELECT r, ${sign}n AS n, sum(length(r)) OVER (ORDER BY r ROWS UNBOUNDED PRECEDING) - length(r) AS before
      FROM (SELECT r, n FROM parity_difference WHERE ${sign}n > 0 ORDER BY r LIMIT ${most})
    ) WHERE before < ${mostCharacters} ORDER BY r`,
  );
  return found.map(({ r, n }) => ({ row: readCanonicalRow(String(r)), times: Number(n) }));
}

function countRows(rows: readonly CountedRow[]): number {
  return rows.reduce((sum, { times }) => sum + times, 0);
}
