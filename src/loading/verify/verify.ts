import { hostname } from 'node:os';
import { type Clock, HeadraceError, systemClock } from '../../kernel/index.ts';
import { interruptible } from '../interruptible.ts';
import { mappingChanged, syncNotFinished, syncToFinish } from '../problems.ts';
import type { LoadingEvent } from '../record/events.ts';
import { deadLetterPath } from '../record/recorded-load.ts';
import type { LoaderSettings } from '../settings/settings.ts';
import { readDeleteLimit } from '../sync/deletes.ts';
import { openSyncSides, type SyncSides } from '../sync/open-sync.ts';
import type { SideRequest } from '../sync/side-request.ts';
import { syncKey, syncSettings } from '../sync/sync.ts';
import { holdLease, type Lease } from '../target/lease.ts';
import { requireIndex } from '../target/no-index.ts';
import { type ComparisonStep, findDifferences } from './find-differences.ts';
import type { DifferenceKind } from './look-again.ts';
import { refuseOtherLoads } from './other-loads.ts';
import { type Repairs, repairer } from './repair.ts';

export interface VerifyRequest extends SideRequest {
  /** Make the index equal to the table; delete no more than this. */
  readonly repair?: { readonly maxDeletes: string } | undefined;
  /** How long a difference must last to count. */
  readonly settleMs: number;
  readonly onEvent: (event: LoadingEvent | VerifyEvent) => void;
  readonly clock?: Clock;
}

/** What a comparison tells while it goes on; `--json` prints them as they are. */
export type VerifyEvent =
  | {
      readonly type: 'verify_started';
      readonly at: number;
      readonly source: string;
      readonly target: string;
      readonly alias: string | undefined;
    }
  | {
      readonly type: 'verify_progress';
      readonly at: number;
      readonly step: ComparisonStep;
      /** That the step is about. */
      readonly differences: number;
    }
  | { readonly type: 'difference'; readonly kind: DifferenceKind; readonly key: string }
  | ({ readonly type: 'verify_finished'; readonly at: number } & VerifyReport);

export interface VerifyReport extends Readonly<Record<DifferenceKind, number>> {
  readonly source: string;
  readonly target: string;
  readonly alias: string | undefined;
  /** Whether both sides were the same. */
  readonly equal: boolean;
  /** Whether they are now, as far as we know. */
  readonly repaired: boolean;
  readonly rows: number;
  readonly documents: number;
  /** The first keys of each kind. */
  readonly examples: Readonly<Record<DifferenceKind | 'unstamped', readonly string[]>>;
  /** Documents that no sync or load has written. */
  readonly unstamped: number;
  readonly repairs: Repairs | undefined;
  readonly durationMs: number;
}

const examplesShown = 10;

/**
 * Compares a table with its index, and makes them equal when asked to. Nothing is created.
 *
 * @throws HeadraceError: 1 when the mapping has changed since the last sync, 2 for what makes no sense, 4
 * when something is to be repaired while a sync is at it, 5 where a side is out of reach, 130 when interrupted.
 */
export async function runVerify(request: VerifyRequest): Promise<VerifyReport> {
  return interruptible(request.signal, async () => {
    const settings = syncSettings(request);
    const limit = request.repair && readDeleteLimit(request.repair.maxDeletes);
    const sides = await openSyncSides({ ...request, read: 'auto', dryRun: true }, settings);
    try {
      await requireIndex(sides.target);
      if (limit === undefined) return await compareSides(request, sides);
      return await repairSides(request, sides, settings, limit);
    } finally {
      await sides.close();
    }
  });
}

async function repairSides(
  request: VerifyRequest,
  sides: SyncSides,
  settings: LoaderSettings,
  limit: ReturnType<typeof readDeleteLimit>,
): Promise<VerifyReport> {
  const { root, deadLetters, clock = systemClock } = request;
  const { source, target } = sides;
  const key = syncKey(source, target);
  const { states, physical, alias } = target;
  await refuseOtherLoads({ states, source: source.name, physical, alias }, 'repair');
  const lease = await holdLease({
    states,
    key,
    owner: `headrace verify --repair, process ${process.pid} on ${hostname()}`,
    leaseMs: settings.limits.leaseMs,
    signal: request.signal,
    clock,
  });
  try {
    if (lease.previous !== undefined && lease.previous.finishedAt === undefined) {
      // Going on, it would write with an older version than a repair, and lose against it.
      throw new HeadraceError(syncToFinish({ target: target.alias ?? target.physical }));
    }
    const path = deadLetterPath({ root, deadLetters, target, key });
    const { signal } = lease;
    const options = { source, target, settings, lease, limit, deadLetters: path, signal, clock };
    return await compareSides(request, sides, { lease, options });
  } finally {
    await lease.release();
  }
}

async function compareSides(
  request: VerifyRequest,
  { source, target }: SyncSides,
  repair?: { readonly lease: Lease; readonly options: Parameters<typeof repairer>[0] },
): Promise<VerifyReport> {
  const { onEvent, clock = systemClock } = request;
  const startedAt = clock.now();
  const names = { source: source.name, target: target.physical, alias: target.alias };
  const signal = repair?.lease.signal ?? request.signal;
  onEvent({ type: 'verify_started', at: startedAt, ...names });
  const last = await lastSync({ source, target });
  if (last !== 'finished' && last !== 'none' && last !== 'other mapping') {
    const problem = syncNotFinished({ target: target.alias ?? target.physical });
    onEvent({ type: 'load_warning', at: startedAt, id: 'verify', problem });
  }
  const examples: Record<DifferenceKind, string[]> = { missing: [], extra: [], different: [] };
  const found = await findDifferences({
    ...{ source, target, signal, clock },
    settleMs: request.settleMs,
    repairer: repair && ((documents) => repairer(repair.options, documents)),
    onPart({ compared, different }) {
      if (last !== 'other mapping' || different * 2 <= compared) return;
      throw new HeadraceError(mappingChanged({ target: target.alias ?? target.physical }));
    },
    onStep: (step, differences) => onEvent({ type: 'verify_progress', at: clock.now(), step, differences }),
    onDifference({ kind, key }) {
      if (examples[kind].length < examplesShown) examples[kind].push(key);
      onEvent({ type: 'difference', kind, key });
    },
  });
  const { rows, documents, unstamped, unstampedKeys, repairs } = found;
  const { missing, extra, different } = found.differences;
  const equal = missing + extra + different === 0;
  const report: VerifyReport = {
    ...names,
    ...{ equal, missing, extra, different, unstamped, rows, documents, repairs },
    repaired: equal || repairs?.remaining === 0,
    examples: { ...examples, unstamped: unstampedKeys },
    durationMs: clock.now() - startedAt,
  };
  onEvent({ type: 'verify_finished', at: clock.now(), ...report });
  return report;
}

/**
 * How the newest sync of this table into this index stands. Another mapping means that a row would become
 * another document today than it did then, or that the table was reached in another way.
 */
async function lastSync({
  source,
  target,
}: Pick<SyncSides, 'source' | 'target'>): Promise<'none' | 'finished' | 'unfinished' | 'other mapping'> {
  const key = syncKey(source, target);
  const prefix = key.slice(0, key.lastIndexOf(' ') + 1);
  const all = await target.states.list();
  const [newest] = all
    .filter((entry) => entry.key.startsWith(prefix))
    .sort((a, b) => b.state.updatedAt - a.state.updatedAt);
  if (newest === undefined) return 'none';
  if (newest.key !== key) return 'other mapping';
  return newest.state.finishedAt === undefined ? 'unfinished' : 'finished';
}
