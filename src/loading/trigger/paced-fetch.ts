import type { Limiter } from '../../run/index.ts';

/**
 * A fetch that has no more than so many requests under way. Waiting to try again after a 429 is no request, so
 * whoever was told to wait keeps nobody else from going on.
 */
export function pacedFetch(limit: Limiter, fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return (input, init) => limit(() => fetch(input, init));
}
