import type { Message } from '@resonatehq/sdk';
import type { Envelope } from './receivers.ts';
import { number, text } from './rows.ts';
import type { Statements } from './statements.ts';

/**
 * Messages that were posted and may not have been delivered: a row goes only with a transaction after
 * its delivery, so none is lost between commit and delivery, and one may come twice after a crash.
 */
export class OutboxTable {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** An offer of a task replaces the one before. */
  add(address: string, message: Message): Envelope {
    const [subject, version] =
      message.kind === 'execute'
        ? [message.data.task.id, message.data.task.version]
        : [message.data.promise.id, null];
    const row = this.#statements
      .of(
        `INSERT INTO outbox (kind, subject, address, version) VALUES (?, ?, ?, ?)
         ON CONFLICT (kind, subject, address) DO UPDATE SET version = excluded.version RETURNING seq`,
      )
      .get(message.kind, subject, address, version);
    return { seq: number(row?.seq), address, message };
  }

  remove(seqs: Iterable<number>): void {
    for (const seq of seqs) this.#statements.of('DELETE FROM outbox WHERE seq = ?').run(seq);
  }

  /** Removes what nobody needs any more: offers that were taken up, and news for processes that are gone. */
  sweep(): void {
    this.#statements
      .of(
        `DELETE FROM outbox WHERE kind <> 'execute' OR NOT EXISTS (
           SELECT 1 FROM tasks t WHERE t.id = outbox.subject AND t.state = 'pending' AND t.version = outbox.version)`,
      )
      .run();
  }

  /** Offers that nobody was there to take, oldest first. */
  offers(): Envelope[] {
    return this.#statements
      .of(
        `SELECT o.seq, o.subject, o.address, o.version FROM outbox o JOIN tasks t ON t.id = o.subject
         WHERE o.kind = 'execute' AND t.state = 'pending' AND t.version = o.version ORDER BY o.seq`,
      )
      .all()
      .map((row) => {
        const task = { id: text(row.subject), version: number(row.version) };
        return {
          seq: number(row.seq),
          address: text(row.address),
          message: { kind: 'execute', head: {}, data: { task } },
        };
      });
  }
}
