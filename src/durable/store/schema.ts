import type { DatabaseSync } from 'node:sqlite';
import { openSqlite } from '../../state/index.ts';

/**
 * durable.db: promises, the tasks that bring them forward, who waits for them, schedules, and messages
 * that were not delivered yet. Times are milliseconds since the epoch; values, tags and notes are JSON.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE promises (
    -- The order of creation.
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    param TEXT NOT NULL,
    value TEXT NOT NULL,
    tags TEXT NOT NULL,
    -- The workflow that it belongs to, and the part of it that one worker runs.
    origin TEXT NOT NULL,
    branch TEXT,
    timeout_at REAL NOT NULL,
    created_at REAL NOT NULL,
    settled_at REAL
  ) STRICT;
  CREATE INDEX promises_by_timeout ON promises (timeout_at) WHERE state = 'pending';
  CREATE INDEX promises_by_origin ON promises (origin);
  CREATE INDEX promises_by_branch ON promises (branch) WHERE branch IS NOT NULL;
  CREATE INDEX roots_by_state ON promises (state) WHERE origin = id;

  CREATE TABLE tasks (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    pid TEXT,
    ttl REAL,
    -- 1: held within the process that owns the store.
    local INTEGER,
    due_at REAL,
    releases INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tasks_by_due ON tasks (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX tasks_held ON tasks (id) WHERE local = 1;

  CREATE TABLE resumes (
    task TEXT NOT NULL,
    awaited TEXT NOT NULL,
    PRIMARY KEY (task, awaited)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE callbacks (
    awaited TEXT NOT NULL,
    awaiter TEXT NOT NULL,
    PRIMARY KEY (awaited, awaiter)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX callbacks_by_awaiter ON callbacks (awaiter);

  CREATE TABLE listeners (
    awaited TEXT NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (awaited, address)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE schedules (
    id TEXT PRIMARY KEY,
    next_run_at REAL NOT NULL,
    record TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX schedules_by_next ON schedules (next_run_at);

  -- A task has one offer at most; a settled promise is told to each address once.
  CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    address TEXT NOT NULL,
    version INTEGER,
    UNIQUE (kind, subject, address)
  ) STRICT;

  -- Remarks that a workflow leaves on its promises: attempts, what code it began with, …
  CREATE TABLE notes (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    origin TEXT NOT NULL,
    at REAL NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL
  ) STRICT;
  CREATE INDEX notes_by_origin ON notes (origin);
  `,
];

export const storeName = 'durable promises';

/**
 * Opens (and creates or migrates) a store. A commit is on disk when it returns: who was told that a
 * promise is settled must never see it pending again, not even after a power cut.
 */
export function openStoreFile(path: string): DatabaseSync {
  const db = openSqlite(path, { what: storeName, migrations });
  db.exec('PRAGMA synchronous = FULL');
  return db;
}
