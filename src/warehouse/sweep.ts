import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { crashPoint } from '../kernel/index.ts';
import { type StatePaths, transaction, tryExclusive } from '../state/index.ts';

export interface Swept {
  readonly files: number;
  /** False when somebody was reading: nothing was removed, the next sweep will. */
  readonly done: boolean;
}

/**
 * Removes data files that no version needs: those that were replaced, and those that a killed process
 * left behind. A replaced file stays while some stream has not read it yet. The caller holds the
 * writer's lock.
 */
export function sweep(db: DatabaseSync, paths: StatePaths): Swept {
  if (!existsSync(paths.warehouse)) return { files: 0, done: true };
  let files = 0;
  const done = tryExclusive(paths.readerLock, () => {
    forgetReplaced(db);
    const kept = new Set(
      db
        .prepare('SELECT path FROM files')
        .all()
        .map((row) => String(row.path)),
    );
    // One folder a table, in it one folder a build, in it the files (below partition folders, if any).
    for (const table of folders(paths.warehouse)) {
      const folder = join(paths.warehouse, table);
      for (const build of folders(folder)) {
        const prefix = `${table}/${build}/`;
        const found = readdirSync(join(folder, build), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name));
        const needed = found.filter((path) => kept.has(prefix + relativeTo(join(folder, build), path)));
        files += found.length - needed.length;
        if (needed.length === 0) rmSync(join(folder, build), { recursive: true, force: true });
        else for (const path of found) if (!needed.includes(path)) rmSync(path, { force: true });
        crashPoint('sweep:build-removed');
      }
      if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true, force: true });
    }
  });
  return { files, done };
}

/** What is no folder is not ours (desktops leave files of their own): it stays. */
function folders(path: string): string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? entry.name : [],
  );
}

function relativeTo(folder: string, path: string): string {
  return path.slice(folder.length + 1).replaceAll('\\', '/');
}

function forgetReplaced(db: DatabaseSync): void {
  const unneeded = `
    removed IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM offsets
      WHERE offsets.input = files.table_name AND offsets.epoch = files.epoch
        AND offsets.version < files.added AND files.compacted = 0
    )`;
  const some = db.prepare(`SELECT 1 FROM files WHERE ${unneeded} LIMIT 1`).get();
  if (some) transaction(db, () => db.exec(`DELETE FROM files WHERE ${unneeded}`));
}

/** Forgets every table, ledger and run, in one transaction. The files are then for {@link sweep}. */
export function forgetEverything(db: DatabaseSync): void {
  transaction(db, () => {
    for (const table of ['run_tables', 'runs', 'offsets', 'ingested', 'files', 'tables']) {
      db.exec(`DELETE FROM ${table}`);
    }
  });
}
