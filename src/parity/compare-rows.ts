import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, pathLiteral, readDuckDBError } from '../duckdb/index.ts';
import type { Problem } from '../kernel/index.ts';
import type { Compiled } from '../plan/index.ts';
import { openState, statePaths } from '../state/index.ts';
import { openWarehouse, selectFiles } from '../warehouse/index.ts';
import { compareTables, type TableComparison } from './compare-tables.ts';
import { rowsNotCompared } from './problems.ts';
import type { ParityRequest } from './types.ts';

export interface ComparedRows {
  readonly comparisons: ReadonlyMap<string, TableComparison>;
  /** Table -> why its rows could not be compared. */
  readonly problems: ReadonlyMap<string, Problem>;
}

/**
 * Compares DuckDB's tables in the scratch project with Spark's rows.
 *
 * @param folder holds a folder of Parquet files for each of the tables: what Spark made.
 */
export async function compareRows(
  { project }: Compiled,
  tables: readonly string[],
  folder: string,
  { onProgress, signal, ignored }: ParityRequest,
): Promise<ComparedRows> {
  const comparisons = new Map<string, TableComparison>();
  const problems = new Map<string, Problem>();
  const paths = statePaths(project.root);
  const db = openState(project.root);
  const database = await openDatabase({ ...project.storage, tempFolder: paths.temp });
  const connection = await database.connect();
  const interrupt = (): void => connection.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    const warehouse = openWarehouse(db, paths);
    await connection.run("SET TimeZone = 'UTC'");
    for (const [done, table] of tables.entries()) {
      signal.throwIfAborted();
      onProgress({ step: 'comparing', done, of: tables.length });
      const columns = warehouse.head(table)?.columns ?? [];
      const duckdb = selectFiles(warehouse.folder, warehouse.files(table), columns);
      try {
        const spark = selectParquet(join(folder, table));
        comparisons.set(table, await compareTables(connection, duckdb, spark, ignored));
      } catch (error) {
        signal.throwIfAborted();
        problems.set(table, rowsNotCompared({ table, reason: readDuckDBError(error).message }));
      }
    }
    return { comparisons, problems };
  } finally {
    signal.removeEventListener('abort', interrupt);
    database.close();
    db.close();
  }
}

function selectParquet(folder: string): string {
  const files = readdirSync(folder).filter((name) => name.endsWith('.parquet'));
  const list = files.map((name) => pathLiteral(join(folder, name)));
  return `SELECT * FROM read_parquet([${list.join(', ')}], hive_partitioning = false)`;
}
