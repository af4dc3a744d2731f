export interface Backoff {
  /** Before the first retry, at most. */
  readonly baseMs: number;
  /** Before any retry, at most. */
  readonly capMs: number;
}

/**
 * How long to wait before the n-th retry (from 1): any time up to an exponentially growing bound. The
 * whole range is used ("full jitter"), so that those who failed together do not come back together.
 *
 * @param random gives numbers from 0 (included) to 1 (excluded).
 * @returns whole milliseconds, at least 1.
 */
export function fullJitter(attempt: number, { baseMs, capMs }: Backoff, random: () => number): number {
  const bound = Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 52));
  return Math.max(1, Math.ceil(random() * bound));
}
