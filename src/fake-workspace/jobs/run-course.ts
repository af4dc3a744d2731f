/** How a run goes on, as a function of time: nothing in here waits, or remembers. */

/** One attempt to run a job: the first, or a repair. */
export interface Attempt {
  /** Repairs have an id of their own. */
  readonly repairId: string | undefined;
  /** When it left the queue; none: it still waits. */
  startedAt: number | undefined;
  readonly durationMs: number;
  /** After this long it is ended from outside. */
  readonly timeoutMs: number | undefined;
  /** The message of its failure; none: it will succeed. */
  readonly failure: string | undefined;
  cancelledAt: number | undefined;
}

export type LifeCycleState = 'QUEUED' | 'PENDING' | 'RUNNING' | 'TERMINATING' | 'TERMINATED' | 'SKIPPED';
export type ResultState = 'SUCCESS' | 'FAILED' | 'TIMEDOUT' | 'CANCELED' | 'MAXIMUM_CONCURRENT_RUNS_REACHED';

export interface RunState {
  readonly lifeCycle: LifeCycleState;
  readonly result?: ResultState;
  readonly message: string;
  readonly endedAt?: number;
}

/** Shares of the duration: how long a cluster is waited for, and how long a cancelled run takes to end. */
const pendingShare = 0.2;
const stoppingShare = 0.1;

/** When an attempt is over, if nobody touches it any more. */
export function endOf(attempt: Attempt): number {
  const { startedAt, durationMs, timeoutMs = Number.POSITIVE_INFINITY, cancelledAt } = attempt;
  if (startedAt === undefined) return cancelledAt ?? Number.POSITIVE_INFINITY;
  const end = startedAt + Math.min(durationMs, timeoutMs);
  return cancelledAt === undefined ? end : Math.min(end, cancelledAt + durationMs * stoppingShare);
}

export function stateOf(attempt: Attempt, now: number): RunState {
  const { startedAt, durationMs, timeoutMs, failure, cancelledAt } = attempt;
  const end = endOf(attempt);
  if (now >= end) {
    if (cancelledAt !== undefined) return over('CANCELED', 'Run cancelled.', end);
    if (timeoutMs !== undefined && timeoutMs < durationMs) return over('TIMEDOUT', 'Run timed out.', end);
    return failure === undefined ? over('SUCCESS', '', end) : over('FAILED', failure, end);
  }
  if (startedAt === undefined)
    return { lifeCycle: 'QUEUED', message: 'Queued due to reaching maximum concurrent runs.' };
  if (cancelledAt !== undefined) return { lifeCycle: 'TERMINATING', message: 'Terminating the run.' };
  if (now < startedAt + durationMs * pendingShare) {
    return { lifeCycle: 'PENDING', message: 'Waiting for cluster' };
  }
  return { lifeCycle: 'RUNNING', message: 'In run' };
}

function over(result: ResultState, message: string, endedAt: number): RunState {
  return { lifeCycle: 'TERMINATED', result, message, endedAt };
}

/**
 * Lets queued attempts begin: in their order, each as soon as fewer than `max` others are at work.
 *
 * @param attempts those of one job, in the order they were asked for, with that time.
 */
export function startQueued(
  attempts: readonly { readonly attempt: Attempt; readonly askedAt: number }[],
  max: number,
  now: number,
): void {
  const ends = attempts
    .filter(({ attempt }) => attempt.startedAt !== undefined)
    .map(({ attempt }) => endOf(attempt));
  for (const { attempt, askedAt } of attempts) {
    if (attempt.startedAt !== undefined || attempt.cancelledAt !== undefined) continue;
    // A place is free once all but max - 1 of those at work have ended.
    const later = ends.filter((end) => end > askedAt).sort((a, b) => b - a);
    const at = max < 1 ? Number.POSITIVE_INFINITY : (later[max - 1] ?? askedAt);
    if (at > now) return;
    attempt.startedAt = at;
    ends.push(endOf(attempt));
  }
}
