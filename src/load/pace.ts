/** How much may be asked of a target at once. */
export interface PaceLimits {
  /** Records in the first request; what they weigh is where the size of requests starts. */
  readonly batchSize: number;
  readonly maxRequestBytes: number;
  readonly maxConcurrency: number;
  /** A request that takes longer than this is a sign of too much work under way. */
  readonly targetLatencyMs: number;
}

/** What a request was when it was sent. */
export interface Sent {
  readonly bytes: number;
  /** Whether there was more to send than fitted in. */
  readonly full: boolean;
  readonly size: number | undefined;
  readonly era: number;
}

const decrease = 0.7;
const smallest = 16 * 1024;

/**
 * Finds how large requests should be and how many may be under way. It starts small and doubles with
 * every answer (a healthy target is at full size after about ten), until the first sign of trouble;
 * from then on it grows by small steps and shrinks by large ones, which is known to be stable and fair
 * between several who do so (AIMD). Size and number shrink together: each by 0.7, their product by half.
 */
export class Pace {
  readonly #limits: PaceLimits;
  #largest: number;
  #bytes: number | undefined;
  #concurrency = 1;
  #doubling = true;
  /** Counts decreases. */
  #era = 0;

  constructor(limits: PaceLimits) {
    this.#limits = limits;
    this.#largest = limits.maxRequestBytes;
  }

  get concurrency(): number {
    return Math.floor(this.#concurrency);
  }

  /** How much to put into one request. */
  get size(): { readonly records: number; readonly bytes: number } {
    if (this.#bytes === undefined) return { records: this.#limits.batchSize, bytes: this.#largest };
    return { records: Number.POSITIVE_INFINITY, bytes: this.#bytes };
  }

  sent(bytes: number, full: boolean): Sent {
    return { bytes, full, size: this.#bytes, era: this.#era };
  }

  /** @param rejected whether the target turned something away for being busy, or was out of reach. */
  answered(sent: Sent, latencyMs: number, rejected: boolean): void {
    if (rejected || latencyMs > this.#limits.targetLatencyMs) this.#shrink(sent);
    else this.#grow(sent);
  }

  /** The target takes no request as large as this. */
  tooLarge(bytes: number): void {
    this.#largest = Math.max(1, Math.min(this.#largest, Math.floor(bytes / 2)));
    if (this.#bytes !== undefined) this.#bytes = Math.min(this.#bytes, this.#largest);
  }

  #grow({ bytes, full, size }: Sent): void {
    const { maxConcurrency, maxRequestBytes } = this.#limits;
    const step = this.#doubling ? 1 : 1 / (4 * this.#concurrency);
    this.#concurrency = Math.min(maxConcurrency, this.#concurrency + step);
    // A request that was not full, or smaller than they are by now, shows nothing about larger ones.
    if (!full || size !== this.#bytes) return;
    const now = Math.max(size ?? 0, bytes);
    this.#resize(this.#doubling ? now * 4 : now + maxRequestBytes / 16);
  }

  #shrink({ era }: Sent): void {
    // One burst of trouble counts once: what was sent before the last decrease says nothing new.
    if (era !== this.#era) return;
    this.#era += 1;
    this.#doubling = false;
    this.#concurrency = Math.max(1, this.#concurrency * decrease);
    if (this.#bytes !== undefined) this.#resize(this.#bytes * decrease);
  }

  #resize(bytes: number): void {
    this.#bytes = Math.min(this.#largest, Math.max(smallest, Math.floor(bytes)));
  }
}
