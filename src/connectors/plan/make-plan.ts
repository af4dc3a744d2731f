import { exitCode, HeadraceError, type Location, type Problem } from '../../kernel/index.ts';
import type { ConnectorTable } from '../types.ts';
import type { Assumptions } from './assumptions.ts';
import { type Cell, cellsOf, type PlanItem, type Scheduled, toItems } from './cells.ts';
import { type Certificate, certify } from './certify.ts';
import { type Estimate, estimate, type PipelineTables, usdPerSecond } from './estimate.ts';
import type { PlanGrouping } from './grouping.ts';
import { homes, keptCount } from './homes.ts';
import { cellNames, numbered } from './names.ts';
import { type Pace, paceOf } from './pace.ts';
import { type Placed, placeTables } from './place-tables.ts';
import { badPlanSchedule, tooFewPipelines, tooManyPipelines } from './problems.ts';
import { type Recommendation, recommend } from './recommend.ts';
import { scheduleOf, type WantedSchedules } from './schedules.ts';
import { leastOf, leastPipelines, type ShareOutContext, shareOut } from './share-out.ts';
import { solver } from './solve.ts';
import { type Structure, structureOf, type Wish } from './structure.ts';
import { tableLoads } from './table-load.ts';
import { type TradeOffPoint, tradeOff } from './trade-off.ts';
import { planWarnings } from './warnings.ts';

export interface PlanRequest extends Wish {
  /** The table list, with connector.yml laid over it. */
  readonly tables: readonly ConnectorTable[];
  readonly schedules: WantedSchedules;
  /** The connection of tables that name none. */
  readonly connection: string | undefined;
  readonly assumptions: Assumptions;
  /** The most tables in one pipeline. */
  readonly maxTables: number;
  /** Where tables are now; undefined when there is no plan yet. */
  readonly current: CurrentPlan | undefined;
  readonly allowMoves: boolean;
  /** The gap that moves are to bring the balance under; undefined: none are looked for. */
  readonly rebalance: number | undefined;
}

export interface CurrentPlan {
  readonly groupBy: PlanGrouping | undefined;
  readonly pipelines: number | 'auto' | undefined;
  /** Source table → group. */
  readonly tables: ReadonlyMap<string, string>;
}

/** A table that changes its pipeline, which drops it and ingests it again. */
export interface Move {
  readonly item: PlanItem;
  readonly from: string;
  readonly to: string;
  /** Dollars for reading it once. */
  readonly usd: number;
}

