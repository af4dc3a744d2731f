import { at, type Budget, type Instance, type Partition, sum } from './instance.ts';
import { someSubset } from './subsets.ts';

/** Sets of more items have no number of their own among the doubles. */
const mostNumbered = 52;

/**
 * Looks for a partition in which no pipeline has more than `capacity` to do: bin completion (Korf 2002; Fukunaga
 * and Korf, "Bin Completion Algorithms for Multicontainer Packing, Knapsack, and Covering Problems", JAIR 2007).
 * One pipeline after the other gets the costliest item left and a subset of the others. A subset
 * - leaves no more than the other pipelines can take, which bounds its sum from below (Korf and Schreiber,
 *   "Optimally Scheduling Small Numbers of Identical Parallel Machines", ICAPS 2013);
 * - is not dominated: see {@link isDominated};
 * - leaves items that have not been found impossible for as many pipelines before.
 *
 * @returns nothing where there is none, or where the budget is spent before it is known (`budget.steps` < 0).
 */
export function pack(instance: Instance, capacity: number, budget: Budget): Partition | undefined {
  const { costs, pipelines, maxItems } = instance;
  const partition = new Int32Array(costs.length);
  /** Number of pipelines → sets of items, as numbers, that do not fit into so many. */
  const impossible = Array.from({ length: pipelines + 1 }, () => new Set<number>());
  return fill([...costs.keys()], pipelines) ? partition : undefined;

  function fill(items: readonly number[], bins: number): boolean {
    const [first, ...others] = items;
    if (first === undefined) return true;
    if (bins === 1) {
      for (const item of items) partition[item] = 0;
      return sum(items.map((item) => at(costs, item))) <= capacity && items.length <= maxItems;
    }
    const key = costs.length <= mostNumbered ? sum(items.map((item) => 2 ** item)) : undefined;
    if (key !== undefined && impossible[bins]?.has(key)) return false;
    budget.steps -= items.length;

    const sizes = others.map((item) => at(costs, item));
    const high = capacity - at(costs, first);
    const low = sum(sizes) - (bins - 1) * capacity;
    const most = maxItems - 1;
    const least = others.length - (bins - 1) * maxItems;
    const found = someSubset(sizes, { low, high, most }, budget, (positions) => {
      if (positions.length < least || isDominated(sizes, positions, high, most)) return false;
      const chosen = new Set(positions);
      if (
        !fill(
          others.filter((_, position) => !chosen.has(position)),
          bins - 1,
        )
      )
        return false;
      for (const item of [first, ...positions.map((position) => at(others, position))])
        partition[item] = bins - 1;
      return true;
    });
    if (!found && key !== undefined && budget.steps >= 0) impossible[bins]?.add(key);
    return found;
  }
}

/**
 * Whether another subset is at least as good: one with one item more, or with a larger item (of equal ones an
 * earlier) in place of one. The item comes from a pipeline that is filled later, which is left with less to do. Of
 * all possible packings, the one whose first pipeline is greatest, as a binary number with rank 0 as its highest
 * bit, therefore has no dominated first pipeline; and so on for the rest (Martello and Toth 1990).
 */
function isDominated(
  costs: readonly number[],
  positions: readonly number[],
  high: number,
  most: number,
): boolean {
  const room = high - sum(positions.map((position) => at(costs, position)));
  let previous = -1;
  for (const position of positions) {
    const larger = position - 1;
    if (larger > previous && at(costs, larger) - at(costs, position) <= room) return true;
    previous = position;
  }
  if (positions.length >= most) return false;
  let smallestOutside = costs.length - 1;
  while (
    smallestOutside >= 0 &&
    positions[positions.length + smallestOutside - costs.length] === smallestOutside
  )
    smallestOutside -= 1;
  return smallestOutside >= 0 && at(costs, smallestOutside) <= room;
}
