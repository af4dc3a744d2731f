import type { Clock } from '../../../kernel/index.ts';

/** Time that passes when it is told to. */
export class ManualClock implements Clock {
  #now: number;
  #sleepers: { readonly until: number; readonly wake: () => void }[] = [];

  constructor(now = 1_700_000_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers.push({ until: this.#now + ms, wake });
      signal?.addEventListener('abort', () => wake());
    });
  }

  /** Lets time pass at once: who slept meanwhile wakes up late. */
  pass(ms: number): void {
    this.#now += ms;
    const due = this.#sleepers.filter(({ until }) => until <= this.#now);
    this.#sleepers = this.#sleepers.filter(({ until }) => until > this.#now);
    for (const { wake } of due) wake();
  }

  /** What somebody does who sets the clock: sleeps go by another one. */
  set(now: number): void {
    this.#now = now;
  }
}
