import { type Clock, exitCode, HeadraceError } from '../../kernel/index.ts';
import type { LoadSession, LoadState, LoadStateStore } from '../../load/index.ts';

/** A hold on the state of a load by somebody who is not that load: nobody else writes meanwhile, and the state stays as it is. */
export interface Lease {
  /** What the load has left. */
  readonly previous: LoadState | undefined;
  /** Aborts with the caller's, and when another loader has taken over: nothing more may be written. */
  readonly signal: AbortSignal;
  /** For a load within the lease: keeps nothing of it. */
  session(): LoadSession;
  release(): Promise<void>;
}

/**
 * Takes the lease, and renews it until it is released.
 *
 * @throws HeadraceError (exit code 4) while another loader holds it.
 */
export async function holdLease(hold: {
  readonly states: LoadStateStore;
  readonly key: string;
  readonly owner: string;
  readonly leaseMs: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}): Promise<Lease> {
  const { clock, leaseMs } = hold;
  const session = await hold.states.open(hold.key, hold.owner);
  const kept = session.previous ?? nothingYet(clock.now());
  const lost = new AbortController();
  const ended = new AbortController();
  let unanswered = 0;
  const renew = async (): Promise<void> => {
    try {
      await session.save(kept);
    } catch (error) {
      if (error instanceof HeadraceError && error.exitCode === exitCode.locked) lost.abort(error);
      throw error;
    }
  };
  const renewing = (async () => {
    for (;;) {
      await clock.sleep(leaseMs / 3, ended.signal);
      if (ended.signal.aborted || lost.signal.aborted) return;
      // Out of reach for now: the lease may well be there when the cluster is again.
      await renew().catch(() => {});
    }
  })();
  return {
    previous: session.previous,
    signal: AbortSignal.any([hold.signal, lost.signal]),
    session() {
      unanswered += 1;
      return {
        previous: undefined,
        save: renew,
        release: async () => {
          unanswered -= 1;
        },
      };
    },
    async release() {
      ended.abort();
      await renewing;
      // What was sent and not answered may still arrive; until it has, nobody else may begin.
      if (unanswered === 0) await session.release();
    },
  };
}

/** Where no load has left anything: says that one has ended and knows nothing, so that the next reads everything. */
function nothingYet(now: number): LoadState {
  const counts = { read: 0, stored: 0, stale: 0, dead: 0 };
  return {
    ...{ format: 1, counts, version: String(now), startedAt: now, updatedAt: now, finishedAt: now },
    details: {},
  };
}
