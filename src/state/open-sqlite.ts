import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { exitCode, HeadraceError } from '../kernel/index.ts';
import { newerFormat, unreadableStore } from './problems.ts';

/** One step of a store's history: brings the format from the one before to this one. */
export type Migration = string;

export interface SqliteOptions {
  /** For messages: `state`, `index "wordnet"`, … */
  readonly what: string;
  /** All steps ever, oldest first; a store's format is the number of steps it has been through. */
  readonly migrations: readonly Migration[];
  /** Wait this long for another writer (ms). */
  readonly busyTimeout?: number;
}

/**
 * Opens one of our SQLite stores: creates it, or migrates an older format, each step atomically.
 * WAL, so readers and the writer never wait for each other. With synchronous=NORMAL a killed process
 * loses nothing; a power cut may undo the last commits, whole and in order, which is why nothing outside
 * of a store may count on them before it was closed (closing forces all to disk).
 *
 * @throws HeadraceError when the store was written by a newer Headrace, or is no database.
 */
export function openSqlite(path: string, options: SqliteOptions): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true });
  try {
    const db = new DatabaseSync(path);
    db.exec(`PRAGMA busy_timeout = ${options.busyTimeout ?? 10_000}`);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON');
    migrate(db, path, options);
    return db;
  } catch (error) {
    if (error instanceof HeadraceError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeadraceError(unreadableStore({ path, what: options.what, reason }), { cause: error });
  }
}

/** The store's format: how many migrations it has been through. */
function formatOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
}

function migrate(db: DatabaseSync, path: string, { what, migrations }: SqliteOptions): void {
  const found = formatOf(db);
  if (found > migrations.length) {
    db.close();
    throw new HeadraceError(newerFormat({ path, what, found, known: migrations.length }), {
      exitCode: exitCode.usage,
    });
  }
  if (found === migrations.length) return;
  transaction(db, () => {
    // Another process may have migrated while this one waited for the lock.
    const { length } = migrations;
    for (let step = formatOf(db); step < length; step += 1) db.exec(migrations[step] ?? '');
    db.exec(`PRAGMA user_version = ${length}`);
  });
}

/** Runs reads that must agree with each other: nothing another process writes meanwhile is seen. */
export function snapshot<T>(db: DatabaseSync, read: () => T): T {
  db.exec('BEGIN');
  try {
    return read();
  } finally {
    db.exec('COMMIT');
  }
}

/** Runs `work` in one write transaction: all of it or nothing. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
