import { add, at, type Instance, itemsOf, largest, loadsOf, makespanOf, type Partition } from './instance.ts';
import { improve } from './local-search.ts';
import { emptiest } from './lpt.ts';

export function countMoves(from: Partition, to: Partition): number {
  return from.reduce((moves, pipeline, item) => moves + (pipeline === to[item] ? 0 : 1), 0);
}

/** Whether no pipeline has more to do than `capacity`, or more items than it may. */
export function keeps(instance: Instance, partition: Partition, capacity: number): boolean {
  return (
    makespanOf(instance, partition) <= capacity &&
    largest(itemsOf(instance.pipelines, partition).map((items) => items.length)) <= instance.maxItems
  );
}

/**
 * Moves items from pipelines that have too much to the emptiest: the smallest that is enough, or else the largest
 * for which there is room. What is left then is done by moves and swaps of any kind. The result may still be over
 * the capacity.
 */
export function shift(instance: Instance, start: Partition, capacity: number): Partition {
  const { costs, maxItems } = instance;
  const partition = start.slice();
  const loads = loadsOf(instance, partition);
  const items = itemsOf(instance.pipelines, partition);
  for (;;) {
    const counts = items.map((held) => held.length);
    const to = emptiest(loads, counts, maxItems);
    const from = loads.findIndex(
      (load, pipeline) => pipeline !== to && (load > capacity || at(counts, pipeline) > maxItems),
    );
    const fitting = (items[from] ?? []).filter((item) => at(loads, to) + at(costs, item) <= capacity);
    const item = fitting.findLast((one) => at(loads, from) - at(costs, one) <= capacity) ?? fitting[0];
    if (item === undefined || to < 0) return improve(instance, partition, capacity);
    partition[item] = to;
    add(loads, from, -at(costs, item));
    add(loads, to, at(costs, item));
    items[from]?.splice(items[from].indexOf(item), 1);
    items[to]?.push(item);
  }
}

/** `target` with its pipelines named after those of `start` with which they share most items, the most first. */
export function renamed({ pipelines }: Instance, start: Partition, target: Partition): Partition {
  const shared = new Map<number, number>();
  for (const [item, pipeline] of target.entries()) {
    const pair = pipeline * pipelines + at(start, item);
    shared.set(pair, (shared.get(pair) ?? 0) + 1);
  }
  const names = new Map<number, number>();
  const free = new Set(Array.from({ length: pipelines }, (_, name) => name));
  for (const [pair] of [...shared].sort(([a, most], [b, more]) => more - most || a - b)) {
    const [pipeline, name] = [Math.floor(pair / pipelines), pair % pipelines];
    if (!names.has(pipeline) && free.delete(name)) names.set(pipeline, name);
  }
  const rest = free.values();
  for (const pipeline of target) if (!names.has(pipeline)) names.set(pipeline, rest.next().value ?? 0);
  return target.map((pipeline) => names.get(pipeline) ?? 0);
}

/** Leaves items where they were, the costliest first, as far as that keeps to the capacity. */
export function takeBack(instance: Instance, start: Partition, end: Partition, capacity: number): Partition {
  const partition = end.slice();
  const loads = loadsOf(instance, partition);
  const counts = itemsOf(instance.pipelines, partition).map((items) => items.length);
  for (let changed = true; changed; ) {
    changed = false;
    for (const [item, cost] of instance.costs.entries()) {
      const [was, is] = [at(start, item), at(partition, item)];
      if (was === is || at(loads, was) + cost > capacity || at(counts, was) >= instance.maxItems) continue;
      partition[item] = was;
      add(loads, was, cost);
      add(loads, is, -cost);
      add(counts, was, 1);
      add(counts, is, -1);
      changed = true;
    }
  }
  return partition;
}
