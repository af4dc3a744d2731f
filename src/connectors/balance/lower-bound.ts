import { cannotFit } from './dual-feasible.ts';
import { at, type Instance, sum } from './instance.ts';

/**
 * A makespan that no partition can be below: {@link liftedMean}, then by halving the largest capacity that dual
 * feasible functions prove to be too small.
 *
 * @param reached the makespan of a partition that is known.
 */
export function lowerBound(instance: Instance, reached: number): number {
  const { costs, pipelines } = instance;
  let [low, high] = [Math.max(liftedMean(instance), fewestBesideLargest(instance)), reached - 1];
  while (low <= high) {
    const capacity = Math.floor((low + high) / 2);
    if (cannotFit(costs, capacity, pipelines)) low = capacity + 1;
    else high = capacity - 1;
  }
  return low;
}

/**
 * Of the l costliest items, some k of the m pipelines hold at least k⌊l/m⌋ + min(k, l mod m), and the mean of their
 * loads is at least that of so many of the cheapest of the l. The largest over all l and k (Haouari, Gharbi and
 * Jemmali, "Tight bounds for the identical parallel machine-scheduling problem", ITOR 2006). It holds the plain
 * mean (l = n, k = m), the largest cost (l = k = 1) and the pigeonhole bound p_m + p_(m+1) (l = m+1, k = 1).
 */
export function liftedMean({ costs, pipelines }: Instance): number {
  const before = new Float64Array(costs.length + 1);
  for (const [item, cost] of costs.entries()) before[item + 1] = at(before, item) + cost;
  let bound = 0;
  for (let l = 1; l <= costs.length; l += 1) {
    const [each, over] = [Math.floor(l / pipelines), l % pipelines];
    for (let k = 1; k <= Math.min(pipelines, l); k += 1) {
      const held = k * each + Math.min(k, over);
      bound = Math.max(bound, Math.ceil((at(before, l) - at(before, l - held)) / k));
    }
  }
  return bound;
}

/** With the others as full of items as they may be, so many are left for the pipeline of the costliest. */
function fewestBesideLargest({ costs, pipelines, maxItems }: Instance): number {
  const others = Math.max(0, costs.length - (pipelines - 1) * maxItems - 1);
  return at(costs, 0) + sum(costs.slice(costs.length - others));
}
