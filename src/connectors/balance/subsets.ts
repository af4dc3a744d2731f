import { at, type Budget, sum } from './instance.ts';

const mostInTail = 12;

/**
 * Visits every subset of at most `most` of the costs (descending) with a sum from `low` to `high`, until a visit
 * answers true or the budget is spent.
 *
 * The smallest costs, the tail, are not searched: all sums of them are made once, in order, and what can complete
 * a choice of the others is looked up (Horowitz and Sahni, "Computing Partitions with Applications to the Knapsack
 * Problem", J. ACM 1974). The tail is as long as a subset is likely to be.
 *
 * @param visit gets the positions chosen, ascending.
 * @returns whether a visit answered true.
 */
export function someSubset(
  costs: readonly number[],
  { low, high, most }: { readonly low: number; readonly high: number; readonly most: number },
  budget: Budget,
  visit: (positions: readonly number[]) => boolean,
): boolean {
  const likely = Math.ceil((1.5 * high * costs.length) / Math.max(1, sum(costs)));
  const head = costs.length - Math.max(0, Math.min(mostInTail, costs.length >> 1, likely));
  const tail = sumsOfSubsets(costs.slice(head));
  budget.steps -= tail.sums.length >> 2;
  /** At most so much can still be added from a position on. */
  const ahead = new Float64Array(costs.length + 1);
  for (let place = costs.length - 1; place >= 0; place -= 1)
    ahead[place] = at(ahead, place + 1) + at(costs, place);
  const chosen: number[] = [];
  return choose(0, 0);

  function choose(from: number, total: number): boolean {
    for (let place = from; place < head; place += 1) {
      if (total + at(ahead, place) < low || budget.steps < 0) return false;
      const next = total + at(costs, place);
      if (next > high || chosen.length >= most) continue;
      chosen.push(place);
      if (choose(place + 1, next)) return true;
      chosen.pop();
    }
    return complete(total);
  }

  function complete(total: number): boolean {
    budget.steps -= 1;
    for (let found = lastUpTo(tail.sums, high - total); found >= 0; found -= 1) {
      if (total + at(tail.sums, found) < low || budget.steps < 0) return false;
      budget.steps -= 1;
      const positions = chosen.slice();
      for (let mask = at(tail.masks, found), place = head; mask > 0; mask >>= 1, place += 1)
        if (mask & 1) positions.push(place);
      if (positions.length <= most && visit(positions)) return true;
    }
    return false;
  }
}

/** The sums of all subsets, ascending; bit i of a mask says that cost i is in it. */
function sumsOfSubsets(costs: readonly number[]): {
  readonly sums: Float64Array;
  readonly masks: Int32Array;
} {
  let [sums, masks] = [Float64Array.of(0), Int32Array.of(0)];
  for (const [bit, cost] of costs.entries()) {
    const [merged, mergedMasks] = [new Float64Array(2 * sums.length), new Int32Array(2 * sums.length)];
    for (let place = 0, without = 0, within = 0; place < merged.length; place += 1) {
      // Those with the new cost follow those without it: `within` never runs ahead.
      const other = at(sums, within) + cost;
      if (without < sums.length && at(sums, without) <= other) {
        merged[place] = at(sums, without);
        mergedMasks[place] = at(masks, without++);
      } else {
        merged[place] = other;
        mergedMasks[place] = at(masks, within++) | (1 << bit);
      }
    }
    [sums, masks] = [merged, mergedMasks];
  }
  return { sums, masks };
}

/** The last place of a value up to `most` in an ascending list; -1 when all are larger. */
function lastUpTo(ascending: Float64Array, most: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(ascending, middle) <= most) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
