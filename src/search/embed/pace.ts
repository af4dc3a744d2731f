import { setImmediate } from 'node:timers/promises';

/** Milliseconds of computing after which others get their turn. */
const turn = 50;

/**
 * Long computations on the main thread, with manners:
 *
 * @example
 * for (const row of rows) {
 *   work(row);
 *   if (pace.due()) await pace.rest();
 * }
 */
export class Pace {
  readonly #signal: AbortSignal | undefined;
  #since = performance.now();

  constructor(signal?: AbortSignal) {
    signal?.throwIfAborted();
    this.#signal = signal;
  }

  due(): boolean {
    return performance.now() - this.#since >= turn;
  }

  /** Lets the event loop run once; rejects with the signal's reason when it has aborted. */
  async rest(): Promise<void> {
    await setImmediate();
    this.#signal?.throwIfAborted();
    this.#since = performance.now();
  }
}
