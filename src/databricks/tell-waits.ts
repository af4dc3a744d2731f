import type { Clock, Problem } from '../kernel/index.ts';
import { waiting } from './problems.ts';
import type { Retry } from './send.ts';

/** What somebody who looks on would wonder about; and how often they are told (ms). */
const pace = { long: 3000, apart: 60_000 } as const;

/**
 * For `onRetry`: warns of a call that waits for long, since nothing else is seen then. Many calls wait together,
 * so there is no more than one warning a minute.
 */
export function tellWaits(clock: Clock, warn: (problem: Problem) => void): (retry: Retry) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return ({ host, call, reason, waitedMs, waitMs }) => {
    const now = clock.now();
    if (waitedMs + waitMs < pace.long || now - toldAt < pace.apart) return;
    toldAt = now;
    warn(waiting({ host, call, reason, waitMs }));
  };
}
