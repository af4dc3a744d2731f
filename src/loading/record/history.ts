import { existsSync } from 'node:fs';
import { isOver, type ProcessIdentity } from '../../kernel/index.ts';
import { openState, statePaths } from '../../state/index.ts';

export type LoadStatus = 'running' | 'done' | 'failed' | 'interrupted';

/** What is kept of one sync or load, for people and scripts. Holds no secret. */
export interface LoadRecordEntry {
  readonly id: string;
  readonly kind: 'sync' | 'load';
  readonly status: LoadStatus;
  /** Of a load with a name. */
  readonly name?: string;
  /** What was read, and how it was reached. */
  readonly source: string;
  readonly sourceConfig: Readonly<Record<string, unknown>>;
  /** The alias or index written to, and how it was reached. */
  readonly target: string;
  readonly targetConfig: Readonly<Record<string, unknown>>;
  readonly mode: string;
  readonly read: number;
  readonly stored: number;
  readonly stale: number;
  readonly dead: number;
  readonly deleted: number;
  /** Key of the last record that is settled, with all before it. */
  readonly lastSyncedItem: string | undefined;
  readonly finished: boolean;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly problem?: string;
  /** Who writes this record. */
  readonly process?: ProcessIdentity;
}

/** Writes an entry, over an earlier state of it. */
export function keepRecord(root: string, entry: LoadRecordEntry): void {
  const db = openState(root);
  try {
    db.prepare(
      `INSERT INTO loads (id, kind, record, started_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET record = excluded.record`,
    ).run(entry.id, entry.kind, JSON.stringify(entry), entry.startedAt);
  } finally {
    db.close();
  }
}

/** The last syncs or loads, the newest first. One whose process is gone is not running any more, whatever it has left. */
export function readRecords(root: string, kind: LoadRecordEntry['kind'], limit: number): LoadRecordEntry[] {
  if (!existsSync(statePaths(root).db)) return [];
  const db = openState(root);
  try {
    return db
      .prepare('SELECT record FROM loads WHERE kind = ? ORDER BY started_at DESC, id DESC LIMIT ?')
      .all(kind, limit)
      .map(({ record }): LoadRecordEntry => JSON.parse(String(record)))
      .map((entry) => (isDead(entry) ? { ...entry, status: 'interrupted' } : entry));
  } finally {
    db.close();
  }
}

function isDead({ status, process }: LoadRecordEntry): boolean {
  return status === 'running' && process !== undefined && isOver(process);
}
