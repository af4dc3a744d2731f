import { balanceWithin, fewestMoves } from '../balance/index.ts';
import { type Cell, costOf, type PlanItem } from './cells.ts';
import type { Solve } from './solve.ts';

export interface PlaceRequest {
  readonly cell: Cell;
  /** The groups that are there. */
  readonly groups: readonly string[];
  /** Where a table is now; undefined for a new one, and for one that cannot stay. */
  readonly home: (item: PlanItem) => string | undefined;
  /** How many pipelines there are to be. */
  readonly pipelines: number;
  readonly maxTables: number;
  /** The gap that moves may bring about; undefined: nothing that can stay moves. */
  readonly targetGap: number | undefined;
  readonly solve: Solve;
}

/** Tables of one pipeline, and the group that it is now; undefined for a new one. */
export interface Placed {
  readonly group: string | undefined;
  readonly items: readonly PlanItem[];
}

/**
 * Shares the tables of a cell out among its pipelines. Tables stay where they are, new ones go where there is least
 * to do. With fewer pipelines than there are, those with the least to do are given up.
 */
export function placeTables(request: PlaceRequest): Placed[] {
  const { cell, home, pipelines, maxTables, targetGap, solve } = request;
  const { items } = cell;
  const costs = items.map(costOf);
  const groups = survivors(request);
  if (groups.length === 0) {
    return byPipeline(solve(costs, pipelines, { maxItems: maxTables }).assignment, items, groups, pipelines);
  }
  const fixed = items.map((item) => {
    const index = groups.indexOf(home(item) ?? '');
    return index < 0 ? undefined : index;
  });
  const kept = balanceWithin(costs, fixed, pipelines, { maxItems: maxTables }).assignment;
  if (targetGap === undefined) return byPipeline(kept, items, groups, pipelines);
  const { assignment } = fewestMoves(kept, costs, pipelines, targetGap, { maxItems: maxTables });
  return byPipeline(assignment, items, groups, pipelines);
}

/** The groups that stay: those with most to do, in their order. */
function survivors({ cell, groups, home, pipelines }: PlaceRequest): string[] {
  const work = new Map(groups.map((group) => [group, 0]));
  for (const item of cell.items) {
    const group = home(item);
    const before = group === undefined ? undefined : work.get(group);
    if (group !== undefined && before !== undefined) work.set(group, before + costOf(item));
  }
  const stay = new Set(
    [...work]
      .sort(([, a], [, b]) => b - a)
      .slice(0, pipelines)
      .map(([group]) => group),
  );
  return groups.filter((group) => stay.has(group));
}

function byPipeline(
  assignment: Int32Array,
  items: readonly PlanItem[],
  groups: readonly string[],
  pipelines: number,
): Placed[] {
  const members: PlanItem[][] = Array.from({ length: pipelines }, () => []);
  for (const [index, item] of items.entries()) members[assignment[index] ?? 0]?.push(item);
  return members
    .map((mine, index) => ({ group: groups[index], items: mine }))
    .filter(({ items: mine }) => mine.length > 0);
}
