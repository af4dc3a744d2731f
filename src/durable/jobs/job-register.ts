import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openSqlite, transaction } from '../../state/index.ts';

/** What happens to a promise when the run that was to settle it does not succeed. */
export type OnFailure = 'fail' | 'wait';

/** A promise that a run of a Databricks job is to settle. */
export interface AwaitedRun {
  readonly promiseId: string;
  /** The workflow. */
  readonly root: string;
  readonly host: string;
  readonly jobId: string;
  /** Known once the job was started. */
  readonly runId?: string;
  readonly runUrl?: string;
  /** `wait`: until somebody repairs the run. */
  readonly onFailure: OnFailure;
  /** Whether the job says itself how it ended, which is worth waiting for. */
  readonly callsBack: boolean;
  /** Milliseconds since 1970: nobody waits longer. */
  readonly deadline: number;
  /** Nobody waits for it any more, and it is to be cancelled. */
  readonly isCancelled: boolean;
  readonly isOver: boolean;
}

const migrations = [
  `CREATE TABLE awaited_runs (
    promise_id TEXT PRIMARY KEY,
    root TEXT NOT NULL,
    host TEXT NOT NULL,
    job_id TEXT NOT NULL,
    run_id TEXT,
    run_url TEXT,
    on_failure TEXT NOT NULL,
    calls_back INTEGER NOT NULL,
    deadline REAL NOT NULL,
    is_cancelled INTEGER NOT NULL DEFAULT 0,
    is_over INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX awaited_by_root ON awaited_runs (root);
  CREATE INDEX awaited_open ON awaited_runs (host, job_id) WHERE is_over = 0;`,
];

/** Where a project keeps it. */
export function jobRegisterPath(root: string): string {
  return join(root, '.headrace', 'job-runs.db');
}

/**
 * Which runs are awaited, and by which promises. It is written before a job is started, so that whoever comes after
 * a crash knows what to look for; it stands beside the promises, as these may be on a server.
 */
export class JobRegister {
  readonly #db: DatabaseSync;

  /** @throws HeadraceError when a newer Headrace wrote it. */
  constructor(path: string) {
    this.#db = openSqlite(path, { what: 'awaited job runs', migrations });
    // Steps that are remembered as done count on it, also after a power cut.
    this.#db.exec('PRAGMA synchronous = FULL');
  }

  /** A run is about to be started. */
  add({
    promiseId,
    root,
    host,
    jobId,
    onFailure,
    callsBack,
    deadline,
  }: Omit<AwaitedRun, 'runId' | 'isCancelled' | 'isOver'>): void {
    this.#db
      .prepare(
        `INSERT INTO awaited_runs (promise_id, root, host, job_id, on_failure, calls_back, deadline)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING`,
      )
      .run(promiseId, root, host, jobId, onFailure, callsBack ? 1 : 0, deadline);
  }

  /** It was started. */
  started(promiseId: string, runId: string): void {
    this.#db.prepare('UPDATE awaited_runs SET run_id = ? WHERE promise_id = ?').run(runId, promiseId);
  }

  /** The pages of runs became known; by promise. */
  seen(urls: ReadonlyMap<string, string>): void {
    if (urls.size === 0) return;
    const update = this.#db.prepare('UPDATE awaited_runs SET run_url = ? WHERE promise_id = ?');
    transaction(this.#db, () => {
      for (const [promiseId, url] of urls) update.run(url, promiseId);
    });
  }

  /** Nobody waits for it any more: it is to be cancelled, and open until it was. */
  cancel(promiseId: string): void {
    this.#db
      .prepare('UPDATE awaited_runs SET is_cancelled = 1 WHERE promise_id = ? AND is_over = 0')
      .run(promiseId);
  }

  /** Its promise is settled: nobody waits for the run any more. */
  settled(promiseId: string): void {
    this.#db
      .prepare('UPDATE awaited_runs SET is_over = 1 WHERE promise_id = ? AND is_cancelled = 0')
      .run(promiseId);
  }

  /** There is nothing left to do for it. */
  over(promiseId: string): void {
    this.#db.prepare('UPDATE awaited_runs SET is_over = 1 WHERE promise_id = ?').run(promiseId);
  }

  of(promiseId: string): AwaitedRun | undefined {
    const row = this.#db.prepare('SELECT * FROM awaited_runs WHERE promise_id = ?').get(promiseId);
    return row && awaitedRun(row);
  }

  /** All runs of a workflow, also those that are over. */
  ofWorkflow(root: string): readonly AwaitedRun[] {
    return this.#db.prepare('SELECT * FROM awaited_runs WHERE root = ?').all(root).map(awaitedRun);
  }

  /** Runs that promises wait for, or that are to be cancelled; of one job after the other. */
  open(): readonly AwaitedRun[] {
    const rows = this.#db.prepare('SELECT * FROM awaited_runs WHERE is_over = 0 ORDER BY host, job_id').all();
    return rows.map(awaitedRun);
  }

  close(): void {
    this.#db.close();
  }
}

function awaitedRun(row: Readonly<Record<string, unknown>>): AwaitedRun {
  return {
    promiseId: String(row.promise_id),
    root: String(row.root),
    host: String(row.host),
    jobId: String(row.job_id),
    ...(typeof row.run_id === 'string' && { runId: row.run_id }),
    ...(typeof row.run_url === 'string' && { runUrl: row.run_url }),
    onFailure: row.on_failure === 'wait' ? 'wait' : 'fail',
    callsBack: row.calls_back === 1,
    deadline: Number(row.deadline),
    isCancelled: row.is_cancelled === 1,
    isOver: row.is_over === 1,
  };
}
