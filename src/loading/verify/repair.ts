import type { Clock } from '../../kernel/index.ts';
import { createBudget, type LoadProgress, openDeadLetters, runLoad } from '../../load/index.ts';
import { loadOptions } from '../record/recorded-load.ts';
import type { LoaderSettings } from '../settings/settings.ts';
import { type DeleteLimit, deletesAllowed, refuseDeletes } from '../sync/deletes.ts';
import type { SyncSource } from '../sync/sync-source.ts';
import type { IndexTarget, SeenKey } from '../target/index-target.ts';
import type { Lease } from '../target/lease.ts';
import { type Difference, lookAgain } from './look-again.ts';

/** What a repair has done. */
export interface Repairs {
  readonly written: number;
  readonly deleted: number;
  /** Of those that were to be written, the index refused these. */
  readonly dead: number;
  /** Differ still, although the source did not change: dead, or the index has a newer version. */
  readonly remaining: number;
  /** File of the refused ones, if there are any. */
  readonly deadLetters: string | undefined;
}

export interface RepairOptions {
  readonly source: SyncSource;
  readonly target: IndexTarget;
  readonly settings: LoaderSettings;
  readonly lease: Lease;
  readonly limit: DeleteLimit;
  /** File for records that the index refuses. */
  readonly deadLetters: string;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly onProgress?: (progress: LoadProgress) => void;
}

/** Makes records equal on both sides: writes at once, deletes in the end, when it is known how much. */
export interface Repairer {
  repair(differences: readonly Difference[]): Promise<void>;
  /** @throws HeadraceError when there is more to delete than the limit allows; nothing is deleted then. */
  finish(): Promise<Repairs>;
}

/** @param documents in the index, for a limit that is a share. */
export function repairer(options: RepairOptions, documents: number): Repairer {
  const { source, target, limit, signal } = options;
  const budget = createBudget({ batchSize: options.settings.batchSize });
  const allowed = deletesAllowed(limit, documents);
  const gone: SeenKey[] = [];
  const done = { written: 0, deleted: 0, dead: 0, remaining: 0 };
  let wanted = 0;

  async function write(differences: readonly Difference[]): Promise<void> {
    const keys = differences.map(({ key }) => key);
    const letters = await openDeadLetters(options.deadLetters);
    try {
      const { stored, dead } = await runLoad({
        source: source.some(keys),
        target: target.target,
        session: options.lease.session(),
        deadLetters: letters,
        options: loadOptions(options.settings),
        budget,
        restart: true,
        clock: options.clock,
        signal,
        ...(options.onProgress && { onProgress: options.onProgress }),
      });
      done.written += stored;
      done.dead += dead;
    } finally {
      await letters.close();
    }
    const before = new Map(differences.map((difference) => [difference.key, difference.wanted]));
    const index = await target.stamps();
    try {
      const again = await lookAgain(keys, source, index, signal);
      // A row that has changed meanwhile is for the next sync.
      done.remaining += again.filter(({ key, wanted }) => before.get(key) === wanted).length;
    } finally {
      await index.close();
    }
  }

  return {
    async repair(differences) {
      const toWrite = differences.filter(({ kind }) => kind !== 'extra');
      if (toWrite.length > 0) await write(toWrite);
      for (const { found, kind } of differences) {
        if (kind !== 'extra' || found === undefined) continue;
        wanted += 1;
        if (wanted <= allowed) gone.push(found);
      }
    },
    async finish() {
      const there = await source.existing(gone.map(({ key }) => key));
      if (wanted > allowed) throw refuseDeletes(limit, { wanted, allowed, documents });
      const outcomes = await target.delete(
        gone.filter(({ key }) => !there.has(key)),
        signal,
      );
      done.deleted = outcomes.filter(({ kind }) => kind === 'stored').length;
      await target.refresh(signal);
      return { ...done, deadLetters: done.dead > 0 ? options.deadLetters : undefined };
    },
  };
}
