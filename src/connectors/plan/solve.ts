import { type Balance, balance, type Limits } from '../balance/index.ts';

/** Balances costs among pipelines. */
export type Solve = (costs: readonly number[], pipelines: number, limits: Limits) => Balance;

/** Answers a question that differs in nothing but the order of the costs only once. */
export function solver(): Solve {
  const known = new Map<string, Balance>();
  return (costs, pipelines, limits) => {
    const order = [...costs.keys()].sort((a, b) => (costs[b] ?? 0) - (costs[a] ?? 0));
    const sorted = order.map((index) => costs[index] ?? 0);
    const key = JSON.stringify([pipelines, limits, sorted]);
    const found = known.get(key) ?? balance(sorted, pipelines, limits);
    known.set(key, found);
    const assignment = new Int32Array(costs.length);
    for (const [rank, index] of order.entries()) assignment[index] = found.assignment[rank] ?? 0;
    return { ...found, assignment };
  };
}
