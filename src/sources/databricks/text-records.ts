import { hash } from 'node:crypto';
import type { SourceRecord, Stamp } from '../../load/index.ts';
import { slice, textOf } from '../slice.ts';
import { longestKey, unloadable } from '../unloadable.ts';
import type { TextBatch } from './arrow-text.ts';
import { out } from './record-statement.ts';

const nothing = new Uint8Array();

/** The records of a batch from row `from` on, some at a time; documents are parts of the batch's own bytes. */
export function* textRecords(
  { rows, columns }: TextBatch,
  firstRow: number,
  from: number,
): Generator<readonly SourceRecord[], void, undefined> {
  const [keys, versions, documents] = [columns[out.key], columns[out.version], columns[out.document]];
  if (!keys || !versions || !documents) throw new TypeError('it does not have three columns');
  let records: SourceRecord[] = [];
  let size = 0;
  for (let row = Math.max(0, from - firstRow); row < rows; row += 1) {
    const document = documents(row) ?? nothing;
    records.push(record(keys(row), versions(row), document, String(firstRow + row)));
    size += document.length;
    if (records.length >= slice.records || size >= slice.bytes) {
      yield records;
      records = [];
      size = 0;
    }
  }
  if (records.length > 0) yield records;
}

function record(
  keyBytes: Uint8Array | undefined,
  version: Uint8Array | undefined,
  document: Uint8Array,
  position: string,
): SourceRecord {
  if (keyBytes === undefined || keyBytes.length === 0 || keyBytes.length > longestKey) {
    const key = keyBytes?.length ? textOf(keyBytes) : undefined;
    return { key, document, position, unloadable: unloadable(keyBytes?.length ?? -1) };
  }
  const key = textOf(keyBytes);
  const stamp = stampOf(keyBytes, document);
  return version === undefined
    ? { key, document, position, stamp }
    : { key, document, position, version: textOf(version), stamp };
}

/** The same as DuckDB makes of the same key and document; see `Stamp`. */
function stampOf(key: Uint8Array, document: Uint8Array): Stamp {
  const bucket = hash('md5', key, 'buffer').readUInt16LE(8);
  const digest = hash('md5', document, 'buffer');
  return `{"b":${bucket},"h":${digest.readUInt32LE(12)},"l":${digest.readUInt32LE(8)}}`;
}
