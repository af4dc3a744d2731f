import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { literal, rows } from '../../duckdb/index.ts';
import { selectFiles } from '../../warehouse/index.ts';
import type { RunContext } from './context.ts';

/** Files below this are small; so many small ones of one table are merged. */
const smallBytes = 8_000_000;
const manyFiles = 16;

/** Merges a table's small files into one, when there are many. The rows stay the same. */
export async function compact(context: RunContext, table: string): Promise<void> {
  const { warehouse, session, signal, clock } = context;
  const head = warehouse.head(table);
  const small = warehouse.files(table).filter((file) => file.bytes < smallBytes);
  // Partition folders are for other tools to prune by: one merged file would undo them.
  const partitioned = small.some((file) => file.path.includes('='));
  if (!head || partitioned || small.length < manyFiles || signal.aborted) return;

  const path = `${table}/${clock.now().toString(36)}-${randomBytes(4).toString('hex')}/merged.parquet`;
  const target = join(warehouse.folder, path);
  mkdirSync(join(target, '..'), { recursive: true });
  try {
    const [written] = await session.use(
      (connection) =>
        rows(
          connection,
          `COPY (${selectFiles(warehouse.folder, small, head.columns)}) TO ${literal(target)} (FORMAT parquet, RETURN_STATS)`,
        ),
      signal,
    );
    const merged = { path, rows: Number(written?.count), bytes: Number(written?.file_size_bytes) };
    warehouse.replaceFiles(table, small, [merged], head.columns);
    context.emit({ type: 'table_compacted', table, from: small.length, to: 1 });
  } catch (error) {
    rmSync(join(target, '..'), { recursive: true, force: true });
    if (!signal.aborted) throw error;
  }
}