export interface ConnectorPlan extends Omit<Structure, 'changed'> {
  readonly estimate: Estimate;
  readonly certificates: readonly Certificate[];
  /** Tables that are in no pipeline yet. */
  readonly added: readonly string[];
  /** Tables that the list no longer has. */
  readonly removed: readonly string[];
  /** Pipelines that no table is in any more. */
  readonly gone: readonly string[];
  readonly moves: readonly Move[];
  /** What would be, were the moves allowed that a rebalancing needs. */
  readonly proposal: Pick<ConnectorPlan, 'moves' | 'certificates' | 'estimate'> | undefined;
  /** For numbers of pipelines that can be chosen. */
  readonly tradeOff: readonly TradeOffPoint[];
  readonly recommendation: Recommendation | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Plans which pipeline ingests each table. Deterministic: the same request gives the same plan. Moves are in it,
 * whether or not they are allowed, when what is asked for cannot be had without.
 *
 * @throws HeadraceError (exit code 2) when what is asked for cannot be had at all.
 */
export function makePlan(request: PlanRequest): ConnectorPlan {
  const { rebalance, allowMoves } = request;
  if (rebalance === undefined || allowMoves || request.current === undefined) return planOnce(request);
  const { moves, certificates, estimate } = planOnce({ ...request, allowMoves: true });
  return {
    ...planOnce({ ...request, rebalance: undefined }),
    proposal: { moves, certificates, estimate },
  };
}

/** When structure changes anyway, moves go so far. */
const usualGap = 0.05;

function planOnce(request: PlanRequest): ConnectorPlan {
  const { tables, assumptions, maxTables, current, rebalance } = request;
  const structure = structureOf(request, current);
  const solve = solver();
  const items = toItems(scheduled(request), structure.groupBy);
  const own = cellsOf(items);
  const points = structure.pipelines === 'auto' ? tradeOff(own, { assumptions, maxTables, solve }) : [];
  const recommendation = points.length > 0 ? recommend(points) : undefined;
  const problems: Problem[] = [];
  const home = homes(items, own, current, structure);
  const cells = home.cells;
  const counts =
    current !== undefined && !structure.changed
      ? cells.map((cell) => keptCount(cell, home, maxTables))
      : wantedCounts(cells, structure, recommendation, { assumptions, maxTables, solve }, problems);
  const placed = cells.map((cell, index) =>
    placeTables({
      ...{ cell, maxTables, solve, home: home.of },
      groups: home.groups.get(cell.key) ?? [],
      pipelines: counts[index] ?? 1,
      targetGap: rebalance ?? (structure.changed ? usualGap : undefined),
    }),
  );
  const pipelines = named(cells, placed, current);
  const estimated = estimate(pipelines, assumptions);
  const groupNow = (item: PlanItem): string | undefined => current?.tables.get(item.table.sourceTable);
  const names = new Set(tables.map(({ sourceTable }) => sourceTable));
  const groups = new Set(pipelines.map(({ group }) => group));
  problems.push(...planWarnings(estimated, { assumptions, maxTables }));
  return {
    groupBy: structure.groupBy,
    pipelines: structure.pipelines,
    estimate: estimated,
    certificates: certify(pipelines, { maxTables, solve }),
    added: items.filter((item) => groupNow(item) === undefined).map(({ table }) => table.sourceTable),
    removed: [...(current?.tables.keys() ?? [])].filter((name) => !names.has(name)),
    gone: [...new Set(current?.tables.values() ?? [])].filter((group) => !groups.has(group)),
    moves: pipelines.flatMap(({ group, items: members }) =>
      members.flatMap((item) => {
        const from = groupNow(item);
        return from === undefined || from === group
          ? []
          : [{ item, from, to: group, usd: item.load.seconds * usdPerSecond(assumptions) }];
      }),
    ),
    proposal: undefined,
    tradeOff: points,
    recommendation,
    problems,
  };
}

/** @throws HeadraceError HR-CONNECTOR-003 for every schedule that is none. */
function scheduled({ tables, schedules, connection, assumptions }: PlanRequest): Scheduled[] {
  const loads = tableLoads(tables, assumptions);
  const paces = new Map<string, Pace>();
  const problems: Problem[] = [];
  const refused = new Set<string>();
  const found = tables.flatMap((table, index) => {
    const schedule = scheduleOf(table, schedules);
    const pace = paces.get(schedule) ?? paceOf(schedule);
    if ('problem' in pace) {
      const wanted = schedule !== table.schedule;
      const what = wanted ? `${table.ingestionType} tables` : `table "${table.sourceTable}"`;
      const at: Location | undefined = wanted ? undefined : table.place && { place: table.place };
      if (!refused.has(what)) problems.push(badPlanSchedule({ what, schedule, ...pace }, at));
      refused.add(what);
      return [];
    }
    paces.set(schedule, pace);
    const load = loads[index];
    return load ? [{ table, load, schedule, pace, connection: table.connectionName ?? connection }] : [];
  });
  if (problems.length > 0) throw new HeadraceError(problems, { exitCode: exitCode.usage });
  return found;
}

function wantedCounts(
  cells: readonly Cell[],
  { groupBy, pipelines }: Structure,
  recommendation: Recommendation | undefined,
  context: ShareOutContext,
  problems: Problem[],
): number[] {
  const { maxTables } = context;
  const tables = cells.reduce((sum, { items }) => sum + items.length, 0);
  if (pipelines === undefined) return cells.map(({ items }) => leastOf(items.length, maxTables));
  const least = leastPipelines(cells, maxTables);
  const asked = pipelines === 'auto' ? (recommendation?.point.pipelines ?? least) : pipelines;
  if (asked < least) {
    const classes = [...cellNames(cells).values()];
    const balanced = groupBy === 'balanced';
    const problem = tooFewPipelines({ asked, least, classes, balanced });
    throw new HeadraceError(problem, { exitCode: exitCode.usage });
  }
  if (asked > tables) problems.push(tooManyPipelines({ asked, tables }));
  return shareOut(cells, Math.min(asked, tables), context);
}

/** Groups keep their names; new ones get names that no pipeline has or had. */
function named(
  cells: readonly Cell[],
  placed: readonly (readonly Placed[])[],
  current: CurrentPlan | undefined,
): PipelineTables[] {
  const taken = new Set(current?.tables.values() ?? []);
  const stems = cellNames(cells);
  return cells.flatMap((cell, index) => {
    const mine = placed[index] ?? [];
    const stem = stems.get(cell.key) ?? cell.key;
    let number = 0;
    return mine.map(({ group, items }): PipelineTables => {
      number += 1;
      if (group !== undefined) return { group, class: cell.class, items };
      let name = mine.length === 1 ? stem : numbered(stem, number, mine.length);
      for (let next = number + 1; taken.has(name); next += 1) name = numbered(stem, next, mine.length);
      taken.add(name);
      return { group: name, class: cell.class, items };
    });
  });
}
