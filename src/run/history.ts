import type { DatabaseSync } from 'node:sqlite';
import type { Problem } from '../kernel/index.ts';
import { transaction } from '../state/index.ts';
import type { RunEvent, RunStatus, TableOutcome, TableStatus } from './events.ts';
import { closeOpenRuns } from './run-lock.ts';

export interface RunRecord {
  readonly id: string;
  readonly command: string;
  readonly user: string;
  readonly host: string;
  readonly engine: string;
  readonly target: string;
  readonly mode: string;
  readonly status: RunStatus;
  readonly startedAt: number;
  readonly finishedAt: number | undefined;
  readonly triggers: number;
  /** What was asked for. */
  readonly request: RunRequestRecord;
  readonly tables: readonly TableOutcome[];
}

export interface RunRequestRecord {
  readonly tables: readonly string[];
  readonly force: readonly string[];
  readonly fullRefresh: readonly string[];
  /** Hash of the variables given on the command line: their values may be secrets. */
  readonly vars: string;
}

export interface RunIdentity {
  readonly user: string;
  readonly host: string;
  readonly pid: number;
}

/** Writes a run's events into state.db. */
export interface HistoryWriter {
  record(event: RunEvent): void;
  /** Writes a table's outcome; called inside the transaction that publishes the table. */
  recordTable(outcome: TableOutcome): void;
}

/**
 * Starts the history of one run. A run that a dead process left open is closed as crashed first: the
 * caller holds the run's lock, so nobody else can be running under it.
 */
export function writeHistory(db: DatabaseSync, runId: string, who: RunIdentity): HistoryWriter {
  const insertRun = db.prepare(
    "INSERT INTO runs (id, command, user, host, pid, engine, target, mode, request, status, started_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'running', ?)",
  );
  const finishRun = db.prepare('UPDATE runs SET status = ?, finished_at = ? WHERE id = ?');
  const countTrigger = db.prepare('UPDATE runs SET triggers = ? WHERE id = ?');
  // A streaming run builds a table many times: rows add up, the rest is the last build's. A table that
  // was built once and then skipped stays built.
  const upsert = db.prepare(`
    INSERT INTO run_tables (run_id, table_name, position, status, reason, rows, rows_added, started_at, duration_ms, problems)
    VALUES (?, ?, (SELECT count(*) FROM run_tables WHERE run_id = ?), ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (run_id, table_name) DO UPDATE SET
      status = excluded.status, reason = excluded.reason, rows = excluded.rows, problems = excluded.problems,
      rows_added = coalesce(rows_added, 0) + coalesce(excluded.rows_added, 0),
      duration_ms = coalesce(duration_ms, 0) + coalesce(excluded.duration_ms, 0)
    WHERE excluded.status <> 'skipped' OR status NOT IN ('built')`);

  const recordTable = (outcome: TableOutcome): void => {
    const { table, status, reason, rows, rowsAdded, startedAt, durationMs, problems } = outcome;
    upsert.run(
      runId,
      table,
      runId,
      status,
      reason,
      rows ?? null,
      rowsAdded ?? null,
      startedAt ?? null,
      durationMs === undefined ? null : Math.round(durationMs),
      problems && problems.length > 0 ? JSON.stringify(problems) : null,
    );
  };

  return {
    recordTable,
    record(event) {
      if (event.type === 'run_started') {
        transaction(db, () => {
          closeOpenRuns(db, event);
          const { command, engine, target, mode, tables, force, fullRefresh, vars, at } = event;
          const request = JSON.stringify({ tables, force, fullRefresh, vars });
          insertRun.run(runId, command, who.user, who.host, who.pid, engine, target, mode, request, at);
        });
      } else if (event.type === 'table_finished' && event.status !== 'built') {
        recordTable(event);
      } else if (event.type === 'trigger_finished') {
        countTrigger.run(event.trigger, runId);
      } else if (event.type === 'run_finished') {
        finishRun.run(event.status, event.at, runId);
      }
    },
  };
}

/** The last runs, newest first, without their tables. */
export function listRuns(db: DatabaseSync, limit: number): RunRecord[] {
  return db
    .prepare('SELECT * FROM runs ORDER BY started_at DESC, id DESC LIMIT ?')
    .all(limit)
    .map((row) => readRun(row, []));
}

/** A run by its id, or by an unambiguous beginning of it; `last` is the newest. */
export function findRun(db: DatabaseSync, id: string): RunRecord | undefined {
  const found =
    id === 'last'
      ? db.prepare('SELECT * FROM runs ORDER BY started_at DESC, id DESC LIMIT 1').all()
      : db.prepare('SELECT * FROM runs WHERE id = ? OR substr(id, 1, length(?)) = ? LIMIT 2').all(id, id, id);
  const [row, another] = found;
  if (!row || (another && row.id !== id)) return undefined;
  const tables = db
    .prepare('SELECT * FROM run_tables WHERE run_id = ? ORDER BY position')
    .all(String(row.id))
    .map(readOutcome);
  return readRun(row, tables);
}

function readRun(row: Record<string, unknown>, tables: readonly TableOutcome[]): RunRecord {
  return {
    id: String(row.id),
    command: String(row.command),
    user: String(row.user),
    host: String(row.host),
    engine: String(row.engine),
    target: String(row.target),
    mode: String(row.mode),
    status: oneOf(row.status, ['running', 'done', 'failed', 'interrupted', 'crashed'] as const),
    startedAt: Number(row.started_at),
    finishedAt: optionalNumber(row.finished_at),
    triggers: Number(row.triggers),
    request: JSON.parse(String(row.request)),
    tables,
  };
}

function readOutcome(row: Record<string, unknown>): TableOutcome {
  const statuses: readonly TableStatus[] = ['built', 'skipped', 'failed', 'blocked', 'cancelled'];
  const problems: readonly Problem[] = typeof row.problems === 'string' ? JSON.parse(row.problems) : [];
  return {
    table: String(row.table_name),
    status: oneOf(row.status, statuses),
    reason: String(row.reason),
    rows: optionalNumber(row.rows),
    rowsAdded: optionalNumber(row.rows_added),
    startedAt: optionalNumber(row.started_at),
    durationMs: optionalNumber(row.duration_ms),
    problems,
  };
}

function optionalNumber(value: unknown): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new Error(`Unexpected value in the run history: ${String(value)}`);
  return found;
}
