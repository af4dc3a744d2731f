import type { ConnectorTable } from '../types.ts';
import type { Assumptions } from './assumptions.ts';

/** What one run of a table amounts to. */
export interface TableLoad {
  /** Of work, while nothing slows it down. */
  readonly seconds: number;
  /** Requests to the source. */
  readonly calls: number;
  /** What the seconds are derived from. */
  readonly basis: 'weight' | 'figures' | 'assumed';
}

/**
 * The load of each table: its weight where it has one; else its rows (or bytes) at their rates, and a request after
 * another. Of a table without any figure nothing is known but what others are like: their median, or the assumption.
 * Requests that nobody counted are as many as fit into the time.
 */
export function tableLoads(tables: readonly ConnectorTable[], assumptions: Assumptions): TableLoad[] {
  const known = tables.map((table) => knownSeconds(table, assumptions));
  const usual = median(known.flatMap((seconds) => seconds ?? [])) ?? assumptions.seconds_per_table;
  return tables.map((table, index): TableLoad => {
    const seconds = known[index] ?? usual;
    return {
      seconds,
      calls: table.calls ?? seconds / assumptions.seconds_per_request,
      basis: table.weight !== undefined ? 'weight' : known[index] === undefined ? 'assumed' : 'figures',
    };
  });
}

function knownSeconds(
  { weight, rows, bytes, calls }: ConnectorTable,
  assumptions: Assumptions,
): number | undefined {
  if (weight !== undefined) return weight;
  if (rows === undefined && bytes === undefined && calls === undefined) return undefined;
  const reading =
    rows !== undefined ? rows / assumptions.rows_per_second : (bytes ?? 0) / assumptions.bytes_per_second;
  const asking = (calls ?? 0) * assumptions.seconds_per_request;
  // A table without rows still takes a request.
  return Math.max(reading + asking, assumptions.seconds_per_request);
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
