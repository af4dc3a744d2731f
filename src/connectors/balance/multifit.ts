import { add, at, type Instance, makespanOf, type Partition } from './instance.ts';

/**
 * MULTIFIT: halves the interval of possible capacities as long as first-fit decreasing needs no more pipelines
 * than there are (Coffman, Garey and Johnson, "An Application of Bin-Packing to Multiprocessor Scheduling", SIAM
 * J. Comput. 1978). At most 13/11 of the optimum (Yue 1990).
 *
 * @param floor a lower bound of the makespan.
 * @param start the result where nothing better is found.
 */
export function multifit(instance: Instance, floor: number, start: Partition): Partition {
  let best = start;
  let [low, high] = [floor, makespanOf(instance, start) - 1];
  while (low <= high) {
    const capacity = Math.floor((low + high) / 2);
    const found = firstFit(instance, capacity);
    if (found) {
      best = found;
      high = makespanOf(instance, found) - 1;
    } else low = capacity + 1;
  }
  return best;
}

/** Each item in the first pipeline with room for it; nothing where one has no room. */
function firstFit({ costs, pipelines, maxItems }: Instance, capacity: number): Partition | undefined {
  const rooms = new Array<number>(pipelines).fill(capacity);
  const counts = new Array<number>(pipelines).fill(0);
  const partition = new Int32Array(costs.length);
  for (const [item, cost] of costs.entries()) {
    const pipeline = rooms.findIndex((room, index) => cost <= room && at(counts, index) < maxItems);
    if (pipeline < 0) return undefined;
    add(rooms, pipeline, -cost);
    add(counts, pipeline, 1);
    partition[item] = pipeline;
  }
  return partition;
}
