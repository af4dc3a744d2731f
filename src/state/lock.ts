import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { exitCode, HeadraceError } from '../kernel/index.ts';
import { locked } from './problems.ts';

export interface Lock {
  release(): void;
}

/**
 * Locks are SQLite locks on small files of their own, because those are the operating system's:
 * whatever kills the process, even `kill -9`, releases them, so no lock is ever stale.
 */
function openLockFile(path: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path);
  db.exec('PRAGMA busy_timeout = 0');
  return db;
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && /database is locked|SQLITE_BUSY/.test(error.message);
}

/**
 * The one writer's lock. `holder` says who we are, for the message another process would get.
 *
 * @throws HeadraceError with exit code 4 when another process holds it.
 */
export function acquireWriterLock(path: string, holder: string): Lock {
  const db = openLockFile(path);
  const note = `${path}.holder`;
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (!isBusy(error)) throw error;
    throw new HeadraceError(locked({ holder: readNote(note), path }), { exitCode: exitCode.locked });
  }
  writeFileSync(note, holder);
  return { release: () => db.close() };
}

function readNote(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return 'an unknown one';
  }
}

/** Held while files of a version are being read; keeps {@link tryExclusive} from succeeding. */
export function acquireReaderLock(path: string): Lock {
  const db = openLockFile(path);
  db.exec('PRAGMA busy_timeout = 10000');
  // A read transaction takes its shared lock with the first read.
  db.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
  return { release: () => db.close() };
}

/** Runs `work` while nobody holds a reader lock; returns false, at once, when somebody does. */
export function tryExclusive(path: string, work: () => void): boolean {
  const db = openLockFile(path);
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  } finally {
    if (!db.isTransaction) db.close();
  }
  try {
    work();
  } finally {
    db.close();
  }
  return true;
}
