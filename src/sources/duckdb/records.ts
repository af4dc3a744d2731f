import type { DuckDBDataChunk } from '@duckdb/node-api';
import type { SourceRecord } from '../../load/index.ts';
import { slice, textOf } from '../slice.ts';
import { longestKey, unloadable } from '../unloadable.ts';
import { out } from './record-select.ts';

/** Where a record is: file and row in it, both from 0. */
export interface Position {
  readonly file: number;
  readonly row: number;
}

export function readPosition(text: string): Position {
  const [file = 0, row = 0] = text.split(':').map(Number);
  return { file, row };
}

type BytesOf = (row: number) => Uint8Array;

/** The records of a chunk, some at a time: documents are copied out of DuckDB when they are asked for. */
export function* chunkRecords(chunk: DuckDBDataChunk, bytesOf: BytesOf): Iterable<readonly SourceRecord[]> {
  const [files, rows, keyBytes, versions, buckets, highs, lows] = [
    chunk.getColumnValues(out.file),
    chunk.getColumnValues(out.row),
    chunk.getColumnValues(out.keyBytes),
    chunk.getColumnValues(out.version),
    chunk.getColumnValues(out.bucket),
    chunk.getColumnValues(out.high),
    chunk.getColumnValues(out.low),
  ];
  let records: SourceRecord[] = [];
  let size = 0;
  for (let row = 0; row < files.length; row += 1) {
    const bytes = bytesOf(row);
    const length = Number(keyBytes[row]);
    const keyed = length > 0;
    const key = keyed ? textOf(bytes.subarray(0, length)) : undefined;
    const document = keyed ? bytes.subarray(length) : bytes;
    const position = `${files[row]}:${rows[row]}`;
    if (key === undefined || length > longestKey) {
      records.push({ key, document, position, unloadable: unloadable(length) });
    } else {
      const version = versions[row];
      const stamp = `{"b":${buckets[row]},"h":${highs[row]},"l":${lows[row]}}`;
      records.push(
        version === null || version === undefined
          ? { key, document, position, stamp }
          : { key, document, position, version: String(version), stamp },
      );
    }
    size += bytes.length;
    if (records.length >= slice.records || size >= slice.bytes) {
      yield records;
      records = [];
      size = 0;
    }
  }
  if (records.length > 0) yield records;
}
