import type { Pending } from './pending.ts';

/** Records that wait for their next try, by the tick in which it is due: no timer and no sorting per record. */
export class RetryWheel {
  readonly #slots = new Map<number, Pending[]>();
  readonly #tickMs: number;

  constructor(tickMs: number) {
    this.#tickMs = tickMs;
  }

  add(pending: Pending, dueAt: number): void {
    const tick = Math.ceil(dueAt / this.#tickMs);
    const slot = this.#slots.get(tick);
    if (slot) slot.push(pending);
    else this.#slots.set(tick, [pending]);
  }

  /** Takes what is due. */
  take(now: number): Pending[] {
    const due = [...this.#slots.keys()].filter((tick) => tick * this.#tickMs <= now).sort((a, b) => a - b);
    return due.flatMap((tick) => {
      const slot = this.#slots.get(tick) ?? [];
      this.#slots.delete(tick);
      return slot;
    });
  }
}
