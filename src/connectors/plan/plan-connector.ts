import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCode, HeadraceError, type Problem } from '../../kernel/index.ts';
import { type ConnectorPaths, findConnector } from '../settings/find-connector.ts';
import type { ConnectorSettings } from '../settings/schema.ts';
import { changeTableList, readTableList, type TableList, writeTableList } from '../table-list/index.ts';
import type { ConnectorTable } from '../types.ts';
import { type Assumptions, assumptionsWith, type KnownNumbers } from './assumptions.ts';
import { type Comparison, compare } from './compare.ts';
import { type PlanGrouping, planGroupings } from './grouping.ts';
import { formatPlanLock, type PlanLock, readPlanLock, writePlanLock } from './lock.ts';
import { type ConnectorPlan, type CurrentPlan, makePlan } from './make-plan.ts';
import { kept, unknownGrouping, wouldMove } from './problems.ts';
import { schedulesWith, type WantedSchedules } from './schedules.ts';
import type { Wish } from './structure.ts';

/** What the command line asks for; undefined where connector.yml or the defaults decide. */
export interface PlanConnectorRequest extends Wish {
  readonly root: string;
  readonly name: string | undefined;
  readonly list: string | undefined;
  readonly settingsFile: string | undefined;
  readonly schedules: WantedSchedules;
  readonly assumptions: KnownNumbers;
  readonly maxTables: number | undefined;
  readonly allowMoves: boolean;
  readonly rebalance: number | undefined;
}

/** A plan, and what it changes on disk. */
export interface PlannedConnector {
  readonly source: string;
  readonly paths: ConnectorPaths;
  readonly plan: ConnectorPlan;
  readonly assumptions: Assumptions;
  /** The plan beside one pipeline for everything. */
  readonly comparison: Comparison;
  /** Warnings. */
  readonly problems: readonly Problem[];
  /** Moves that are not allowed; then the plan must not be written. */
  readonly refusal: Problem | undefined;
  readonly changes: { readonly list: boolean; readonly lock: boolean };
  /** Writes the lock file and the table list. */
  write(): Promise<void>;
}

const mostTables = 1000;

/**
 * Reads a connector's table list, settings and lock file, and plans.
 *
 * @throws HeadraceError (exit code 2) when one of them is wrong, or what is asked for cannot be had.
 */
export async function planConnector(request: PlanConnectorRequest): Promise<PlannedConnector> {
  const { root, name, list, settingsFile } = request;
  const paths = findConnector({ root, name, list, settings: settingsFile });
  const source = name ?? paths.name;
  const [listed, lock] = await Promise.all([readTableList(paths.list, { source }), readPlanLock(paths.lock)]);
  const { tables, settings, problems } = await settled(listed, paths);
  const assumptions = assumptionsWith(request.assumptions, settings.assumptions ?? {});
  const current = currentPlan(lock, listed, paths);
  const plan = makePlan({
    tables,
    groupBy: request.groupBy ?? (request.pipelines === undefined ? settings.group_by : undefined),
    pipelines: request.pipelines ?? (request.groupBy === undefined ? settings.pipelines : undefined),
    schedules: schedulesWith(request.schedules, settings.schedules),
    connection: settings.connection_name,
    assumptions,
    maxTables: request.maxTables ?? settings.max_tables_per_pipeline ?? mostTables,
    current,
    allowMoves: request.allowMoves,
    rebalance: request.rebalance,
  });
  const after = { list: tablesOf(plan, listed.tables), lock: lockOf(plan) };
  const refusal = plan.moves.length > 0 && !request.allowMoves ? refusalOf(plan) : undefined;
  const differing = lock ? listed.tables.filter((table) => differs(table, lock)) : [];
  return {
    ...{ source: name ?? settings.connector_name ?? source, paths, plan, assumptions, refusal },
    comparison: compare(plan.estimate, assumptions),
    problems: [
      ...listed.problems,
      ...problems,
      ...(differing.length > 0 ? [kept({ tables: differing.map(({ sourceTable }) => sourceTable) })] : []),
      ...plan.problems,
    ],
    changes: {
      list: !Buffer.from(changeTableList(listed, after.list)).equals(await readFile(paths.list)),
      lock: lock === undefined || formatPlanLock(lock) !== formatPlanLock(after.lock),
    },
    async write() {
      // The lock file first: it is what the next plan believes.
      await writePlanLock(paths.lock, after.lock);
      await writeTableList(paths.list, after.list, listed);
    },
  };
}

/** connector.yml over the list. Without one nothing of what reads it is loaded. */
async function settled(
  listed: TableList,
  paths: ConnectorPaths,
): Promise<{
  readonly tables: readonly ConnectorTable[];
  readonly settings: ConnectorSettings;
  readonly problems: readonly Problem[];
}> {
  if (!existsSync(paths.settings)) return { tables: listed.tables, settings: {}, problems: [] };
  const { readConnectorSettings, withSettings } = await import('../settings/index.ts');
  const file = readConnectorSettings(paths.settings);
  return { ...withSettings(listed.tables, file, paths.list), settings: file.settings };
}

/**
 * Where tables are now: as the lock file says. A bundle that was generated without any plan may be deployed, so then
 * the list counts.
 */
function currentPlan(
  lock: PlanLock | undefined,
  { tables }: TableList,
  { bundle, lock: file }: ConnectorPaths,
): CurrentPlan | undefined {
  if (lock !== undefined) return { ...lock, groupBy: groupingOf(lock.groupBy) };
  if (!existsSync(join(bundle, 'databricks.yml'))) return undefined;
  const assigned = tables.flatMap(({ sourceTable, pipelineGroup }): [string, string][] =>
    pipelineGroup ? [[sourceTable, pipelineGroup]] : [],
  );
  return { groupBy: undefined, pipelines: undefined, tables: new Map(assigned) };

  function groupingOf(text: string): PlanGrouping {
    const found = planGroupings.find((grouping) => grouping === text);
    if (found !== undefined) return found;
    const problem = unknownGrouping({ file, grouping: text, known: planGroupings });
    throw new HeadraceError(problem, { exitCode: exitCode.usage });
  }
}

/** Everything of the list stays but group and schedule. */
function tablesOf({ estimate }: ConnectorPlan, listed: readonly ConnectorTable[]): ConnectorTable[] {
  const planned = new Map(
    estimate.pipelines.flatMap(({ group, class: { schedule }, items }) =>
      items.map(({ table }) => [table.sourceTable, { pipelineGroup: group, schedule }] as const),
    ),
  );
  return listed.map((table) => ({ ...table, ...planned.get(table.sourceTable) }));
}

function lockOf({ groupBy, pipelines, estimate }: ConnectorPlan): PlanLock {
  return {
    groupBy,
    pipelines,
    groups: new Map(
      estimate.pipelines.map(({ group, class: { schedule, connection, flow }, workers }) => [
        group,
        { schedule, connection, flow, numWorkers: workers },
      ]),
    ),
    tables: new Map(
      estimate.pipelines.flatMap(({ group, items }) =>
        items.map(({ table }) => [table.sourceTable, group] as const),
      ),
    ),
  };
}

function refusalOf({ moves }: ConnectorPlan): Problem {
  return wouldMove({
    tables: moves.map(({ item }) => item.table.sourceTable),
    seconds: moves.reduce((sum, { item }) => sum + item.load.seconds, 0),
  });
}

function differs({ sourceTable, pipelineGroup }: ConnectorTable, { tables }: PlanLock): boolean {
  const locked = tables.get(sourceTable);
  return locked !== undefined && pipelineGroup !== undefined && pipelineGroup !== locked;
}
