import { mkdirSync, rmSync } from 'node:fs';
import { exitCode, HeadraceError } from '../kernel/index.ts';
import { buildWithDuckDB, buildWithSpark } from './build.ts';
import { comparable } from './comparable.ts';
import { compareAll } from './compare-all.ts';
import { nothingToCompare } from './problems.ts';
import { scratchProject } from './scratch-project.ts';
import type { ParityReport, ParityRequest } from './types.ts';

/**
 * Builds the same tables with DuckDB and with Spark, from the same raw data, in a folder that has nothing
 * to do with the project's own tables, and compares the rows.
 *
 * @throws HeadraceError when there is nothing to compare, or an engine cannot begin. What goes wrong with a
 * single table is in the report.
 */
export async function checkParity(request: ParityRequest): Promise<ParityReport> {
  const { compiled, folder, sample, signal, onProgress } = request;
  const found = comparable(compiled, request.selected);
  if (found.tables.length === 0) {
    const reasons = [...found.left].map(([table, why]) => `${table} (${why})`);
    throw new HeadraceError(nothingToCompare({ reasons }), { exitCode: exitCode.usage });
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // It takes a while to start: DuckDB does its part meanwhile.
  const opening = request.openSpark();
  opening.catch(() => {});
  onProgress({ step: 'sampling', done: 0, of: found.tables.length });
  const scratch = await scratchProject(compiled, new Set(found.tables), folder, sample);
  const duckdb = await buildWithDuckDB(scratch, request);
  signal.throwIfAborted();
  const session = await opening;
  // What DuckDB did not build could not be compared anyway.
  const built = found.tables.filter((name) => duckdb.get(name)?.status === 'built');
  const spark = await buildWithSpark(session, scratch, new Set(built), request);
  signal.throwIfAborted();
  return compareAll({ session, scratch, request, found, duckdb, spark });
}
