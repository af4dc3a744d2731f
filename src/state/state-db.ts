import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type Migration, openSqlite } from './open-sqlite.ts';

/** Where everything that Headrace keeps about a project lies. */
export interface StatePaths {
  readonly folder: string;
  readonly db: string;
  readonly warehouse: string;
  readonly search: string;
  readonly cache: string;
  readonly temp: string;
  readonly writerLock: string;
  readonly readerLock: string;
}

export function statePaths(root: string): StatePaths {
  const folder = join(root, '.headrace');
  return {
    folder,
    db: join(folder, 'state.db'),
    warehouse: join(folder, 'warehouse'),
    search: join(folder, 'search'),
    cache: join(folder, 'cache'),
    temp: join(folder, 'temp'),
    writerLock: join(folder, 'writer.lock'),
    readerLock: join(folder, 'readers.lock'),
  };
}

/**
 * state.db: what is published (tables, files), how far each streaming table has read (ingested,
 * offsets), and what happened (runs, run_tables, run_updates, loads). One file, so that one transaction covers all.
 * Times are milliseconds since the epoch; lists and objects are JSON.
 */
const migrations: readonly Migration[] = [
  `
  -- The current version of each table. SQL does not tell upper from lower case in names, nor do we. A full refresh starts a new epoch.
  CREATE TABLE tables (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    kind TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    version INTEGER NOT NULL,
    columns TEXT NOT NULL,
    rows INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    run_id TEXT NOT NULL
  ) STRICT;

  -- Version v of a table is the files with added <= v that were not removed by then.
  CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    table_name TEXT NOT NULL COLLATE NOCASE,
    path TEXT NOT NULL UNIQUE,
    rows INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    added INTEGER NOT NULL,
    removed INTEGER,
    -- 1: old rows rewritten by compaction, which no stream must take for new ones.
    compacted INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX files_by_table ON files (table_name, added);

  -- The ledger: raw files that a streaming table has read; of other tables, those it was computed from.
  CREATE TABLE ingested (
    table_name TEXT NOT NULL COLLATE NOCASE,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns TEXT NOT NULL,
    hash TEXT,
    read_at INTEGER NOT NULL,
    PRIMARY KEY (table_name, path)
  ) STRICT, WITHOUT ROWID;

  -- How far a streaming table has read from another one.
  CREATE TABLE offsets (
    table_name TEXT NOT NULL COLLATE NOCASE,
    input TEXT NOT NULL COLLATE NOCASE,
    epoch INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (table_name, input)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    command TEXT NOT NULL,
    user TEXT NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    engine TEXT NOT NULL,
    target TEXT NOT NULL,
    mode TEXT NOT NULL,
    -- What was asked for: {tables, force, fullRefresh}, lists of names.
    request TEXT NOT NULL,
    status TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    triggers INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX runs_by_start ON runs (started_at);

  CREATE TABLE run_tables (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    table_name TEXT NOT NULL,
    position INTEGER NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    rows INTEGER,
    rows_added INTEGER,
    started_at INTEGER,
    duration_ms INTEGER,
    problems TEXT,
    PRIMARY KEY (run_id, table_name)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What syncs and loads did. How far they came is kept beside their target, not here.
  CREATE TABLE loads (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    -- JSON: where from, where to, settings without secrets, counts.
    record TEXT NOT NULL,
    started_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX loads_by_start ON loads (kind, started_at);
  `,
  `
  -- The updates of pipelines in a workspace that a run consisted of, in the order they were started.
  CREATE TABLE run_updates (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    workspace TEXT NOT NULL,
    pipeline_id TEXT NOT NULL,
    pipeline_name TEXT NOT NULL,
    update_id TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    PRIMARY KEY (run_id, position)
  ) STRICT, WITHOUT ROWID;
  `,
];

/** Opens (and creates or migrates) a project's state. */
export function openState(root: string): DatabaseSync {
  return openSqlite(statePaths(root).db, { what: 'state', migrations });
}
