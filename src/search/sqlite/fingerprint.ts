import { hash } from 'node:crypto';
import type { IndexRecord } from '../types.ts';

/** SHA-256 in base64, cut to 132 bits: equal digests mean equal contents. */
export function digest(data: string | NodeJS.ArrayBufferView): string {
  return hash('sha256', data, 'base64url').slice(0, 22);
}

/** Grows to the largest record; hashing from it is one call and no garbage. */
let scratch = Buffer.alloc(64 * 1024);

/**
 * Of everything an index stores of a record. Every part is preceded by its length, so no two
 * records share one by the way their parts are cut.
 */
export function fingerprint({ document, text, keywords, vector }: IndexRecord): string {
  let parts = `${document.length} ${document}`;
  for (const value of text) parts += `${value.length} ${value}`;
  for (const values of keywords) {
    parts += `${values.length} `;
    for (const value of values) parts += `${value.length} ${value}`;
  }
  if (vector === undefined) return digest(parts);
  const needed = parts.length * 3 + vector.byteLength;
  if (needed > scratch.length) scratch = Buffer.alloc(needed);
  const length = scratch.write(parts);
  scratch.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength), length);
  return digest(scratch.subarray(0, length + vector.byteLength));
}
