/**
 * Compares two sets of stamped records (see `Stamp`) without reading both: sums of hashes by groups of
 * buckets first, keys and hashes of the groups that differ second.
 */

export interface BucketSum {
  /** Number of the group: bucket divided by `bucketsPerGroup`. */
  readonly group: number;
  readonly count: number;
  readonly high: number;
  readonly low: number;
}

export interface KeyStamp {
  readonly key: string;
  /** `high:low`, or empty for a record without a stamp, which equals nothing. */
  readonly hash: string;
}

export interface StampedSide {
  /** Sums over all groups that have records. */
  sums(bucketsPerGroup: number, signal: AbortSignal): Promise<readonly BucketSum[]>;
  /** Every record of these groups, in any order. */
  keys(
    groups: readonly number[],
    bucketsPerGroup: number,
    signal: AbortSignal,
  ): AsyncIterable<readonly KeyStamp[]>;
}

export type Difference =
  | { readonly kind: 'missing'; readonly key: string }
  | { readonly kind: 'extra'; readonly key: string }
  | { readonly kind: 'different'; readonly key: string };

/** 4,096 groups: a single difference among a million records costs reading about 250 keys. */
export const bucketsPerGroup = 16;

/** Groups whose keys are held in memory at a time. */
const groupsAtOnce = 64;

/** Yields what differs, group by group; nothing when both sides are equal. */
export async function* differences(
  source: StampedSide,
  index: StampedSide,
  signal: AbortSignal,
): AsyncGenerator<readonly Difference[]> {
  const [wanted, found] = await Promise.all([
    source.sums(bucketsPerGroup, signal),
    index.sums(bucketsPerGroup, signal),
  ]);
  const unequal = unequalGroups(wanted, found);
  for (let start = 0; start < unequal.length; start += groupsAtOnce) {
    const groups = unequal.slice(start, start + groupsAtOnce);
    const known = new Map<string, string>();
    for await (const batch of index.keys(groups, bucketsPerGroup, signal)) {
      for (const { key, hash } of batch) known.set(key, hash);
    }
    const differing: Difference[] = [];
    for await (const batch of source.keys(groups, bucketsPerGroup, signal)) {
      for (const { key, hash } of batch) {
        const there = known.get(key);
        if (there === undefined) differing.push({ kind: 'missing', key });
        else if (there !== hash || hash === '') differing.push({ kind: 'different', key });
        known.delete(key);
      }
    }
    for (const key of known.keys()) differing.push({ kind: 'extra', key });
    if (differing.length > 0) yield differing;
  }
}

/** Groups whose counts or sums are not the same on both sides, in order. */
export function unequalGroups(a: readonly BucketSum[], b: readonly BucketSum[]): number[] {
  const text = ({ count, high, low }: BucketSum): string => `${count}:${high}:${low}`;
  const other = new Map(b.map((sum) => [sum.group, text(sum)]));
  const unequal: number[] = [];
  for (const sum of a) {
    if (other.get(sum.group) !== text(sum)) unequal.push(sum.group);
    other.delete(sum.group);
  }
  return [...unequal, ...other.keys()].sort((x, y) => x - y);
}
