import { listing } from '../kernel/index.ts';
import type { TableComparison } from './compare-tables.ts';
import { differingColumns } from './pair-rows.ts';

export interface DifferingTable {
  readonly comparison: TableComparison;
  /** Functions in its SELECT that give another value with every call. */
  readonly volatile: readonly string[];
  /** Its inputs that differ too. */
  readonly differingInputs: readonly string[];
}

/** What a difference may come from, as far as it shows. */
export function hintsFor({ comparison, volatile, differingInputs }: DifferingTable): string[] {
  const { columns, examples, different } = comparison;
  const reordered = new Set(
    examples.flatMap((pair) =>
      differingColumns(pair).flatMap((index) =>
        isReordered(pair.duckdb?.[index], pair.spark?.[index]) ? [columns[index] ?? ''] : [],
      ),
    ),
  );
  const names = Map.groupBy(different, ({ name }) => name.toLowerCase());
  const respelled = [...names.values()].filter((columns) => columns.length > 1).map(([first]) => first?.name);
  const unnamed = different.filter(({ name }) => /[()]/.test(name)).map(({ name }) => name);
  return [
    ...(differingInputs.length > 0 ? [`Begin with ${listing(differingInputs)}: it is made from that.`] : []),
    ...(volatile.length > 0
      ? [
          `Its SQL uses ${listing(volatile)}, which differs from run to run: leave such columns out with --ignore.`,
        ]
      : []),
    ...[...reordered].map(
      (name) => `In ${name}, lists hold the same elements in another order: array_sort(…) gives them one.`,
    ),
    ...(respelled.length > 0
      ? [
          `A column is called as the table has it on DuckDB, as the SELECT has it on Spark: write ${respelled[0]} AS ${respelled[0]}.`,
        ]
      : []),
    ...(unnamed.length > 0 ? [`Engines name expressions as they like: write ${unnamed[0]} AS a_name.`] : []),
  ];
}

function isReordered(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  const sorted = (list: readonly unknown[]): string =>
    JSON.stringify(list.map((one) => JSON.stringify(one)).sort());
  return sorted(a) === sorted(b);
}
