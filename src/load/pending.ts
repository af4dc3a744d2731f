import type { RangeTrack } from './range-track.ts';
import type { LoadRecord, SourceRecord } from './types.ts';

/**
 * `open`: nobody knows yet. `dying`: given up, its dead letter not yet on disk. The others are final:
 * the record is settled, and will not be looked at again.
 */
export type Fate = 'open' | 'dying' | 'stored' | 'stale' | 'dead';

const nothing: LoadRecord = { key: '', position: '', document: new Uint8Array(0) };

/** A record under way, and what has become of it so far. One object per record, which targets get as it is. */
export class Pending implements LoadRecord {
  /** Empty for a record without one; such a record is never written. */
  readonly key: string;
  readonly position: string;
  readonly track: RangeTrack;
  readonly bytes: number;
  #record: Omit<LoadRecord, 'key'>;
  fate: Fate = 'open';
  attempts = 0;
  /** Why it is given up. */
  reason = '';

  // Records of the same key; see KeyOrder.
  ahead: Pending | undefined = undefined;
  behind: Pending | undefined = undefined;
  covers: Pending | undefined = undefined;

  constructor(record: SourceRecord, track: RangeTrack, bytes: number) {
    this.key = record.key ?? '';
    this.position = record.position;
    this.track = track;
    this.bytes = bytes;
    this.#record = record;
  }

  get document(): Uint8Array {
    return this.#record.document;
  }

  get size(): number {
    return this.#record.size ?? this.#record.document.byteLength;
  }

  get version(): string | undefined {
    return this.#record.version;
  }

  get stamp(): string | undefined {
    return this.#record.stamp;
  }

  /** Its fate is final: the document is not needed any more. */
  settle(fate: 'stored' | 'stale' | 'dead'): void {
    this.fate = fate;
    this.#record = nothing;
    this.covers = undefined;
  }
}
