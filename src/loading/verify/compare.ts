/**
 * Compares two sets of stamped records (see `Stamp`) without reading both: sums of hashes by bucket
 * first, keys and hashes of the buckets that differ second.
 */

import { type BucketSums, bucketCount, type StampedKey } from '../../load/index.ts';

export interface StampedSide<Key extends StampedKey = StampedKey> {
  sums(): Promise<BucketSums>;
  /** Every record of these buckets, in any order. */
  keys(buckets: readonly number[]): AsyncIterable<readonly Key[]>;
}

/** Sums of both sides, of about the same moment. */
export interface BothSums {
  readonly wanted: BucketSums;
  readonly found: BucketSums;
}

export interface Differences<Key extends StampedKey = StampedKey> {
  /** Records of the source that were looked at. */
  readonly compared: number;
  /** Only the source has them. */
  readonly missing: readonly string[];
  /** Only the index has them. */
  readonly extra: readonly Key[];
  /** Both have them, with other contents. */
  readonly different: readonly string[];
}

/** Records whose keys are held in memory at a time, about. */
const recordsAtOnce = 100_000;

/** Yields what differs, part by part; nothing when both sides are equal. */
export async function* compare<Key extends StampedKey>(
  source: StampedSide,
  index: StampedSide<Key>,
): AsyncGenerator<Differences<Key>> {
  yield* compareBuckets(source, index, await sumBoth(source, index));
}

export async function sumBoth(source: StampedSide, index: StampedSide): Promise<BothSums> {
  const [wanted, found] = await Promise.all([source.sums(), index.sums()]);
  return { wanted, found };
}

/** The second half of {@link compare}: keys and hashes, where sums differ. */
export async function* compareBuckets<Key extends StampedKey>(
  source: StampedSide,
  index: StampedSide<Key>,
  sums: BothSums,
): AsyncGenerator<Differences<Key>> {
  for (const buckets of partsOf(sums)) {
    const known = new Map<string, Key>();
    for await (const batch of index.keys(buckets)) for (const entry of batch) known.set(entry.key, entry);
    const missing: string[] = [];
    const different: string[] = [];
    let compared = 0;
    for await (const batch of source.keys(buckets)) {
      compared += batch.length;
      for (const { key, high, low } of batch) {
        const there = known.get(key);
        if (there === undefined) missing.push(key);
        else if (there.high !== high || there.low !== low) different.push(key);
        known.delete(key);
      }
    }
    if (missing.length + different.length + known.size > 0) {
      yield { compared, missing, different, extra: [...known.values()] };
    }
  }
}

/** Buckets whose counts or sums are not the same on both sides. */
function unequalBuckets(a: BucketSums, b: BucketSums): number[] {
  const unequal: number[] = [];
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    if (
      a.count[bucket] !== b.count[bucket] ||
      a.high[bucket] !== b.high[bucket] ||
      a.low[bucket] !== b.low[bucket]
    ) {
      unequal.push(bucket);
    }
  }
  return unequal;
}

/** As few parts as memory allows: each costs a look at every key of the source. */
function* partsOf({ wanted, found }: BothSums): Generator<readonly number[]> {
  let part: number[] = [];
  let records = 0;
  for (const bucket of unequalBuckets(wanted, found)) {
    const size = Math.max(wanted.count[bucket] ?? 0, found.count[bucket] ?? 0);
    if (part.length > 0 && records + size > recordsAtOnce) {
      yield part;
      part = [];
      records = 0;
    }
    part.push(bucket);
    records += size;
  }
  if (part.length > 0) yield part;
}
