import {
  at,
  type Budget,
  type Instance,
  itemsOf,
  largest,
  loadsOf,
  type Partition,
  sum,
} from './instance.ts';
import { pack } from './packing.ts';

/** Three pipelines of more items have so many exchanges that simpler search has found what there is. */
const mostItems = 40;
const stepsPerTry = 10_000;

/**
 * Packs the fullest pipeline and two others anew, the emptiest first, as long as that relieves it: a neighbourhood
 * of every exchange among three pipelines at once.
 *
 * @param floor stops at a makespan of so much or less.
 */
export function repack(instance: Instance, start: Partition, floor: number, budget: Budget): Partition {
  const partition = start.slice();
  while (budget.steps > 0 && relieve());
  return partition;

  function relieve(): boolean {
    const loads = loadsOf(instance, partition);
    const items = itemsOf(instance.pipelines, partition);
    const most = largest(loads);
    if (most <= floor) return false;
    const fullest = loads.indexOf(most);
    const others = [...loads.keys()]
      .filter((pipeline) => pipeline !== fullest)
      .sort((a, b) => at(loads, a) - at(loads, b));
    for (const [place, second] of others.entries())
      for (const third of others.slice(0, place)) {
        const chosen = [fullest, second, third];
        const total = sum(chosen.map((pipeline) => at(loads, pipeline)));
        if (
          packAnew(
            chosen,
            chosen.flatMap((pipeline) => items[pipeline] ?? []),
            total,
            most,
          )
        )
          return true;
        if (budget.steps <= 0) return false;
      }
    return false;
  }

  function packAnew(chosen: readonly number[], items: number[], total: number, most: number): boolean {
    const mean = Math.ceil(total / chosen.length);
    budget.steps -= items.length;
    if (mean >= most || items.length > mostItems) return false;
    items.sort((a, b) => a - b);
    const costs = items.map((item) => at(instance.costs, item));
    const part = { costs, pipelines: chosen.length, maxItems: instance.maxItems };
    // Half way is worth a try: a packing that is merely better makes many rounds.
    for (const capacity of new Set([Math.floor((mean + most - 1) / 2), most - 1])) {
      const own = { steps: Math.min(stepsPerTry, budget.steps) };
      budget.steps -= own.steps;
      const packed = pack(part, capacity, own);
      budget.steps += Math.max(0, own.steps);
      if (!packed) continue;
      for (const [place, item] of items.entries()) partition[item] = at(chosen, at(packed, place));
      return true;
    }
    return false;
  }
}
