import type { Request } from '@resonatehq/sdk';
import { OutboxTable } from '../outbox-table.ts';
import { apply } from '../protocol/apply.ts';
import type { Reply } from '../protocol/reply.ts';
import { tick } from '../protocol/tick.ts';
import { openStoreFile } from '../schema.ts';
import { SqliteStore } from '../sqlite-store.ts';
import { Statements } from '../statements.ts';
import type { Posted, Snapshot } from './model.ts';

/** The store in memory, without a network around it. */
export class Ours {
  readonly db = openStoreFile(':memory:');
  readonly #statements = new Statements(this.db);
  readonly store = new SqliteStore(this.#statements, new OutboxTable(this.#statements));

  apply(now: number, request: Request): { readonly reply: Reply; readonly posted: readonly Posted[] } {
    const reply = apply({ store: this.store, now, local: true }, request);
    return { reply, posted: this.store.take().posted };
  }

  tick(now: number): readonly Posted[] {
    tick({ store: this.store, now, local: true }, 1_000);
    return this.store.take().posted;
  }

  snapshot(): Snapshot {
    const all = (sql: string): string[] =>
      this.db
        .prepare(sql)
        .all()
        .map(({ x }) => String(x));
    return {
      promises: all('SELECT id AS x FROM promises ORDER BY seq').flatMap(
        (id) => this.store.promise(id) ?? [],
      ),
      tasks: all('SELECT id AS x FROM tasks').map((id) => {
        const task = this.store.task(id);
        const { pid, ttl } = task?.lease ?? {};
        const resumes = [...this.store.resumes(id)].sort();
        return { id, state: task?.state, version: task?.version, pid, ttl, resumes, due: task?.dueAt };
      }),
      callbacks: all("SELECT awaited || ' <- ' || awaiter AS x FROM callbacks"),
      listeners: all("SELECT awaited || ' -> ' || address AS x FROM listeners"),
    };
  }
}
