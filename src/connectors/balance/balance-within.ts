import { type Balance, certified } from './certified.ts';
import { add, at, type Limits, largest, makespanOf, rank, refuse, requirePlaces, sum } from './instance.ts';
import { improve } from './local-search.ts';
import { lowerBound } from './lower-bound.ts';
import { emptiest } from './lpt.ts';
import { noRoomBeside } from './problems.ts';

/**
 * Places new items beside those that stay where they are: the costliest first, each where there is least to do; then
 * moves and swaps among the new ones. A pipeline that holds more than `limits.maxItems` keeps them, and gets none.
 *
 * @param fixed for every item the pipeline where it stays; undefined for a new one.
 * @returns with the lower bound of a balance in which nothing is fixed: the gap is what staying costs at most.
 * @throws HeadraceError HR-BALANCE-001, -002 and -004 to -006, exit code 2.
 */
export function balanceWithin(
  costs: readonly number[],
  fixed: readonly (number | undefined)[],
  pipelines: number,
  limits: Limits = {},
): Balance {
  const ranked = rank(costs, pipelines, limits);
  requirePlaces(fixed, pipelines);
  const { maxItems } = ranked;
  const kept = new Array<number>(pipelines).fill(0);
  for (const pipeline of fixed) if (pipeline !== undefined) add(kept, pipeline, 1);
  const places = sum(kept.map((count) => Math.max(0, maxItems - count)));
  const items = costs.length - sum(kept);
  if (items > places) refuse([noRoomBeside({ items, places, maxItems })]);

  const stays = ranked.order.map((index) => fixed[index]);
  const loads = new Array<number>(pipelines).fill(0);
  const counts = new Array<number>(pipelines).fill(0);
  const put = (item: number, pipeline: number): number => {
    add(loads, pipeline, at(ranked.costs, item));
    add(counts, pipeline, 1);
    return pipeline;
  };
  for (const [item, pipeline] of stays.entries()) if (pipeline !== undefined) put(item, pipeline);
  const start = Int32Array.from(
    stays,
    (pipeline, item) => pipeline ?? put(item, emptiest(loads, counts, maxItems)),
  );
  const partition = improve(ranked, start, 0, (item) => stays[item] === undefined);
  // What is kept beyond the limit is allowed, so the bound has to allow it.
  const instance = { ...ranked, maxItems: Math.max(maxItems, largest(kept)) };
  const floor = lowerBound(instance, makespanOf(instance, partition));
  return certified(instance, partition, floor, 'LPT beside what is there');
}
