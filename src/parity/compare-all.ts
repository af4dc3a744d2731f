import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, pathLiteral } from '../duckdb/index.ts';
import type { SparkSession } from '../engine/spark/index.ts';
import type { Problem } from '../kernel/index.ts';
import type { Compiled } from '../plan/index.ts';
import { openState, statePaths } from '../state/index.ts';
import { openWarehouse, selectFiles } from '../warehouse/index.ts';
import type { Outcomes } from './build.ts';
import type { Comparable } from './comparable.ts';
import { compareTables, type TableComparison } from './compare-tables.ts';
import { hintsFor } from './hints.ts';
import { rowsNotWritten, unknownColumn } from './problems.ts';
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
  const { session, request, found, duckdb, spark } = sides;
  const { schema, sample } = request;
  const onBoth = found.tables.filter((name) => isBuilt(duckdb, name) && isBuilt(spark, name));
  const folder = join(request.folder, 'rows');
  const unwritten =
    onBoth.length === 0
      ? new Map<string, string>()
      : await writeSparkRows(session, { schema, tables: onBoth, folder });
  const written = onBoth.filter((name) => !unwritten.has(name));
  const comparisons = await compareRows(sides, written, folder);
  const tables: TableParity[] = [...found.left].map(([table, reason]) => notCompared(table, reason));
  const differing = new Set<string>();
  for (const table of found.tables) {
    const comparison = comparisons.get(table);
    if (!comparison) {
      tables.push(unbuilt(table, sides, unwritten.get(table)));
      continue;
    }
    const status = isEqual(comparison, request) ? 'equal' : 'different';
    if (status === 'different') differing.add(table);
    const inputs = sides.scratch.graph.inputs.get(table) ?? [];
    const hints = hintsFor({
      comparison,
      volatile: sides.scratch.tables.get(table)?.volatile ?? [],
      differingInputs: inputs.filter((input) => differing.has(input)),
    });
    tables.push({ table, status, problems: [], comparison, hints: status === 'equal' ? [] : hints });
  }
  return {
    equal: tables.every(({ status }) => status === 'equal'),
    tables,
    sample,
    warnings: unknownColumns(request, comparisons),
  };
}

async function compareRows(
  { scratch, request }: BuiltSides,
  tables: readonly string[],
  folder: string,
): Promise<ReadonlyMap<string, TableComparison>> {
  const { onProgress, signal, ignored } = request;
  const paths = statePaths(scratch.project.root);
  const db = openState(scratch.project.root);
  const database = await openDatabase({ ...scratch.project.storage, tempFolder: paths.temp });
  try {
    const warehouse = openWarehouse(db, paths);
    const connection = await database.connect();
    await connection.run("SET TimeZone = 'UTC'");
    const found = new Map<string, TableComparison>();
    for (const table of tables) {
      onProgress({ step: 'comparing', done: found.size, of: tables.length });
      signal.throwIfAborted();
      const columns = warehouse.head(table)?.columns ?? [];
      const duckdb = selectFiles(warehouse.folder, warehouse.files(table), columns);
      const files = readdirSync(join(folder, table)).filter((name) => name.endsWith('.parquet'));
      const list = files.map((name) => pathLiteral(join(folder, table, name)));
      const spark = `SELECT * FROM read_parquet([${list.join(', ')}], hive_partitioning = false)`;
      found.set(table, await compareTables(connection, duckdb, spark, ignored));
    }
    return found;
  } finally {
    database.close();
    db.close();
  }
}

function isBuilt(outcomes: Outcomes, table: string): boolean {
  const status = outcomes.get(table)?.status;
  return status === 'built' || status === 'skipped';
}

function isEqual({ different, close, unequal }: TableComparison, { strictTypes }: ParityRequest): boolean {
  const types = different.length === 0 && (!strictTypes || close.length === 0);
  return types && unequal.duckdb === 0 && unequal.spark === 0;
}

function unbuilt(table: string, { duckdb, spark }: BuiltSides, unwritten: string | undefined): TableParity {
  if (unwritten !== undefined) {
    return notCompared(table, 'its rows could not be brought over', [
      rowsNotWritten({ table, reason: unwritten }),
    ]);
  }
  const [engine, outcome] = isBuilt(duckdb, table)
    ? ['Spark', spark.get(table)]
    : ['DuckDB', duckdb.get(table)];
  return notCompared(
    table,
    `${engine} did not build it: ${outcome?.reason ?? 'it was not reached'}`,
    outcome?.problems,
  );
}

function notCompared(table: string, reason: string, problems: readonly Problem[] = []): TableParity {
  return { table, status: 'not_compared', reason, problems, hints: [] };
}

function unknownColumns(
  { ignored }: ParityRequest,
  comparisons: ReadonlyMap<string, TableComparison>,
): Problem[] {
  const met = new Set([...comparisons.values()].flatMap((comparison) => comparison.ignored));
  const columns = [...new Set([...comparisons.values()].flatMap((comparison) => comparison.columns))];
  return [...ignored].filter((name) => !met.has(name)).map((column) => unknownColumn({ column, columns }));
}
