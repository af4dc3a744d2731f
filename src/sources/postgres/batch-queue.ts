/** Batches on their way from one that produces to one that takes, with their size in mind. */
export class BatchQueue<T> {
  readonly #waiting: { readonly batch: T; readonly bytes: number }[] = [];
  #bytes = 0;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #arrival = Promise.withResolvers<void>();
  readonly #wanted: { readonly below: number; readonly resolve: () => void }[] = [];

  /** How much waits to be taken. */
  get bytes(): number {
    return this.#bytes;
  }

  push(batch: T, bytes: number): void {
    this.#waiting.push({ batch, bytes });
    this.#bytes += bytes;
    this.#arrival.resolve();
  }

  /** Nothing comes any more; an error is met after what came before it. */
  end(failure?: { readonly error: unknown }): void {
    this.#ended = true;
    this.#failure = failure;
    this.#arrival.resolve();
    for (const { resolve } of this.#wanted.splice(0)) resolve();
  }

  /** The next batch, or undefined after the last one. */
  async take(): Promise<T | undefined> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next !== undefined) {
        this.#bytes -= next.bytes;
        this.#makeRoom();
        return next.batch;
      }
      if (this.#failure) throw this.#failure.error;
      if (this.#ended) return undefined;
      this.#arrival = Promise.withResolvers<void>();
      await this.#arrival.promise;
    }
  }

  /** Resolves when at most `below` bytes wait, or nobody waits any more. */
  async room(below: number): Promise<void> {
    if (this.#ended || this.#bytes <= below) return;
    await new Promise<void>((resolve) => this.#wanted.push({ below, resolve }));
  }

  #makeRoom(): void {
    for (let at = this.#wanted.length - 1; at >= 0; at--) {
      const wish = this.#wanted[at];
      if (wish === undefined || wish.below < this.#bytes) continue;
      this.#wanted.splice(at, 1);
      wish.resolve();
    }
  }
}
