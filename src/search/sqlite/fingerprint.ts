import { hash } from 'node:crypto';
import type { IndexRecord } from '../types.ts';

/** SHA-256 cut to 128 bits: equal fingerprints mean equal contents. */
export function digest(data: string | NodeJS.ArrayBufferView): Uint8Array {
  return hash('sha256', data, 'buffer').subarray(0, 16);
}

export function sameDigest(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : Buffer.compare(a, b) === 0;
}

/**
 * Of everything an index stores of a record. Every part is preceded by its length, so no two
 * records share one by the way their parts are cut. `vectorSource` stands for the vector.
 */
export function fingerprint(record: IndexRecord, vectorSource: Uint8Array | null): Uint8Array {
  let text = `${record.document.length} ${record.document}`;
  for (const value of record.text) text += `${value.length} ${value}`;
  for (const values of record.keywords) {
    text += `${values.length} `;
    for (const value of values) text += `${value.length} ${value}`;
  }
  if (vectorSource !== null) text += Buffer.from(vectorSource).toString('latin1');
  return digest(text);
}
