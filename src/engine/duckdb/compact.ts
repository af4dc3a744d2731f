import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { literal, pathLiteral, readDuckDBError, rows } from '../../duckdb/index.ts';
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

  const path = `${table}/${clock.now().toString(36)}-${randomBytes(4).toString('hex')}/merged.parquet`;
  const target = join(warehouse.folder, path);
  const paths = small.map((file) => pathLiteral(join(warehouse.folder, file.path))).join(', ');
  mkdirSync(join(target, '..'), { recursive: true });
  try {
    const [written] = await session.use(
      (connection) =>
        rows(
          connection,
          // Not the table's columns: these files may all be older than the newest of them.
          `COPY (SELECT * FROM read_parquet([${paths}], hive_partitioning = false, union_by_name = true)) TO ${literal(target)} (FORMAT parquet, RETURN_STATS)`,
        ),
      signal,
    );
    const merged = { path, rows: Number(written?.count), bytes: Number(written?.file_size_bytes) };
    await warehouse.replaceFiles(table, small, [merged]);
  } catch (error) {
    rmSync(join(target, '..'), { recursive: true, force: true });
    if (signal.aborted) return;
    const { message } = readDuckDBError(error);
    context.emit({ type: 'warning', problem: notCompacted({ table, reason: message }) });
    return;
  }
  context.emit({ type: 'table_compacted', table, from: small.length, to: 1 });
}
