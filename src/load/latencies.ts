const perDoubling = 8;
const buckets = perDoubling * 24;

/** How long requests took, in buckets that are 9 % wide: constant space, whatever their number. */
export class Latencies {
  readonly #counts = new Uint32Array(buckets);
  #total = 0;

  add(ms: number): void {
    const bucket = Math.min(buckets - 1, Math.floor(Math.log2(Math.max(0, ms) + 1) * perDoubling));
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total += 1;
  }

  /** @returns milliseconds that this part (0 to 1) of all did not exceed, within 9 %; 0 if there were none. */
  quantile(part: number): number {
    let left = Math.ceil(this.#total * part);
    for (let bucket = 0; bucket < buckets && left > 0; bucket += 1) {
      left -= this.#counts[bucket] ?? 0;
      if (left <= 0) return Math.round(2 ** ((bucket + 1) / perDoubling) - 1);
    }
    return 0;
  }
}
