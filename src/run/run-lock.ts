import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type StatePaths, tryExclusive } from '../state/index.ts';

/** What says which lock a run is under. */
interface Whereabouts {
  readonly engine: string;
  readonly target: string;
}

/**
 * The lock that a run holds while it goes on. Whoever builds tables here holds the writer's; a run in a
 * workspace writes nothing here but its history, so it has one of its own, and may be followed for days.
 */
export function runLock(paths: StatePaths, { engine, target }: Whereabouts): string {
  if (engine !== 'databricks') return paths.writerLock;
  return join(paths.folder, `databricks-${encodeURIComponent(target)}.lock`);
}

/** Closes runs that a dead process left open: those that are open, and whose lock is free. */
export function closeCrashed(db: DatabaseSync, paths: StatePaths): void {
  const open = db.prepare("SELECT DISTINCT engine, target FROM runs WHERE status = 'running'").all();
  const locks = new Map<string, Whereabouts>();
  for (const { engine, target } of open) {
    const whereabouts = { engine: String(engine), target: String(target) };
    locks.set(runLock(paths, whereabouts), whereabouts);
  }
  for (const [lock, whereabouts] of locks) tryExclusive(lock, () => closeOpenRuns(db, whereabouts));
}

/** Closes all runs under a lock that the caller holds: none of them can be going on. */
export function closeOpenRuns(db: DatabaseSync, { engine, target }: Whereabouts): void {
  const close = "UPDATE runs SET status = 'crashed' WHERE status = 'running'";
  if (engine !== 'databricks') db.exec(`${close} AND engine <> 'databricks'`);
  else db.prepare(`${close} AND engine = 'databricks' AND target = ?`).run(target);
}
