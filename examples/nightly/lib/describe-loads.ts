import type { LoadEnd } from 'headrace/durable';

/** One line for each load: what came of it, or why nothing did. */
export function describeLoads(ends: readonly LoadEnd[]): string {
  return ends.map(({ load, failure }) => `${load}: ${failure ? failure.message : 'loaded'}`).join('\n');
}
