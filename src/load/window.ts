import { Fifo } from './fifo.ts';
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

interface Waiting {
  readonly bytes: number;
  readonly enter: (entered: boolean) => void;
}

/**
 * Everything that was read and is not yet covered by a saved state: what is held in memory, and what
 * a crash would make us read again. Both are bounded by the same numbers. Who finds it full waits in
 * line, so that a large record is not overtaken for ever by small ones.
 */
export class Window {
  readonly limit: WindowSize;
  readonly #onFull: () => void;
  readonly #line = new Fifo<Waiting>();
  #records = 0;
  #bytes = 0;
  #maxRecords = 0;
  #maxBytes = 0;
  #closed = false;

  /** @param onFull called when a reader has to wait. */
  constructor(limit: WindowSize, onFull: () => void) {
    this.limit = limit;
    this.#onFull = onFull;
  }

  get now(): WindowSize {
    return { records: this.#records, bytes: this.#bytes };
  }

  /** How full it has ever been. */
  get peak(): WindowSize {
    return { records: this.#maxRecords, bytes: this.#maxBytes };
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

  /** Gives room back. */
  leave({ records, bytes }: WindowSize): void {
    this.#records -= records;
    this.#bytes -= bytes;
    for (let next = this.#line.first; next && this.#fits(next.bytes); next = this.#line.first) {
      this.#line.shift();
      this.#add(next.bytes);
      next.enter(true);
    }
  }

  /** Lets nobody in any more. */
  close(): void {
    this.#closed = true;
    for (let next = this.#line.shift(); next; next = this.#line.shift()) next.enter(false);
  }

  /** A record that is larger than the whole window passes alone. */
  #fits(bytes: number): boolean {
    if (this.#records === 0) return true;
    return this.#records < this.limit.records && this.#bytes + bytes <= this.limit.bytes;
  }

  #add(bytes: number): void {
    this.#records += 1;
    this.#bytes += bytes;
    if (this.#records > this.#maxRecords) this.#maxRecords = this.#records;
    if (this.#bytes > this.#maxBytes) this.#maxBytes = this.#bytes;
  }
}
