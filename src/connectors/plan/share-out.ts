import type { Assumptions } from './assumptions.ts';
import { type Cell, costOf } from './cells.ts';
import type { Solve } from './solve.ts';

/** What it takes to compare numbers of pipelines. */
export interface ShareOutContext {
  readonly assumptions: Assumptions;
  /** The most tables in one pipeline. */
  readonly maxTables: number;
  readonly solve: Solve;
}

/** What a comparison may cost: a search for the last per mille comes when a number was chosen. */
export const roughly = { steps: 20_000 } as const;
/** With more tables their mean tells enough. */
const mostBalanced = 500;

/**
 * How many pipelines each cell gets, of so many in all. Each has at least one, and as many as the size limit asks
 * for. Every further one goes where a run does not fit into its period but can, else where runs are longest.
 *
 * @param pipelines at least {@link leastPipelines}; there are never more than tables.
 */
export function shareOut(cells: readonly Cell[], pipelines: number, context: ShareOutContext): number[] {
  const costs = cells.map(({ items }) => items.map(costOf));
  const curable = cells.map((cell) => canBeInTime(cell, context.assumptions));
  const counts = cells.map(({ items }) => leastOf(items.length, context.maxTables));
  const runs = costs.map((own, cell) => runOf(own, counts[cell] ?? 1, context));
  const following = costs.map((own, cell) => runOf(own, (counts[cell] ?? 1) + 1, context));
  for (let left = pipelines - counts.reduce((a, b) => a + b, 0); left > 0; left -= 1) {
    const open = cells.flatMap(({ items, class: { pace } }, cell) => {
      const count = counts[cell] ?? 1;
      if (count >= items.length) return [];
      const [now, then] = [runs[cell] ?? 0, following[cell] ?? 0];
      const late = curable[cell] && now > pace.period && then < now ? now / pace.period : 0;
      return [{ cell, late, helps: then < now ? 1 : 0, now }];
    });
    const [best] = open.sort((a, b) => b.late - a.late || b.helps - a.helps || b.now - a.now);
    if (best === undefined) break;
    const count = (counts[best.cell] ?? 1) + 1;
    counts[best.cell] = count;
    runs[best.cell] = following[best.cell] ?? 0;
    following[best.cell] = runOf(costs[best.cell] ?? [], count + 1, context);
  }
  return counts;
}

/** Whether runs fit into their period with as many pipelines as there are tables. */
function canBeInTime({ items, class: { pace } }: Cell, assumptions: Assumptions): boolean {
  const longest = items.reduce((most, { load }) => Math.max(most, load.seconds), 0);
  const calls = items.reduce((sum, { load }) => sum + load.calls, 0);
  const waiting = calls / assumptions.requests_per_second;
  return assumptions.start_up_seconds + Math.max(longest, waiting) <= pace.period;
}

/** Seconds of the longest run, of so many pipelines for these costs. */
function runOf(costs: readonly number[], pipelines: number, context: ShareOutContext): number {
  const { assumptions, maxTables, solve } = context;
  const longest = Math.max(0, ...costs);
  const fullest =
    costs.length > mostBalanced
      ? costs.reduce((a, b) => a + b, 0) / pipelines
      : solve(costs, pipelines, { maxItems: maxTables, ...roughly }).makespan;
  return assumptions.start_up_seconds + Math.max(longest, fullest / assumptions.tables_at_once) / 1000;
}

/** The fewest pipelines that hold all tables. */
export function leastPipelines(cells: readonly Cell[], maxTables: number): number {
  return cells.reduce((sum, { items }) => sum + leastOf(items.length, maxTables), 0);
}

export function leastOf(tables: number, maxTables: number): number {
  return Math.max(1, Math.ceil(tables / maxTables));
}
