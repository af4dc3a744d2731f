import { Fifo } from './fifo.ts';
import type { Tally } from './range-track.ts';
import type { SourceRecord } from './types.ts';

/** What one record weighs beside its key and document: its action line, its stamp, its place in our lists. */
const overhead = 128;

/** Bytes that a record takes in the window and in a request, closely enough. */
export function weigh(record: SourceRecord): number {
  const size = ('size' in record ? record.size : undefined) ?? record.document.byteLength;
  return size + (record.key?.length ?? 0) + overhead;
}

export interface WindowSize {
  readonly records: number;
  readonly bytes: number;
}

/** Records that were counted, as the window counts them. */
export function sizeOf({ read, bytes }: Readonly<Tally>): WindowSize {
  return { records: read, bytes };
}

interface Waiting {
  readonly bytes: number;
  readonly enter: (entered: boolean) => void;
}

/** How much of the window may wait to be settled, with its documents in memory. The rest waits for a save. */
const heldPart = 0.5;

/**
 * Everything that was read and is not yet covered by a saved state: what a crash would make us read again. A part
 * of it, what is not settled, is held in memory. Both are bounded. Who finds no room waits in line, so that a
 * large record is not overtaken for ever by small ones.
 */
export class Window {
  readonly limit: WindowSize;
  readonly #held: Room;
  readonly #uncovered: Room;
  readonly #onFull: () => void;
  readonly #line = new Fifo<Waiting>();
  #closed = false;

  /** @param onFull called when a reader has to wait. */
  constructor(limit: WindowSize, onFull: () => void) {
    this.limit = limit;
    this.#uncovered = new Room(limit);
    this.#held = new Room({ records: limit.records * heldPart, bytes: limit.bytes * heldPart });
    this.#onFull = onFull;
  }

  get now(): WindowSize {
    return this.#uncovered.now;
  }

  /** How full it has ever been. */
  get peak(): WindowSize {
    return this.#uncovered.peak;
  }

  /** Whether a reader waits for room. */
  get full(): boolean {
    return this.#line.length > 0;
  }

  /** Takes room for a record, if there is any. */
  enter(bytes: number): boolean {
    if (this.#closed || this.#line.length > 0 || !this.#fits(bytes)) return false;
    this.#add(bytes);
    return true;
  }

  /** Waits for room, and takes it. @returns false once the window is closed. */
  enterLater(bytes: number): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#line.push({ bytes, enter: resolve });
    this.#onFull();
    return promise;
  }

  /** Of all that has ever entered, so much is settled. */
  settled(total: WindowSize): void {
    this.#held.left(total);
    this.#admit();
  }

  /** Of all that has ever entered, so much is covered by a saved state. */
  covered(total: WindowSize): void {
    this.#uncovered.left(total);
    this.#admit();
  }

  /** Lets nobody in any more. */
  close(): void {
    this.#closed = true;
    for (let next = this.#line.shift(); next; next = this.#line.shift()) next.enter(false);
  }

  #fits(bytes: number): boolean {
    return this.#held.fits(bytes) && this.#uncovered.fits(bytes);
  }

  #add(bytes: number): void {
    this.#held.add(bytes);
    this.#uncovered.add(bytes);
  }

  #admit(): void {
    for (let next = this.#line.first; next && this.#fits(next.bytes); next = this.#line.first) {
      this.#line.shift();
      this.#add(next.bytes);
      next.enter(true);
    }
  }
}

/** What has entered and not left again, and how much that may be. */
class Room {
  readonly #limit: WindowSize;
  #records = 0;
  #bytes = 0;
  #maxRecords = 0;
  #maxBytes = 0;
  #left: WindowSize = { records: 0, bytes: 0 };

  constructor(limit: WindowSize) {
    this.#limit = limit;
  }

  get now(): WindowSize {
    return { records: this.#records, bytes: this.#bytes };
  }

  get peak(): WindowSize {
    return { records: this.#maxRecords, bytes: this.#maxBytes };
  }

  /** A record that is larger than all the room there is passes alone. */
  fits(bytes: number): boolean {
    if (this.#records === 0) return true;
    return this.#records < this.#limit.records && this.#bytes + bytes <= this.#limit.bytes;
  }

  add(bytes: number): void {
    this.#records += 1;
    this.#bytes += bytes;
    if (this.#records > this.#maxRecords) this.#maxRecords = this.#records;
    if (this.#bytes > this.#maxBytes) this.#maxBytes = this.#bytes;
  }

  left(total: WindowSize): void {
    this.#records -= total.records - this.#left.records;
    this.#bytes -= total.bytes - this.#left.bytes;
    this.#left = { records: total.records, bytes: total.bytes };
  }
}
