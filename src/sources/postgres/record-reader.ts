import type { LoadRecord, SourceRecord } from '../../load/index.ts';
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

const longestKey = 512;

/**
 * Makes records of rows in the binary format of COPY: a count of fields, then each field behind its length.
 * A document is a part of the chunk that it came in; nothing is parsed.
 */
export class RecordReader {
  readonly #layout: RecordLayout;
  #batch: SourceRecord[] = [];
  /** With ties, the last row is held back until the next one says whether it ended its group. */
  #held: { readonly record: SourceRecord; readonly own: string } | undefined;
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
    this.#batch.push({ ...this.#held.record, position: this.#held.own });
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
    const bucket = keyLength < 0 ? 0 : bytes.readUInt16BE(at + 2);
    at += 8;
    const stamp = `{"b":${bucket},"h":${bytes.readUInt32BE(at)},"l":${bytes.readUInt32BE(at + 4)}}`;
    at += 8;
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
    const document = bytes.subarray(at, at + bytes.readInt32BE(at - 4));
    if (verbatim) joinLines(document);
    fault ??= keyFault(key, keyLength);
    const record: SourceRecord =
      fault === undefined && key !== undefined
        ? loadable(key, document, own, version, stamp)
        : { key, document, position: own, unloadable: fault ?? 'its key is NULL' };
    if (ties) this.#hold(record, own, tied);
    else this.#batch.push(record);
  }

  #hold(record: SourceRecord, own: string, tied: boolean): void {
    if (this.#held !== undefined) {
      if (!tied) this.#position = this.#held.own;
      this.#batch.push({ ...this.#held.record, position: this.#position ?? '' });
    }
    this.#held = { record, own };
  }
}

function loadable(
  key: string,
  document: Uint8Array,
  position: string,
  version: string | undefined,
  stamp: string,
): LoadRecord {
  return version === undefined
    ? { key, document, position, stamp }
    : { key, document, position, version, stamp };
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
