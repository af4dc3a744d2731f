import { join } from 'node:path';
import type { SparkSession } from '../engine/spark/index.ts';
import type { Problem } from '../kernel/index.ts';
import type { Compiled } from '../plan/index.ts';
import type { Outcomes } from './build.ts';
import type { Comparable } from './comparable.ts';
import { compareRows } from './compare-rows.ts';
import type { TableComparison } from './compare-tables.ts';
import { hintsFor } from './hints.ts';
import { emptyInSample, unknownColumn } from './problems.ts';
import { writeSparkRows } from './spark-rows.ts';
import type { ParityReport, ParityRequest, TableParity } from './types.ts';

export interface BuiltSides {
  readonly session: SparkSession;
  readonly scratch: Compiled;
  readonly request: ParityRequest;
  readonly found: Comparable;
  readonly duckdb: Outcomes;
  readonly spark: Outcomes;
}

/** Compares every table that both engines have built. */
export async function compareAll(sides: BuiltSides): Promise<ParityReport> {
  const { session, scratch, request, found } = sides;
  const { schema, sample } = request;
  const folder = join(request.folder, 'rows');
  const built = found.tables.filter((name) => isBuilt(sides.duckdb, name) && isBuilt(sides.spark, name));
  const unwritten = await writeSparkRows(session, { schema, tables: built, folder });
  const written = built.filter((name) => !unwritten.has(name));
  const { comparisons, problems } = await compareRows(scratch, written, folder, request);
  const failures = new Map([...unwritten, ...problems]);

  const tables = [...found.left].map(([table, reason]): TableParity => {
    return { table, status: 'left_out', reason, problems: [], hints: [] };
  });
  const differing = new Set<string>();
  for (const table of found.tables) {
    const comparison = comparisons.get(table);
    if (!comparison) {
      tables.push(notCompared(table, sides, failures.get(table)));
      continue;
    }
    if (isEqual(comparison, request)) {
      tables.push({ table, status: 'equal', problems: [], comparison, hints: [] });
      continue;
    }
    const hints = hintsFor({
      comparison,
      volatile: scratch.tables.get(table)?.volatile ?? [],
      differingInputs: (scratch.graph.inputs.get(table) ?? []).filter((input) => differing.has(input)),
    });
    tables.push({ table, status: 'different', problems: [], comparison, hints });
    differing.add(table);
  }
  const equal = tables.every(({ status }) => status === 'equal');
  return { equal, tables, sample, warnings: warningsOf(request, comparisons) };
}

function isBuilt(outcomes: Outcomes, table: string): boolean {
  const status = outcomes.get(table)?.status;
  return status === 'built' || status === 'skipped';
}

function isEqual({ different, close, unequal }: TableComparison, { strictTypes }: ParityRequest): boolean {
  const types = different.length === 0 && (!strictTypes || close.length === 0);
  return types && unequal.duckdb === 0 && unequal.spark === 0;
}

/** @param failure why its rows could not be compared, though both engines built it. */
function notCompared(
  table: string,
  { duckdb, spark }: BuiltSides,
  failure: Problem | undefined,
): TableParity {
  const status = 'not_compared';
  if (failure) return { table, status, reason: 'its rows cannot be read', problems: [failure], hints: [] };
  const [engine, outcome] = isBuilt(duckdb, table)
    ? ['Spark', spark.get(table)]
    : ['DuckDB', duckdb.get(table)];
  const reason = `${engine} did not build it: ${outcome?.reason ?? 'it was not reached'}`;
  return { table, status, reason, problems: outcome?.problems ?? [], hints: [] };
}

function warningsOf(
  { ignored, sample }: ParityRequest,
  comparisons: ReadonlyMap<string, TableComparison>,
): Problem[] {
  const all = [...comparisons.values()];
  const met = new Set(all.flatMap((comparison) => comparison.ignored));
  const columns = [...new Set([...met, ...all.flatMap((comparison) => comparison.columns)])];
  const unknown = [...ignored].filter((name) => !met.has(name));
  const empty = [...comparisons].filter(([, { rows }]) => rows.duckdb === 0 && rows.spark === 0);
  return [
    ...unknown.map((column) => unknownColumn({ column, columns })),
    ...(sample !== undefined && empty.length > 0
      ? [emptyInSample({ tables: empty.map(([table]) => table) })]
      : []),
  ];
}
