import type { RunFailure } from '../options.ts';

/** How a run goes on, as a function of time: nothing in here waits, or remembers. */

/** One attempt to run a job: the first, or a repair. */
export interface Attempt {
  /** Repairs have an id of their own. */
  readonly repairId: string | undefined;
  /** When it left the queue; none: it still waits. */
  startedAt: number | undefined;
  /** How long it works; without end while nobody knows yet. */
  durationMs: number;
  /** How long a cluster is waited for at its start, and how long it takes to end when it is cancelled. */
  readonly pendingMs: number;
  readonly stoppingMs: number;
  /** After this long it is ended from outside. */
  readonly timeoutMs: number | undefined;
  /** How it fails; none: it will succeed. */
  failure: RunFailure | undefined;
  cancelledAt: number | undefined;
}

export type LifeCycleState =
  | 'QUEUED'
  | 'PENDING'
  | 'RUNNING'
  | 'TERMINATING'
  | 'TERMINATED'
  | 'SKIPPED'
  | 'INTERNAL_ERROR';
export type ResultState = 'SUCCESS' | 'FAILED' | 'TIMEDOUT' | 'CANCELED' | 'MAXIMUM_CONCURRENT_RUNS_REACHED';

export interface RunState {
  readonly lifeCycle: LifeCycleState;
  readonly result?: ResultState;
  readonly message: string;
  readonly endedAt?: number;
}

/** When an attempt is over, if nobody touches it any more. */
export function endOf(attempt: Attempt): number {
  const { startedAt, durationMs, timeoutMs = Number.POSITIVE_INFINITY, cancelledAt, stoppingMs } = attempt;
  if (startedAt === undefined) return cancelledAt ?? Number.POSITIVE_INFINITY;
  const end = startedAt + Math.min(durationMs, timeoutMs);
  return cancelledAt === undefined ? end : Math.min(end, cancelledAt + stoppingMs);
}

export function stateOf(attempt: Attempt, now: number): RunState {
  const { startedAt, durationMs, pendingMs, timeoutMs, failure, cancelledAt } = attempt;
  const end = endOf(attempt);
  if (now >= end) {
    if (cancelledAt !== undefined) return over('CANCELED', 'Run cancelled.', end);
    if (timeoutMs !== undefined && timeoutMs < durationMs) return over('TIMEDOUT', 'Run timed out.', end);
    if (failure === undefined) return over('SUCCESS', '', end);
    const { result, message } = failure;
    return result === 'INTERNAL_ERROR'
      ? { ...over('FAILED', message, end), lifeCycle: 'INTERNAL_ERROR' }
      : over(result, message, end);
  }
  if (startedAt === undefined)
    return { lifeCycle: 'QUEUED', message: 'Queued due to reaching maximum concurrent runs.' };
  if (cancelledAt !== undefined) return { lifeCycle: 'TERMINATING', message: 'Terminating the run.' };
  if (now < startedAt + pendingMs) {
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
 * @returns those that begin, and when the next one can, if nothing else happens.
 */
export function startQueued(
  attempts: readonly { readonly attempt: Attempt; readonly askedAt: number }[],
  max: number,
  now: number,
): { readonly begun: readonly Attempt[]; readonly nextAt: number } {
  const begun: Attempt[] = [];
  // When each of the places becomes free, the first one first.
  const places = attempts
    .filter(({ attempt }) => attempt.startedAt !== undefined)
    .map(({ attempt }) => endOf(attempt))
    .sort((a, b) => a - b)
    .slice(-max);
  for (const { attempt, askedAt } of attempts) {
    if (attempt.startedAt !== undefined || attempt.cancelledAt !== undefined) continue;
    const free = places.length < max ? askedAt : Math.max(askedAt, places[0] ?? Number.POSITIVE_INFINITY);
    if (max < 1 || free > now) return { begun, nextAt: max < 1 ? Number.POSITIVE_INFINITY : free };
    attempt.startedAt = free;
    begun.push(attempt);
    if (places.length >= max) places.shift();
    const end = endOf(attempt);
    const later = places.findIndex((place) => place > end);
    places.splice(later < 0 ? places.length : later, 0, end);
  }
  return { begun, nextAt: Number.POSITIVE_INFINITY };
}
