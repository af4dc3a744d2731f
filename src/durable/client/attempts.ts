const never = new Promise<never>(() => {});

/**
 * The attempts at steps that are under way in this process. When it is to end, those have a while to do so and to be
 * remembered; none begins any more, as the store may already be another process's, which makes the same step.
 */
export class Attempts {
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;

  /** Makes an attempt; one that comes too late, or fails when it is too late for another, never ends. */
  async make<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isClosed) return await never;
    const attempt = work();
    this.#running.add(attempt);
    try {
      return await attempt;
    } catch (error) {
      if (this.#isClosed) return await never;
      throw error;
    } finally {
      this.#running.delete(attempt);
    }
  }

  /** Lets none begin any more. Resolves when those under way have ended, or after `patience` (ms). */
  async close(patience: number): Promise<void> {
    this.#isClosed = true;
    if (this.#running.size === 0) return;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, patience);
    await Promise.race([Promise.allSettled(this.#running), late]);
    clearTimeout(timer);
    // What came of them is handed to the store within this turn.
    await new Promise((done) => setImmediate(done));
  }
}
