import type { DatabaseSync } from 'node:sqlite';

/** An update that a run has started or followed, as state.db keeps it. */
export interface StoredUpdate {
  /** `https://…` */
  readonly workspace: string;
  readonly pipelineId: string;
  readonly pipelineName: string;
  readonly updateId: string;
  /** When it was begun to be followed, by the clock here. */
  readonly startedAt: number;
}

export function storeUpdate(db: DatabaseSync, run: string, update: StoredUpdate): void {
  const { workspace, pipelineId, pipelineName, updateId, startedAt } = update;
  db.prepare(
    `INSERT INTO run_updates (run_id, position, workspace, pipeline_id, pipeline_name, update_id, started_at)
     VALUES (?, (SELECT count(*) FROM run_updates WHERE run_id = ?), ?, ?, ?, ?, ?)`,
  ).run(run, run, workspace, pipelineId, pipelineName, updateId, startedAt);
}

/** The updates of a run, in the order they were started. */
export function storedUpdates(db: DatabaseSync, run: string): readonly StoredUpdate[] {
  return db.prepare('SELECT * FROM run_updates WHERE run_id = ? ORDER BY position').all(run).map(readStored);
}

/** An update by its id or the beginning of it, and the last run that followed it. */
export function updateStored(
  db: DatabaseSync,
  id: string,
): (StoredUpdate & { readonly run: string }) | undefined {
  const found = db
    .prepare(
      'SELECT * FROM run_updates WHERE substr(update_id, 1, length(?)) = ? GROUP BY update_id HAVING max(started_at) LIMIT 2',
    )
    .all(id, id);
  const [row] = found;
  return row && found.length === 1 ? { ...readStored(row), run: String(row.run_id) } : undefined;
}

function readStored(row: Record<string, unknown>): StoredUpdate {
  return {
    workspace: String(row.workspace),
    pipelineId: String(row.pipeline_id),
    pipelineName: String(row.pipeline_name),
    updateId: String(row.update_id),
    startedAt: Number(row.started_at),
  };
}
