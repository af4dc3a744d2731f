import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { literal, pathLiteral, readDuckDBError, rows } from '../../duckdb/index.ts';
import { newBuildFolder, writtenFile } from './build-folder.ts';
import type { RunContext } from './context.ts';
import { notCompacted } from './problems.ts';

/** Files below this are small; so many small ones of one table are merged. */
const smallBytes = 8_000_000;
const manyFiles = 16;

/** Merges a table's small files into one, when there are many. The rows stay the same. Never throws. */
export async function compact(context: RunContext, table: string): Promise<void> {
  const { warehouse, session, signal, clock } = context;
  const head = warehouse.head(table);
  const small = warehouse.files(table).filter((file) => file.bytes < smallBytes);
  // Partition folders are for other tools to prune by: one merged file would undo them.
  const partitioned = small.some((file) => file.path.includes('='));
  if (!head || partitioned || small.length < manyFiles || signal.aborted) return;

  const folder = join(warehouse.folder, newBuildFolder(table, clock.now()));
  const target = join(folder, 'merged.parquet');
  const paths = small.map((file) => pathLiteral(join(warehouse.folder, file.path))).join(', ');
  mkdirSync(folder, { recursive: true });
  try {
    const written = await session.use(
      (connection) =>
        rows(
          connection,
          // Not the table's columns: these files may all be older than the newest of them.
          `COPY (SELECT * FROM read_parquet([${paths}], hive_partitioning = false, union_by_name = true)) TO ${literal(target)} (FORMAT parquet, RETURN_STATS)`,
        ),
      signal,
    );
    const merged = written.map((row) => writtenFile(warehouse.folder, row));
    await warehouse.replaceFiles(table, small, merged);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    if (signal.aborted) return;
    const { message } = readDuckDBError(error);
    context.emit({ type: 'warning', problem: notCompacted({ table, reason: message }) });
    return;
  }
  context.emit({ type: 'table_compacted', table, from: small.length, to: 1 });
}
