import type { Message, PromiseRecord, ScheduleRecord } from '@resonatehq/sdk';
import type { Change, Note } from './changes.ts';
import { originOf } from './origin-of.ts';
import type { OutboxTable } from './outbox-table.ts';
import type { Settlement, Store, Task } from './protocol/store.ts';
import type { Envelope } from './receivers.ts';
import { promiseOf, scheduleOf, taskOf, text } from './rows.ts';
import type { Statements } from './statements.ts';

/**
 * The protocol's rows in SQLite. It also remembers what the transaction under way has changed and
 * posted, for whoever commits it.
 */
export class SqliteStore implements Store {
  readonly #statements: Statements;
  readonly #outbox: OutboxTable;
  #changes: Change[] = [];
  #posted: Envelope[] = [];

  constructor(statements: Statements, outbox: OutboxTable) {
    this.#statements = statements;
    this.#outbox = outbox;
  }

  /** What was changed and posted since the last call. */
  take(): { readonly changes: readonly Change[]; readonly posted: readonly Envelope[] } {
    const taken = { changes: this.#changes, posted: this.#posted };
    this.#changes = [];
    this.#posted = [];
    return taken;
  }

  /** When something becomes due by itself next; undefined when nothing will. */
  nextDue(): number | undefined {
    const times = [
      this.#statements.of("SELECT min(timeout_at) AS at FROM promises WHERE state = 'pending'").get()?.at,
      this.#statements.of('SELECT min(due_at) AS at FROM tasks WHERE due_at IS NOT NULL').get()?.at,
      this.#statements.of('SELECT min(next_run_at) AS at FROM schedules').get()?.at,
    ].filter((at) => typeof at === 'number');
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  promise(id: string): PromiseRecord | undefined {
    const row = this.#statements.of('SELECT * FROM promises WHERE id = ?').get(id);
    return row && promiseOf(row);
  }

  addPromise(promise: PromiseRecord): void {
    const { id, state, tags, settledAt } = promise;
    this.#statements
      .of(
        `INSERT INTO promises (id, state, param, value, tags, origin, branch, timeout_at, created_at, settled_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        id,
        state,
        JSON.stringify(promise.param),
        JSON.stringify(promise.value),
        JSON.stringify(tags),
        tags['resonate:origin'] ?? originOf(id),
        tags['resonate:branch'] ?? null,
        promise.timeoutAt,
        promise.createdAt,
        settledAt ?? null,
      );
    this.#changes.push({ kind: 'promise', promise });
  }

  settle(promise: PromiseRecord, settlement: Settlement): PromiseRecord {
    const settled = { ...promise, ...settlement };
    this.#statements
      .of('UPDATE promises SET state = ?, value = ?, settled_at = ? WHERE id = ?')
      .run(settled.state, JSON.stringify(settled.value), settled.settledAt, settled.id);
    this.#changes.push({ kind: 'promise', promise: settled });
    return settled;
  }

  branch(name: string): PromiseRecord[] {
    return this.#statements
      .of('SELECT * FROM promises WHERE branch = ? ORDER BY seq')
      .all(name)
      .map(promiseOf);
  }

  duePromises(now: number, limit: number): PromiseRecord[] {
    return this.#statements
      .of("SELECT * FROM promises WHERE state = 'pending' AND timeout_at <= ? ORDER BY timeout_at LIMIT ?")
      .all(now, limit)
      .map(promiseOf);
  }

  task(id: string): Task | undefined {
    const row = this.#statements.of('SELECT * FROM tasks WHERE id = ?').get(id);
    return row && taskOf(row);
  }

  putTask({ id, state, version, lease, dueAt, releases }: Task): void {
    this.#statements
      .of(
        `INSERT OR REPLACE INTO tasks (id, state, version, pid, ttl, local, due_at, releases)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        id,
        state,
        version,
        lease?.pid ?? null,
        lease?.ttl ?? null,
        lease ? Number(lease.local) : null,
        dueAt ?? null,
        releases,
      );
    this.#changes.push({ kind: 'task', id, state, version });
  }

  dueTasks(now: number, limit: number): Task[] {
    return this.#statements
      .of('SELECT * FROM tasks WHERE due_at <= ? ORDER BY due_at LIMIT ?')
      .all(now, limit)
      .map(taskOf);
  }

  /** Tasks that are held within the process that owns the store. */
  localTasks(): Task[] {
    return this.#statements.of('SELECT * FROM tasks WHERE local = 1').all().map(taskOf);
  }

  resumes(task: string): string[] {
    return this.#statements
      .of('SELECT awaited FROM resumes WHERE task = ?')
      .all(task)
      .map(({ awaited }) => text(awaited));
  }

  addResume(task: string, awaited: string): void {
    this.#statements.of('INSERT OR IGNORE INTO resumes (task, awaited) VALUES (?, ?)').run(task, awaited);
  }

  clearResumes(task: string): void {
    this.#statements.of('DELETE FROM resumes WHERE task = ?').run(task);
  }

  addCallback(awaited: string, awaiter: string): void {
    this.#statements
      .of('INSERT OR IGNORE INTO callbacks (awaited, awaiter) VALUES (?, ?)')
      .run(awaited, awaiter);
  }

  takeCallbacks(awaited: string): string[] {
    return this.#statements
      .of('DELETE FROM callbacks WHERE awaited = ? RETURNING awaiter')
      .all(awaited)
      .map(({ awaiter }) => text(awaiter));
  }

  removeCallbacksOf(awaiter: string): void {
    this.#statements.of('DELETE FROM callbacks WHERE awaiter = ?').run(awaiter);
  }

  addListener(awaited: string, address: string): void {
    this.#statements
      .of('INSERT OR IGNORE INTO listeners (awaited, address) VALUES (?, ?)')
      .run(awaited, address);
  }

  takeListeners(awaited: string): string[] {
    return this.#statements
      .of('DELETE FROM listeners WHERE awaited = ? RETURNING address')
      .all(awaited)
      .map(({ address }) => text(address));
  }

  schedule(id: string): ScheduleRecord | undefined {
    const row = this.#statements.of('SELECT record FROM schedules WHERE id = ?').get(id);
    return row && scheduleOf(row);
  }

  putSchedule(schedule: ScheduleRecord): void {
    this.#statements
      .of('INSERT OR REPLACE INTO schedules (id, next_run_at, record) VALUES (?, ?, ?)')
      .run(schedule.id, schedule.nextRunAt, JSON.stringify(schedule));
  }

  removeSchedule(id: string): void {
    this.#statements.of('DELETE FROM schedules WHERE id = ?').run(id);
  }

  dueSchedules(now: number, limit: number): ScheduleRecord[] {
    return this.#statements
      .of('SELECT record FROM schedules WHERE next_run_at <= ? ORDER BY next_run_at LIMIT ?')
      .all(now, limit)
      .map(scheduleOf);
  }

  post(address: string, message: Message): void {
    this.#posted.push(this.#outbox.add(address, message));
  }

  addNote(note: Omit<Note, 'seq'>): void {
    const { lastInsertRowid } = this.#statements
      .of('INSERT INTO notes (id, origin, at, kind, data) VALUES (?, ?, ?, ?, ?)')
      .run(note.id, originOf(note.id), note.at, note.kind, JSON.stringify(note.data ?? null));
    this.#changes.push({ kind: 'note', note: { ...note, seq: Number(lastInsertRowid) } });
  }
}
