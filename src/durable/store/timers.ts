import type { Clock } from '../../kernel/index.ts';

/**
 * The wall clock may be set while we sleep, so nothing sleeps longer than this (ms). Looking whether
 * something is due costs microseconds.
 */
const longestSleep = 1_000;

/** Calls `wake` when something becomes due, and not much later when the clock is set forward. */
export class Timers {
  readonly #clock: Clock;
  readonly #wake: () => void;
  #sleeping: { readonly until: number; readonly controller: AbortController } | undefined;

  constructor(clock: Clock, wake: () => void) {
    this.#clock = clock;
    this.#wake = wake;
  }

  /** Sleeps until `due` at the latest. Waking ends the sleep; arm again for the next. */
  arm(due = Number.POSITIVE_INFINITY): void {
    const now = this.#clock.now();
    const until = Math.min(Math.max(due, now), now + longestSleep);
    if (this.#sleeping && this.#sleeping.until <= until && this.#sleeping.until >= now) return;
    this.stop();
    const controller = new AbortController();
    this.#sleeping = { until, controller };
    void this.#clock.sleep(until - now, controller.signal).then(() => {
      if (controller.signal.aborted) return;
      this.#sleeping = undefined;
      this.#wake();
    });
  }

  stop(): void {
    this.#sleeping?.controller.abort();
    this.#sleeping = undefined;
  }
}
