import type { RangeTrack } from './range-track.ts';
import type { LoadRecord, SourceRecord } from './types.ts';

/**
 * `open`: nobody knows yet. `dying`: given up, its dead letter not yet on disk. The others are final:
 * the record is settled, and will not be looked at again.
 */
export type Fate = 'open' | 'dying' | 'stored' | 'stale' | 'dead';

const nothing = new Uint8Array(0);

/** A record under way, and what has become of it so far. One object per record, which targets get as it is. */
export class Pending implements LoadRecord {
  /** Empty for a record without one; such a record is never written. */
  readonly key: string;
  readonly position: string;
  readonly version: string | undefined;
  readonly track: RangeTrack;
  readonly bytes: number;
  document: Uint8Array;
  stamp: string | undefined;
  fate: Fate = 'open';
  attempts = 0;
  /** Why it is given up. */
  reason = '';

  // Records of the same key; see KeyOrder.
  ahead: Pending | undefined = undefined;
  behind: Pending | undefined = undefined;
  covers: Pending | undefined = undefined;

  constructor(record: SourceRecord, track: RangeTrack, bytes: number) {
    const written: Partial<LoadRecord> = record;
    this.key = record.key ?? '';
    this.position = record.position;
    this.version = written.version;
    this.track = track;
    this.bytes = bytes;
    this.document = record.document;
    this.stamp = written.stamp;
  }

  /** Its fate is final: the document is not needed any more. */
  settle(fate: 'stored' | 'stale' | 'dead'): void {
    this.fate = fate;
    this.document = nothing;
    this.stamp = undefined;
    this.covers = undefined;
  }
}
