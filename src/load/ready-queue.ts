import { Fifo } from './fifo.ts';
import type { Pending } from './pending.ts';

/** Records that may be written now. */
export class ReadyQueue {
  readonly #line = new Fifo<Pending>();
  #bytes = 0;

  get records(): number {
    return this.#line.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  push(pending: Pending): void {
    this.#line.push(pending);
    this.#bytes += pending.bytes;
  }

  /** Takes as many as fit, and at least one if there is one. */
  take(limit: { readonly records: number; readonly bytes: number }): Pending[] {
    const taken: Pending[] = [];
    let bytes = 0;
    for (let next = this.#line.first; next && taken.length < limit.records; next = this.#line.first) {
      if (taken.length > 0 && bytes + next.bytes > limit.bytes) break;
      this.#line.shift();
      taken.push(next);
      bytes += next.bytes;
    }
    this.#bytes -= bytes;
    return taken;
  }
}
