import type { OutboxTable } from './outbox-table.ts';
import { type Envelope, type Receiver, Receivers } from './receivers.ts';

/** Brings messages from the outbox to those who are there, after they were committed. */
export class Deliveries {
  readonly #outbox: OutboxTable;
  readonly #receivers: Receivers;
  /** Messages that were handed over, and whose rows are still there. */
  readonly #delivered = new Set<number>();
  #leaving: Envelope[] = [];
  #stopped = false;

  constructor(outbox: OutboxTable, random: () => number) {
    this.#outbox = outbox;
    this.#receivers = new Receivers(random);
  }

  /** Adds a worker, to whom offers go that nobody was there for. Returns how to remove it. */
  attach(receiver: Receiver): () => void {
    this.#receivers.add(receiver);
    setImmediate(() => {
      if (!this.#stopped) this.#deliver(this.#outbox.offers());
    });
    return () => this.#receivers.remove(receiver);
  }

  /** Whether there are rows to be removed. */
  get hasDelivered(): boolean {
    return this.#delivered.size > 0;
  }

  /** Within a transaction: removes the rows of what was delivered. */
  removeDelivered(): void {
    this.#outbox.remove(this.#delivered);
  }

  /** After that transaction: sends what it posted, once those who waited for an answer had their turn. */
  committed(posted: readonly Envelope[]): void {
    this.#delivered.clear();
    if (posted.length === 0) return;
    if (this.#leaving.length === 0) setImmediate(() => this.#deliver(this.#leaving.splice(0)));
    this.#leaving.push(...posted);
  }

  stop(): void {
    this.#stopped = true;
  }

  #deliver(envelopes: readonly Envelope[]): void {
    for (const envelope of envelopes) {
      if (this.#stopped || this.#delivered.has(envelope.seq)) continue;
      const isNews = envelope.message.kind === 'unblock';
      // Offers wait for a worker to come. News do not: who comes back asks anew.
      if (this.#receivers.deliver(envelope) || isNews) this.#delivered.add(envelope.seq);
    }
  }
}
