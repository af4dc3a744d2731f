import type { LoadRecord, Outcome, WriteResult } from '../../../load/index.ts';

/** A record with a document from a value, or from bytes as they are. */
export function record(
  key: string,
  document: object | string | Uint8Array,
  more: Partial<LoadRecord> = {},
): LoadRecord {
  const bytes =
    document instanceof Uint8Array
      ? document
      : Buffer.from(typeof document === 'string' ? document : JSON.stringify(document));
  return { key, document: bytes, position: key, ...more };
}

export function stamped(key: string, document: object, b: number, h: number, l: number): LoadRecord {
  return record(key, document, { stamp: JSON.stringify({ b, h, l }) });
}

/** Outcomes of a request that did not fail as a whole. */
export function settled(result: WriteResult): readonly Outcome[] {
  if (result.failure) throw new Error(`${result.failure.kind}: ${result.failure.reason}`);
  return result.outcomes;
}

export function kinds(result: WriteResult): string[] {
  return settled(result).map(({ kind }) => kind);
}
