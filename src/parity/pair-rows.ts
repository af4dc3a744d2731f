import type { CanonicalRow } from './canonical.ts';

/** Two rows that are probably meant to be the same, or one that has no counterpart. */
export interface RowPair {
  readonly duckdb: CanonicalRow | undefined;
  readonly spark: CanonicalRow | undefined;
}

/** Candidates looked at for each row: rows come sorted, so its counterpart is hardly far away. */
const candidates = 1000;

/** Puts rows that differ side by side: each with the one on the other side that agrees in most columns. */
export function pairRows(
  duckdb: readonly CanonicalRow[],
  spark: readonly CanonicalRow[],
  most: number,
): RowPair[] {
  const free = spark.slice(0, candidates);
  const found: RowPair[] = [];
  for (const row of duckdb) {
    if (found.length === most) return found;
    const { index, agreeing } = nearest(row, free);
    // Rows that agree in nothing are no pair.
    const [partner] = agreeing > 0 ? free.splice(index, 1) : [];
    found.push({ duckdb: row, spark: partner });
  }
  const alone = free.slice(0, most - found.length).map((row) => ({ duckdb: undefined, spark: row }));
  return [...found, ...alone];
}

function nearest(row: CanonicalRow, among: readonly CanonicalRow[]): { index: number; agreeing: number } {
  const texts = row.map((value) => JSON.stringify(value));
  let best = { index: -1, agreeing: 0 };
  for (const [index, other] of among.entries()) {
    // NULLs agree with each other, but say little: they only decide between equals.
    const agreeing = texts.reduce((sum, text, column) => {
      if (text !== JSON.stringify(other[column])) return sum;
      return sum + (text === 'null' ? 0.01 : 1);
    }, 0);
    if (agreeing > best.agreeing) best = { index, agreeing };
  }
  return best;
}

/** Positions of columns in which two rows differ. */
export function differingColumns({ duckdb, spark }: RowPair): number[] {
  if (!duckdb || !spark) return [];
  return duckdb.flatMap((value, index) =>
    JSON.stringify(value) === JSON.stringify(spark[index]) ? [] : [index],
  );
}
