import { add, at, type Budget, type Instance, itemsOf, loadsOf, type Partition } from './instance.ts';

/**
 * Looks for the fewest moves after which every pipeline keeps to the capacity and to the limit of items, by
 * deepening: first with as few as could possibly do, then one more, up to `most` (Korf, "Depth-first
 * Iterative-Deepening", Artificial Intelligence 1985).
 *
 * A pipeline that has too much must lose one of its items, whatever else happens; so only its items are tried, in
 * order of rank, and to every other pipeline. No item moves twice.
 *
 * @returns nothing where `most` moves do not do, or the budget is spent before it is known (`budget.steps` < 0).
 */
export function searchMoves(
  instance: Instance,
  start: Partition,
  capacity: number,
  most: number,
  budget: Budget,
): Partition | undefined {
  const { costs, pipelines, maxItems } = instance;
  const partition = start.slice();
  const loads = loadsOf(instance, partition);
  const items = itemsOf(pipelines, partition);
  const counts = items.map((held) => held.length);
  /** Of each pipeline's items, the first that may still be moved. */
  const next = new Array<number>(pipelines).fill(0);

  for (let moves = movesNeeded(); moves <= most; moves += 1) {
    if (descend(moves)) return partition;
    if (budget.steps < 0) return undefined;
  }
  return undefined;

  function descend(left: number): boolean {
    budget.steps -= pipelines;
    if (budget.steps < 0 || movesNeeded() > left) return false;
    const from = loads.findIndex((_, pipeline) => isOver(pipeline));
    if (from < 0) return true;
    const before = at(next, from);
    let tried = -1;
    for (const [place, item] of (items[from] ?? []).entries()) {
      const cost = at(costs, item);
      // Of equal items it does not matter which goes.
      if (place < before || cost === tried) continue;
      tried = cost;
      next[from] = place + 1;
      for (let to = 0; to < pipelines; to += 1) {
        if (to === from) continue;
        move(item, from, to);
        if (descend(left - 1)) return true;
        move(item, to, from);
      }
    }
    next[from] = before;
    return false;
  }

  function isOver(pipeline: number): boolean {
    return at(loads, pipeline) > capacity || at(counts, pipeline) > maxItems;
  }

  function move(item: number, from: number, to: number): void {
    partition[item] = to;
    add(loads, from, -at(costs, item));
    add(loads, to, at(costs, item));
    add(counts, from, -1);
    add(counts, to, 1);
  }

  /** So many at least: from each pipeline that has too much, the costliest that may still go. */
  function movesNeeded(): number {
    let needed = 0;
    for (let pipeline = 0; pipeline < pipelines; pipeline += 1) {
      let load = at(loads, pipeline);
      let count = at(counts, pipeline);
      const held = items[pipeline] ?? [];
      for (let place = at(next, pipeline); load > capacity || count > maxItems; place += 1) {
        const item = held[place];
        if (item === undefined) return Number.POSITIVE_INFINITY;
        load -= at(costs, item);
        count -= 1;
        needed += 1;
      }
    }
    return needed;
  }
}
