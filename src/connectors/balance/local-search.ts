import { add, at, type Instance, itemsOf, largest, loadsOf, type Partition } from './instance.ts';

/** `give` leaves the fullest pipeline for `to`, and `take`, if there is one, comes back for it. */
interface Exchange {
  readonly to: number;
  readonly give: number;
  readonly take: number | undefined;
}

/**
 * Moves an item out of the fullest pipeline, or swaps one for a smaller, as long as that makes the larger of the
 * two loads smaller. The emptiest partner is tried first, and with it the exchange that levels the two best.
 *
 * @param floor stops at a makespan of so much or less.
 * @param isFree whether an item may be moved; without it all may.
 */
export function improve(
  instance: Instance,
  start: Partition,
  floor: number,
  isFree: (item: number) => boolean = () => true,
): Partition {
  const { costs, pipelines, maxItems } = instance;
  const partition = start.slice();
  const loads = loadsOf(instance, partition);
  const all = itemsOf(pipelines, partition);
  const counts = all.map((items) => items.length);
  const free = all.map((items) => items.filter(isFree));

  for (;;) {
    const fullest = loads.indexOf(largest(loads));
    const exchange = at(loads, fullest) > floor ? bestExchange(fullest) : undefined;
    if (!exchange) return partition;
    move(exchange.give, fullest, exchange.to);
    if (exchange.take !== undefined) move(exchange.take, exchange.to, fullest);
  }

  function move(item: number, from: number, to: number): void {
    partition[item] = to;
    for (const [pipeline, sign] of [
      [from, -1],
      [to, 1],
    ] as const) {
      add(loads, pipeline, sign * at(costs, item));
      add(counts, pipeline, sign);
    }
    const [left, right] = [free[from] ?? [], free[to] ?? []];
    left.splice(left.indexOf(item), 1);
    const place = right.findIndex((other) => other > item);
    right.splice(place < 0 ? right.length : place, 0, item);
  }

  function bestExchange(from: number): Exchange | undefined {
    const partners = [...loads.keys()].sort((a, b) => at(loads, a) - at(loads, b));
    for (const to of partners) {
      const exchange = exchangeWith(from, to);
      if (exchange) return exchange;
    }
    return undefined;
  }

  /** Half of the difference is the ideal weight to shift; both lists descend, so one pass finds the nearest to it. */
  function exchangeWith(from: number, to: number): Exchange | undefined {
    const takes = free[to] ?? [];
    const half = (at(loads, from) - at(loads, to)) / 2;
    let best: Exchange | undefined;
    let nearest = half;
    let next = 0;
    for (const give of free[from] ?? []) {
      while (next < takes.length && at(costs, at(takes, next)) > at(costs, give) - half) next += 1;
      for (const take of [takes[next - 1], takes[next]]) {
        // Nothing comes back: possible only where all of `to` is too much, and where it has room for one more.
        if (take === undefined && (next < takes.length || at(counts, to) >= maxItems)) continue;
        const shifted = at(costs, give) - (take === undefined ? 0 : at(costs, take));
        const distance = Math.abs(shifted - half);
        if (distance < nearest) {
          nearest = distance;
          best = { to, give, take };
        }
      }
    }
    return best;
  }
}
