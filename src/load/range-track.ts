import { Fifo } from './fifo.ts';
import type { Pending } from './pending.ts';
import type { RangeState, SourceRange } from './types.ts';

/** Records by what became of them. */
export interface Tally {
  read: number;
  stored: number;
  stale: number;
  dead: number;
  bytes: number;
}

/**
 * One range's records in the order they were read, from the first unsettled one on. What was settled
 * before that one is the range's watermark: the only thing that is safe to remember. ("The last one
 * that went well" is not: an earlier one may still be waiting for its second try.)
 */
export class RangeTrack {
  readonly range: SourceRange;
  readonly #line = new Fifo<Pending>();
  #watermark: string | undefined;
  #lastKey: string | undefined;
  #ended: boolean;

  constructor({ id, bounds, watermark, lastKey, finished }: RangeState) {
    this.range = { id, bounds };
    this.#watermark = watermark;
    this.#lastKey = lastKey;
    this.#ended = finished;
  }

  /** The first record that is not settled, once {@link advance} was called. */
  get first(): Pending | undefined {
    return this.#line.first;
  }

  get watermark(): string | undefined {
    return this.#watermark;
  }

  get finished(): boolean {
    return this.#ended && this.#line.length === 0;
  }

  get state(): RangeState {
    return {
      ...this.range,
      ...(this.#watermark !== undefined && { watermark: this.#watermark }),
      ...(this.#lastKey !== undefined && { lastKey: this.#lastKey }),
      finished: this.finished,
    };
  }

  add(pending: Pending): void {
    this.#line.push(pending);
  }

  /** The source has no more. */
  end(): void {
    this.#ended = true;
  }

  /** Moves the watermark over all that is settled from the front, and counts it. */
  advance(passed: Tally): void {
    for (let first = this.#line.first; first; first = this.#line.first) {
      if (first.fate === 'open' || first.fate === 'dying') return;
      this.#line.shift();
      this.#watermark = first.position;
      if (first.key !== '') this.#lastKey = first.key;
      passed.read += 1;
      passed[first.fate] += 1;
      passed.bytes += first.bytes;
    }
  }

  /** Given-up records that have nothing unsettled before them but each other, in order. */
  *dying(): Generator<Pending> {
    for (const pending of this.#line) {
      if (pending.fate === 'open') return;
      if (pending.fate === 'dying') yield pending;
    }
  }
}
