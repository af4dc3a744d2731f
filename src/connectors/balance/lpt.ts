import { add, at, type Instance, type Partition } from './instance.ts';

/**
 * Longest processing time first: every item, the costliest first, goes where there is least to do. At most
 * 4/3 - 1/(3m) of the optimum (R. L. Graham, "Bounds on Multiprocessing Timing Anomalies", SIAM J. Appl. Math.
 * 1969).
 */
export function longestFirst({ costs, pipelines, maxItems }: Instance): Partition {
  const loads = new Array<number>(pipelines).fill(0);
  const counts = new Array<number>(pipelines).fill(0);
  return Int32Array.from(costs, (cost) => {
    const pipeline = emptiest(loads, counts, maxItems);
    add(loads, pipeline, cost);
    add(counts, pipeline, 1);
    return pipeline;
  });
}

/** The pipeline with least to do of those with room for an item; the first of equal ones; -1 when all are full. */
export function emptiest(loads: readonly number[], counts: readonly number[], maxItems: number): number {
  let best = -1;
  for (let pipeline = 0; pipeline < loads.length; pipeline += 1)
    if (at(counts, pipeline) < maxItems && (best < 0 || at(loads, pipeline) < at(loads, best)))
      best = pipeline;
  return best;
}
