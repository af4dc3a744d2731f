import type { SourceRecord, UnloadableRecord } from '../../load/index.ts';
import { RowRecord } from './row-record.ts';
import { type VersionKind, versionText } from './version-text.ts';

/** What the rows of a statement hold, and what their positions are made of. */
export interface RecordLayout {
  readonly version: VersionKind | undefined;
  readonly ties: boolean;
  readonly leading: boolean;
  /** Line ends may stand between the tokens of a document. */
  readonly verbatim: boolean;
  /** Positions count rows, from here; without it they are keys. */
  readonly ordinal?: number;
  /** Why no row of the statement can be loaded. */
  readonly unloadable?: string;
}

type Row = RowRecord | UnloadableRecord;

const longestKey = 512;

/**
 * Makes records of rows in the binary format of COPY: a count of fields, then each field behind its length.
 * A document is a part of the chunk that it came in; nothing is parsed.
 */
export class RecordReader {
  readonly #layout: RecordLayout;
  #batch: SourceRecord[] = [];
  /** With ties, the last row is held back until the next one says whether it ended its group. */
  #held: { readonly record: Row; readonly own: string } | undefined;
  #position: string | undefined;
  #rows = 0;

  /** @param position where reading starts, which is what all rows of the first group get that do not end it. */
  constructor(layout: RecordLayout, position: string | undefined) {
    this.#layout = layout;
    this.#position = position;
  }

  /** How many rows were read. */
  get rows(): number {
    return this.#rows;
  }

  /** The records since the last call. */
  take(): SourceRecord[] {
    const batch = this.#batch;
    this.#batch = [];
    return batch;
  }

  /** No row follows: the one held back ends its group. */
  finish(): void {
    if (this.#held === undefined) return;
    this.#position = this.#held.own;
    this.#batch.push(at(this.#held.record, this.#held.own));
    this.#held = undefined;
  }

  row(bytes: Buffer, start: number): void {
    const { version: kind, ties, leading, verbatim } = this.#layout;
    this.#rows++;
    let at = start + 2;
    const keyLength = bytes.readInt32BE(at);
    at += 4;
    const key = keyLength < 0 ? undefined : bytes.toString('utf8', at, at + keyLength);
    // The hash of a NULL key is NULL too, and only its length is sent; of others, the last two bytes are the bucket.
    at += Math.max(keyLength, 0) + (keyLength < 0 ? 0 : 8);
    const stampAt = at + 2;
    at += 16;
    let version: string | undefined;
    let fault = this.#layout.unloadable;
    if (kind !== undefined) {
      const length = bytes.readInt32BE(at);
      const read = length < 0 ? { fault: 'its version is NULL' } : versionText(kind, bytes, at + 4);
      version = read.text;
      fault ??= read.fault;
      at += 4 + Math.max(length, 0);
    }
    let tied = false;
    if (ties) {
      tied = bytes[at + 4] === 1;
      at += 5;
    }
    let own: string;
    if (leading) {
      const length = bytes.readInt32BE(at);
      own = JSON.stringify([bytes.toString('latin1', at + 4, at + 4 + length), key]);
      at += 4 + length;
    } else if (this.#layout.ordinal === undefined) own = ties ? `>${key}` : (key ?? '');
    else own = String(this.#layout.ordinal + this.#rows);
    at += 4;
    const end = at + bytes.readInt32BE(at - 4);
    if (verbatim) joinLines(bytes.subarray(at, end));
    fault ??= keyFault(key, keyLength);
    if (fault === undefined && key !== undefined)
      this.#add(new RowRecord(key, own, version, bytes, stampAt, at, end), own, tied);
    else
      this.#add(
        { key, document: bytes.subarray(at, end), position: own, unloadable: fault ?? 'its key is NULL' },
        own,
        tied,
      );
  }

  #add(record: Row, own: string, tied: boolean): void {
    if (!this.#layout.ties) {
      this.#batch.push(record);
      return;
    }
    if (this.#held !== undefined) {
      if (!tied) this.#position = this.#held.own;
      this.#batch.push(at(this.#held.record, this.#position ?? ''));
    }
    this.#held = { record, own };
  }
}

function at(record: Row, position: string): SourceRecord {
  return record instanceof RowRecord ? record.at(position) : { ...record, position };
}

function keyFault(key: string | undefined, length: number): string | undefined {
  if (key === undefined) return 'its key is NULL';
  if (length === 0) return 'its key is empty';
  return length > longestKey ? `its key has ${length} bytes, more than ${longestKey}` : undefined;
}

/**
 * Columns of type json are copied into the document as somebody wrote them, line ends included. Inside of strings
 * those cannot stand, so they may become spaces.
 */
function joinLines(document: Buffer): void {
  for (const end of [10, 13])
    for (let at = document.indexOf(end); at >= 0; at = document.indexOf(end, at + 1)) document[at] = 32;
}
