import { ApiError } from './api-error.ts';
import type { Throttle } from './options.ts';
import type { Random } from './random.ts';

/** Throws 429 for the requests that are one too many. */
export function createThrottle(throttle: Throttle | undefined, random: Random): () => void {
  let count = 0;
  return () => {
    if (!throttle) return;
    const { every, rate = 0, retryAfterS = 1 } = throttle;
    count += 1;
    const nth = every !== undefined && count % every === 0;
    if (!nth && random.next() >= rate) return;
    throw new ApiError(
      429,
      'REQUEST_LIMIT_EXCEEDED',
      'The maximum number of requests has been exceeded. Please try again later.',
      { 'retry-after': String(retryAfterS) },
    );
  };
}
