import type { DatabaseSync } from 'node:sqlite';
import { crashPoint } from '../../kernel/index.ts';
import { transaction } from '../../state/index.ts';

/** So many pieces of work share one transaction at most, so that nobody waits long. */
const batchSize = 500;

/** A piece of work: does it within a transaction, and returns how to answer once it is committed. */
interface Unit {
  readonly run: () => () => void;
  readonly fail: (error: unknown) => void;
}

export interface CommitQueueOptions {
  readonly db: DatabaseSync;
  /** Begins every transaction; also one that is tried again. */
  readonly begin: () => void;
  /** A transaction is on disk, and everybody in it was answered. */
  readonly committed: () => void;
  /** A transaction was undone. */
  readonly failed: (error: unknown) => void;
}

/**
 * Group commit: work that arrives in the same turn of the event loop shares one transaction, and with
 * it one wait for the disk. Nobody is answered before the commit. While the disk is busy, more work
 * arrives, so groups grow with the load by themselves.
 */
export class CommitQueue {
  readonly #options: CommitQueueOptions;
  #queue: Unit[] = [];
  #scheduled = false;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
  }

  /** @returns what the work returned, once it is on disk. Rejects when it was undone. */
  submit<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const run = (): (() => void) => {
        const result = work();
        return () => resolve(result);
      };
      this.#queue.push({ run, fail: reject });
      this.#schedule();
    });
  }

  /** Commits everything that was submitted, now. */
  flush(): void {
    while (this.#queue.length > 0) this.#commitNext();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#commitNext();
      if (this.#queue.length > 0) this.#schedule();
    });
  }

  #commitNext(): void {
    const batch = this.#queue.slice(0, batchSize);
    this.#queue = this.#queue.slice(batchSize);
    if (batch.length === 0 || this.#commit(batch)) return;
    // One of them may have failed for a reason of its own, for which the others need not suffer.
    if (batch.length > 1) for (const unit of batch) this.#commit([unit]);
  }

  /** @returns false when the units were undone, and nobody was answered; a unit alone is always answered. */
  #commit(batch: readonly Unit[]): boolean {
    const { db, begin, committed, failed } = this.#options;
    let answers: (() => void)[];
    try {
      answers = transaction(db, () => {
        begin();
        const done = batch.map((unit) => unit.run());
        crashPoint('durable:before-commit');
        return done;
      });
      crashPoint('durable:after-commit');
    } catch (error) {
      if (batch.length === 1) {
        failed(error);
        batch[0]?.fail(error);
      }
      return false;
    }
    for (const answer of answers) answer();
    committed();
    return true;
  }
}
