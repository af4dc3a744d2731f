import type { DatabaseSync } from 'node:sqlite';
import type { ScheduleRecord } from '@resonatehq/sdk';
import type { Note } from './changes.ts';
import type { PromiseState, TaskState } from './protocol/store.ts';
import { number, promiseStates, scheduleOf, taskStates, text } from './rows.ts';
import { type StoredPromise, storedOf } from './stored-promise.ts';

export interface RootQuery {
  /** Ids that begin so. */
  readonly prefix?: string;
  /** All of these tags. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly state?: PromiseState;
  /** 100 unless told otherwise. */
  readonly limit?: number;
  /** The `seq` of the last one that was seen, for the next page. */
  readonly after?: number;
}

export interface Counts {
  /** Workflows by state. */
  readonly workflows: Readonly<Record<PromiseState, number>>;
  readonly tasks: Readonly<Record<TaskState, number>>;
  /** Messages that were not delivered yet. */
  readonly messages: number;
}

const joined = `SELECT p.*, t.state AS task_state, t.version, t.pid, t.ttl, t.local, t.due_at, t.releases
  FROM promises p LEFT JOIN tasks t ON t.id = p.id`;

/** Questions that people have about workflows; they never wait for the process that runs them. */
export class DurableReader {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  promise(id: string): StoredPromise | undefined {
    const row = this.#db.prepare(`${joined} WHERE p.id = ?`).get(id);
    return row && storedOf(row);
  }

  /** Workflows, the newest first. */
  roots({ prefix = '', tags = {}, state, limit = 100, after }: RootQuery = {}): StoredPromise[] {
    const pairs = Object.entries(tags);
    const conditions = [
      'p.origin = p.id',
      ...(prefix ? ['substr(p.id, 1, length(?)) = ?'] : []),
      ...pairs.map(() => 'EXISTS (SELECT 1 FROM json_each(p.tags) WHERE key = ? AND value = ?)'),
      ...(state ? ['p.state = ?'] : []),
      ...(after === undefined ? [] : ['p.seq < ?']),
    ];
    const parameters = [
      ...(prefix ? [prefix, prefix] : []),
      ...pairs.flat(),
      ...(state ? [state] : []),
      ...(after === undefined ? [] : [after]),
      limit,
    ];
    const sql = `${joined} WHERE ${conditions.join(' AND ')} ORDER BY p.seq DESC LIMIT ?`;
    return this.#db
      .prepare(sql)
      .all(...parameters)
      .map(storedOf);
  }

  /** A workflow and all promises under it, in order of creation. */
  lineage(root: string): StoredPromise[] {
    return this.#db.prepare(`${joined} WHERE p.origin = ? ORDER BY p.seq`).all(root).map(storedOf);
  }

  /** The notes on a workflow and on all promises under it, in order. */
  notes(root: string): Note[] {
    return this.#db
      .prepare('SELECT * FROM notes WHERE origin = ? ORDER BY seq')
      .all(root)
      .map((row) => ({
        seq: number(row.seq),
        id: text(row.id),
        at: number(row.at),
        kind: text(row.kind),
        data: JSON.parse(text(row.data)),
      }));
  }

  schedules(): ScheduleRecord[] {
    return this.#db.prepare('SELECT record FROM schedules ORDER BY id').all().map(scheduleOf);
  }

  counts(): Counts {
    const workflows = this.#counted(
      'SELECT state, count(*) AS n FROM promises WHERE origin = id GROUP BY state',
    );
    const tasks = this.#counted('SELECT state, count(*) AS n FROM tasks GROUP BY state');
    return {
      workflows: {
        pending: 0,
        resolved: 0,
        rejected: 0,
        rejected_canceled: 0,
        rejected_timedout: 0,
        ...pick(promiseStates, workflows),
      },
      tasks: { pending: 0, acquired: 0, suspended: 0, halted: 0, fulfilled: 0, ...pick(taskStates, tasks) },
      messages: number(this.#db.prepare('SELECT count(*) AS n FROM outbox').get()?.n),
    };
  }

  close(): void {
    this.#db.close();
  }

  #counted(sql: string): Map<string, number> {
    return new Map(
      this.#db
        .prepare(sql)
        .all()
        .map((row) => [text(row.state), number(row.n)]),
    );
  }
}

function pick<T extends string>(names: readonly T[], found: Map<string, number>): Partial<Record<T, number>> {
  const counts: Partial<Record<T, number>> = {};
  for (const name of names) counts[name] = found.get(name) ?? 0;
  return counts;
}
