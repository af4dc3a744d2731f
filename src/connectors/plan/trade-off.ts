import { type Cell, costOf, type PlanItem } from './cells.ts';
import { estimate, type PipelineTables } from './estimate.ts';
import { cellNames } from './names.ts';
import { leastPipelines, roughly, type ShareOutContext, shareOut } from './share-out.ts';

/** What a number of pipelines leads to. */
export interface TradeOffPoint {
  readonly pipelines: number;
  /** Seconds until all have ended, started together. */
  readonly seconds: number;
  /** Seconds below which the requests of the busiest connection alone do not let it get. */
  readonly floor: number;
  readonly usdPerDay: number;
  /** Tables in pipelines whose runs do not fit into their period. */
  readonly late: number;
  readonly groups: readonly { readonly name: string; readonly pipelines: number; readonly seconds: number }[];
}

/** A workspace updates so many pipelines at once. */
export const mostAtOnce = 200;
/** After so many numbers without any gain there is none to come. */
const patience = 3;

/** From the fewest pipelines on, every number at first and then in steps of some 15 %, until more do not help. */
export function tradeOff(cells: readonly Cell[], context: ShareOutContext): TradeOffPoint[] {
  const tables = cells.reduce((sum, { items }) => sum + items.length, 0);
  const points: TradeOffPoint[] = [];
  const least = leastPipelines(cells, context.maxTables);
  const most = Math.max(least, Math.min(tables, mostAtOnce));
  let idle = 0;
  for (let pipelines = least; pipelines <= most && idle < patience; pipelines = following(pipelines, most)) {
    const point = pointOf(cells, pipelines, context);
    const helps = points.every(({ seconds, late }) => point.seconds < seconds * 0.99 || point.late < late);
    idle = helps ? 0 : idle + 1;
    points.push(point);
  }
  return points;
}

function following(pipelines: number, most: number): number {
  const next = Math.max(pipelines + 1, Math.round(pipelines * 1.15));
  return pipelines < most ? Math.min(most, next) : next;
}

function pointOf(cells: readonly Cell[], pipelines: number, context: ShareOutContext): TradeOffPoint {
  const { assumptions, maxTables, solve } = context;
  const counts = shareOut(cells, pipelines, context);
  const names = cellNames(cells);
  const planned: PipelineTables[] = cells.flatMap((cell, index) => {
    const count = counts[index] ?? 1;
    const members: PlanItem[][] = Array.from({ length: count }, () => []);
    const { assignment } = solve(cell.items.map(costOf), count, { maxItems: maxTables, ...roughly });
    for (const [at, item] of cell.items.entries()) members[assignment[at] ?? 0]?.push(item);
    return members.map((items) => ({ group: names.get(cell.key) ?? '', class: cell.class, items }));
  });
  const { seconds, usdPerDay, floor, pipelines: estimated } = estimate(planned, assumptions);
  const groups = [...Map.groupBy(estimated, ({ group }) => group)].map(([name, members]) => ({
    name,
    pipelines: members.length,
    seconds: Math.max(...members.map(({ run }) => run)),
  }));
  // Not pipelines: two that are both late would count more than one that is twice as late.
  const late = estimated.reduce((sum, { busy, items }) => sum + (busy > 1 ? items.length : 0), 0);
  return { pipelines, seconds, floor, usdPerDay, late, groups };
}
