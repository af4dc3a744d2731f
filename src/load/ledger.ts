import { KeyOrder } from './key-order.ts';
import { Pending } from './pending.ts';
import type { RangeTrack, Tally } from './range-track.ts';
import { ReadyQueue } from './ready-queue.ts';
import type { SourceRecord } from './types.ts';

const zero: Tally = { read: 0, stored: 0, stale: 0, dead: 0, bytes: 0 };

/** Knows of every record that was read what has become of it. Free of time, of waiting and of effects. */
export class Ledger {
  readonly ready = new ReadyQueue();
  readonly tracks: readonly RangeTrack[];
  readonly #keys: KeyOrder | undefined;
  readonly #passed: Tally = { ...zero };
  readonly #settled: Tally = { ...zero };
  #open = 0;
  #dying = 0;

  /**
   * @param version of records that bring none.
   * @param distinctKeys whether no key comes twice.
   */
  constructor(tracks: readonly RangeTrack[], version: string, distinctKeys = false) {
    this.tracks = tracks;
    this.#keys = distinctKeys ? undefined : new KeyOrder(version);
  }

  /** What the watermarks have passed. */
  get passed(): Readonly<Tally> {
    return this.#passed;
  }

  /** What is settled, before or behind a watermark. */
  get settled(): Readonly<Tally> {
    return this.#settled;
  }

  /** How many records are not settled. */
  get open(): number {
    return this.#open;
  }

  /** How many records are given up and have no dead letter yet. */
  get dying(): number {
    return this.#dying;
  }

  /** Takes in a record, in read order. */
  admit(record: SourceRecord, track: RangeTrack, bytes: number): void {
    const pending = new Pending(record, track, bytes);
    this.#open += 1;
    track.add(pending);
    if ('unloadable' in record) {
      pending.fate = 'dying';
      pending.reason = record.unloadable;
      this.#dying += 1;
    } else if (this.#keys?.enter(pending) ?? true) {
      this.ready.push(pending);
    }
  }

  /** The target has this record, or a newer one. */
  settle(pending: Pending, fate: 'stored' | 'stale'): void {
    for (let covered = pending.covers; covered; ) {
      const older = covered.covers;
      this.#close(covered, 'stale');
      covered = older;
    }
    this.#close(pending, fate);
    const next = this.#keys?.leave(pending);
    if (next) this.ready.push(next);
  }

  /** This record will not be written; it is settled when its dead letter is on disk, see {@link bury}. */
  giveUp(pending: Pending, reason: string): void {
    pending.fate = 'dying';
    pending.reason = reason;
    this.#dying += 1;
    const next = this.#keys?.giveUp(pending);
    if (next) this.ready.push(next);
  }

  /** Given-up records that nothing unsettled precedes, up to about so many bytes. */
  toBury(maxBytes: number): Pending[] {
    const found: Pending[] = [];
    let bytes = 0;
    for (const track of this.tracks) {
      for (const pending of track.dying()) {
        found.push(pending);
        bytes += pending.bytes;
        if (bytes >= maxBytes) return found;
      }
    }
    return found;
  }

  /** The dead letters of these records are on disk. */
  bury(letters: readonly Pending[]): void {
    for (const pending of letters) {
      this.#dying -= 1;
      this.#close(pending, 'dead');
    }
  }

  #close(pending: Pending, fate: 'stored' | 'stale' | 'dead'): void {
    pending.settle(fate);
    this.#open -= 1;
    this.#settled.read += 1;
    this.#settled[fate] += 1;
    this.#settled.bytes += pending.bytes;
    if (pending.track.first === pending) pending.track.advance(this.#passed);
  }
}
