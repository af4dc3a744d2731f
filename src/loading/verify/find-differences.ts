import type { Clock } from '../../kernel/index.ts';
import type { BucketSums } from '../../load/index.ts';
import type { SyncSource } from '../sync/sync-source.ts';
import type { IndexTarget, SeenKey, StampedIndex } from '../target/index-target.ts';
import { compareBuckets, sumBoth } from './compare.ts';
import { type Difference, type DifferenceKind, lookAgain } from './look-again.ts';
import type { Repairer, Repairs } from './repair.ts';

/** What a comparison of a table with an index has found, in numbers. */
export interface Comparison {
  /** Rows that can be loaded. */
  readonly rows: number;
  /** Documents that a sync or load has written. */
  readonly documents: number;
  readonly differences: Readonly<Record<DifferenceKind, number>>;
  /** Documents that nobody of ours has written; they are compared with nothing. */
  readonly unstamped: number;
  readonly unstampedKeys: readonly string[];
  /** Absent: only looked. */
  readonly repairs: Repairs | undefined;
}

export type ComparisonStep = 'sums' | 'keys' | 'again' | 'repair';

export interface ComparisonRun {
  readonly source: SyncSource;
  readonly target: IndexTarget;
  /** How long a difference must last to count: changes on their way are none. */
  readonly settleMs: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Asked once it is known how many documents there are. */
  readonly repairer?: ((documents: number) => Repairer) | undefined;
  /** Of many records, how many are in both and differ: to stop where comparing makes no sense. */
  readonly onPart?: ((part: { readonly compared: number; readonly different: number }) => void) | undefined;
  readonly onStep?: ((step: ComparisonStep, differences: number) => void) | undefined;
  readonly onDifference?: ((difference: Difference) => void) | undefined;
}

/** Keys that are looked at a second time, and repaired, at once. */
const keysAtOnce = 10_000;
const unstampedShown = 10;

/**
 * Compares without reading everything: sums by bucket, then keys and hashes of buckets that differ.
 * What differs is asked for once more, by its key, after a moment, and only then told and repaired.
 */
export async function findDifferences(run: ComparisonRun): Promise<Comparison> {
  const { source, target, signal, clock, onStep = () => {} } = run;
  const differences = { missing: 0, extra: 0, different: 0 };
  const index = await target.stamps();
  try {
    onStep('sums', 0);
    const rows = source.stamps(signal);
    const [sums, unstamped] = await Promise.all([sumBoth(rows, index), index.countUnstamped()]);
    const documents = total(sums.found);
    const repairer = run.repairer?.(documents);
    onStep('keys', 0);
    for await (const { compared, missing, different, extra } of compareBuckets(rows, index, sums)) {
      signal.throwIfAborted();
      run.onPart?.({ compared, different: different.length });
      const keys = [...missing, ...different, ...extra.map(({ key }) => key)];
      onStep('again', keys.length);
      await clock.sleep(run.settleMs, signal);
      signal.throwIfAborted();
      for (let at = 0; at < keys.length; at += keysAtOnce) {
        const found = await again(keys.slice(at, at + keysAtOnce), run);
        for (const difference of found) {
          differences[difference.kind] += 1;
          run.onDifference?.(difference);
        }
        if (repairer && found.length > 0) {
          onStep('repair', found.length);
          await repairer.repair(found);
        }
      }
      onStep('keys', keys.length);
    }
    return {
      rows: total(sums.wanted),
      ...{ documents, differences, unstamped },
      unstampedKeys: unstamped === 0 ? [] : await firstKeys(index),
      repairs: await repairer?.finish(),
    };
  } finally {
    await index.close();
  }
}

async function again(
  keys: readonly string[],
  { source, target, signal }: ComparisonRun,
): Promise<Difference[]> {
  const now = await target.stamps();
  try {
    return await lookAgain(keys, source, now, signal);
  } finally {
    await now.close();
  }
}

async function firstKeys(index: StampedIndex): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of index.unstamped()) {
    keys.push(...page.slice(0, unstampedShown - keys.length).map(({ key }: SeenKey) => key));
    if (keys.length >= unstampedShown) break;
  }
  return keys;
}

function total({ count }: BucketSums): number {
  return count.reduce((sum, records) => sum + records, 0);
}
