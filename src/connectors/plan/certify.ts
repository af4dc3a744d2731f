import { costOf, type PipelineClass } from './cells.ts';
import type { PipelineTables } from './estimate.ts';
import type { Solve } from './solve.ts';

/** How good the balance within a class is, and how good it could be at best. */
export interface Certificate {
  readonly class: PipelineClass;
  readonly pipelines: number;
  readonly tables: number;
  /** Seconds of work of its fullest pipeline. */
  readonly makespan: number;
  /** No way to share the same tables out among as many pipelines has a fullest one with less. */
  readonly lowerBound: number;
  /** The share by which the makespan is above the lower bound. */
  readonly gap: number;
  /** Whether nothing is better. */
  readonly proven: boolean;
}

/** For each class, whatever made its pipelines: a balance, a grouping by category, or years of staying in place. */
export function certify(
  pipelines: readonly PipelineTables[],
  { maxTables, solve }: { readonly maxTables: number; readonly solve: Solve },
): Certificate[] {
  return [...Map.groupBy(pipelines, (pipeline) => pipeline.class.key).values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const loads = members.map(({ items }) => items.reduce((sum, item) => sum + costOf(item), 0));
    const makespan = Math.max(...loads);
    // What is kept beyond the limit is allowed, so the bound has to allow it.
    const maxItems = Math.max(maxTables, ...members.map(({ items }) => items.length));
    const costs = members.flatMap(({ items }) => items.map(costOf));
    const { lowerBound } = solve(costs, members.length, { maxItems });
    return [
      {
        class: first.class,
        pipelines: members.length,
        tables: costs.length,
        makespan: makespan / 1000,
        lowerBound: lowerBound / 1000,
        gap: lowerBound === 0 ? 0 : makespan / lowerBound - 1,
        proven: makespan === lowerBound,
      },
    ];
  });
}
