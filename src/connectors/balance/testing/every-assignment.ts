/** What an assignment of a few items makes of the pipelines. */
interface Outcome {
  readonly assignment: readonly number[];
  readonly makespan: number;
  readonly mostItems: number;
}

/** Every way to assign the items: a reference for small cases that uses none of the algorithms. */
export function* everyAssignment(costs: readonly number[], pipelines: number): Generator<Outcome> {
  for (let code = 0; code < pipelines ** costs.length; code += 1) {
    const assignment = costs.map((_, item) => Math.floor(code / pipelines ** item) % pipelines);
    yield { assignment, ...outcome(costs, assignment, pipelines) };
  }
}

export function outcome(
  costs: readonly number[],
  assignment: ArrayLike<number>,
  pipelines: number,
): { readonly makespan: number; readonly mostItems: number } {
  const names = Array.from({ length: pipelines }, (_, pipeline) => pipeline);
  const held = names.map((pipeline) => costs.filter((_, item) => assignment[item] === pipeline));
  return {
    makespan: Math.max(...held.map((list) => list.reduce((a, b) => a + b, 0))),
    mostItems: Math.max(...held.map((list) => list.length)),
  };
}

/** The smallest makespan of all. */
export function leastMakespan(costs: readonly number[], pipelines: number, maxItems = costs.length): number {
  const loads = new Array<number>(pipelines).fill(0);
  const counts = new Array<number>(pipelines).fill(0);
  const place = (item: number, makespan: number): number => {
    const cost = costs[item];
    if (cost === undefined) return makespan;
    let least = Number.POSITIVE_INFINITY;
    for (const [pipeline, load] of loads.entries()) {
      const count = counts[pipeline] ?? 0;
      if (count >= maxItems) continue;
      loads[pipeline] = load + cost;
      counts[pipeline] = count + 1;
      least = Math.min(least, place(item + 1, Math.max(makespan, load + cost)));
      loads[pipeline] = load;
      counts[pipeline] = count;
    }
    return least;
  };
  return place(0, 0);
}
