/**
 * Stamps say of records what is needed to compare two sets of them without reading both: in which
 * bucket a record is, by its key, and the hash of its document, in two halves.
 */

/**
 * JSON text of `{"b":bucket,"h":high,"l":low}`: a bucket of 0-65535 by the key's hash, and two
 * unsigned 32-bit halves of the document's hash. Sums of halves stay exact in a double up to two
 * million documents a bucket, so a search engine can compare buckets by plain sums.
 */
export type Stamp = string;

/** How many buckets there are. */
export const bucketCount = 65_536;

const stampText = /^\{"b":\d{1,5},"h":\d{1,10},"l":\d{1,10}\}$/;

/** Characters of a stamp at most. */
export const longestStamp = 48;

export function isStamp(text: unknown): text is Stamp {
  return typeof text === 'string' && stampText.test(text);
}

/** How many records are in each bucket, and the sums of the halves of their hashes. */
export interface BucketSums {
  readonly count: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/** Of no record at all. */
export function noSums(): BucketSums {
  const column = (): Float64Array => new Float64Array(bucketCount);
  return { count: column(), high: column(), low: column() };
}

/** A record by its key and the halves of its hash; without them where nobody has stamped it. */
export interface StampedKey {
  readonly key: string;
  readonly high?: number;
  readonly low?: number;
}
