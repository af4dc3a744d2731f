import { type Clock, exitCode, HeadraceError } from '../../kernel/index.ts';
import { refusedByNewIndex, staysDifferent } from '../problems.ts';
import type { LoaderSettings } from '../settings/settings.ts';
import { syncKey } from '../sync/sync.ts';
import type { SyncSource } from '../sync/sync-source.ts';
import type { IndexTarget } from '../target/index-target.ts';
import { holdLease } from '../target/lease.ts';
import { type ComparisonStep, findDifferences } from './find-differences.ts';
import { repairer } from './repair.ts';

export interface MakeEqual {
  readonly source: SyncSource;
  readonly target: IndexTarget;
  readonly settings: LoaderSettings;
  readonly owner: string;
  readonly deadLetters: string;
  /** Whether records that the index refuses may be missing in it. */
  readonly acceptDeadLetters: boolean;
  readonly rounds: number;
  readonly settleMs: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly onStep?: ((step: ComparisonStep, differences: number) => void) | undefined;
}

/** What had to be done. */
export interface MadeEqual {
  readonly written: number;
  readonly deleted: number;
  readonly dead: number;
}

/**
 * Compares and repairs until nothing differs any more, or, where the table never rests, until all that
 * differed in the last round was repaired.
 *
 * @throws HeadraceError when something differs although it was repaired: 3 where the index refuses it.
 */
export async function makeEqual(work: MakeEqual): Promise<MadeEqual> {
  const { source, target, settings, clock } = work;
  const lease = await holdLease({
    states: target.states,
    key: syncKey(source, target),
    owner: work.owner,
    leaseMs: settings.limits.leaseMs,
    signal: work.signal,
    clock,
  });
  const { deadLetters, settleMs, onStep } = work;
  const { signal } = lease;
  const sum = { written: 0, deleted: 0, dead: 0 };
  try {
    for (let round = 1; round <= work.rounds; round += 1) {
      const options = { source, target, settings, lease, deadLetters, signal, clock, limit: { share: 1 } };
      const { differences, repairs } = await findDifferences({
        ...{ source, target, settleMs, signal, clock, onStep },
        repairer: (documents) => repairer(options, documents),
      });
      const { written = 0, deleted = 0, dead = 0, remaining = 0 } = repairs ?? {};
      sum.written += written;
      sum.deleted += deleted;
      sum.dead = dead;
      if (remaining > dead) throw new HeadraceError(staysDifferent({ index: target.physical, remaining }));
      if (dead > 0 && !work.acceptDeadLetters) {
        const problem = refusedByNewIndex({ index: target.physical, dead, file: deadLetters });
        throw new HeadraceError(problem, { exitCode: exitCode.partial });
      }
      const found = differences.missing + differences.extra + differences.different;
      if (found <= dead) break;
    }
    return sum;
  } finally {
    await lease.release();
  }
}
