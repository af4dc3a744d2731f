import { hostname } from 'node:os';
import { type Clock, systemClock } from '../../kernel/index.ts';
import { elasticsearchStateStore } from '../../search/elasticsearch/index.ts';
import { interruptible } from '../interruptible.ts';
import type { LoadingEvent } from '../record/events.ts';
import { reachSides } from '../sync/open-sync.ts';
import type { SideRequest } from '../sync/side-request.ts';
import { syncSettings } from '../sync/sync.ts';
import { holdLease } from '../target/lease.ts';
import { reindexCluster } from './cluster.ts';
import { reindexEmbedded } from './embedded.ts';
import type { OldIndex, ReindexEvent, ReindexReport } from './events.ts';

export interface ReindexRequest extends SideRequest {
  /** Build anew even where nothing has changed. */
  readonly force: boolean;
  /** Change the live index, if it can be; build nothing. */
  readonly inPlace: boolean;
  /** Documents to compare field by field. */
  readonly sample: number;
  /** Whether the new index may lack records that it refuses. */
  readonly acceptDeadLetters: boolean;
  /** Delete indexes that were replaced, now or earlier, if this agrees. */
  readonly deleteOld?: ((old: readonly OldIndex[]) => Promise<boolean>) | undefined;
  readonly settleMs: number;
  readonly dryRun: boolean;
  readonly onEvent: (event: LoadingEvent | ReindexEvent) => void;
  readonly clock?: Clock;
}

/**
 * Builds the next physical index beside the live one, and moves the alias to it once it is complete and
 * equal to the table. Killed at any moment, it goes on where it was when it is run again.
 *
 * @throws HeadraceError: 2 for what makes no sense, 3 where the new index refuses records, 4 while another
 * reindex is at it, 5 where a side is out of reach, 130 when interrupted.
 */
export async function runReindex(request: ReindexRequest): Promise<ReindexReport> {
  const { clock = systemClock, dryRun, onEvent } = request;
  return interruptible(request.signal, async () => {
    const settings = syncSettings(request);
    const sides = await reachSides({ ...request, read: 'auto' }, settings);
    try {
      const { cluster, names } = sides;
      const startedAt = clock.now();
      const owner = `headrace reindex, process ${process.pid} on ${hostname()}`;
      const finish = (report: Omit<ReindexReport, 'durationMs' | 'dryRun'>): ReindexReport => {
        const done = { ...report, dryRun, durationMs: clock.now() - startedAt };
        onEvent({ type: 'reindex_finished', at: clock.now(), ...done });
        return done;
      };
      const work = { request, sides, settings, owner, clock };
      if (cluster === undefined) return finish(await reindexEmbedded({ ...work, signal: request.signal }));
      const { leaseMs } = settings.limits;
      const states = elasticsearchStateStore(cluster, { leaseMs });
      const { signal } = request;
      if (dryRun) return finish(await reindexCluster({ ...work, cluster, states, signal }));
      const key = `reindex ${names.alias}`;
      const lease = await holdLease({ states, key, owner, leaseMs, signal, clock });
      try {
        return finish(await reindexCluster({ ...work, cluster, states, signal: lease.signal }));
      } finally {
        await lease.release();
      }
    } finally {
      await sides.close();
    }
  });
}
