import { toQuartz } from '../../deploy/cron/index.ts';
import type { Location, Problem } from '../../kernel/index.ts';
import { asTexts, type ConnectorSettings } from '../settings/index.ts';
import type { ConnectorTable } from '../types.ts';
import { duplicateTables, unusedSettings } from './check-list.ts';
import { checkDestinations, type Destination, destinationOf } from './destinations.ts';
import { type ResourceNames, resourceNames } from './names.ts';
import {
  badSchedule,
  noConnection,
  noGroup,
  severalConnections,
  severalSchedules,
  similarGroups,
  tooManyTables,
  unknownGroup,
} from './problems.ts';
import { type IngestConfig, ingestConfig } from './table-config.ts';

/** A table as a pipeline ingests it. */
export interface IngestTable extends IngestConfig {
  readonly sourceTable: string;
  readonly destination: Destination;
  readonly at: Location | undefined;
}

/** A pipeline of the connector: one group of the list. */
export interface IngestPipeline {
  readonly group: string;
  readonly names: ResourceNames;
  readonly connection: string;
  /** In order of names. */
  readonly tables: readonly IngestTable[];
  /** As written, in unix cron. */
  readonly schedule: string | undefined;
  /** The same for Databricks. */
  readonly quartz: string | undefined;
  readonly managed: boolean;
  /** Workers that its load asks for, as planned. */
  readonly plannedWorkers: number | undefined;
}

export interface PipelinesRequest {
  /** The connector's name. */
  readonly source: string;
  readonly tables: readonly ConnectorTable[];
  /** connector.yml, with flags over it. */
  readonly settings: ConnectorSettings;
  /** Places in connector.yml. */
  readonly at?: (path: readonly (string | number)[]) => Location | undefined;
  /** Workers that the plan gives each group. */
  readonly plannedWorkers?: ReadonlyMap<string, number>;
  /** Whether schedules are used, and so must be right. */
  readonly scheduled?: boolean;
}

/** The most datasets that a pipeline may have. */
const mostTables = 1000;

/** The pipelines that a table list asks for, in order of their keys, and everything that is wrong with them. */
export function ingestPipelines(request: PipelinesRequest): {
  readonly pipelines: readonly IngestPipeline[];
  readonly problems: readonly Problem[];
} {
  const { source, tables, settings, at = () => undefined } = request;
  const problems: Problem[] = [];
  const homeless = tables.filter(({ pipelineGroup }) => !pipelineGroup);
  const [first] = homeless;
  if (first !== undefined) {
    problems.push(noGroup({ tables: homeless.map(({ sourceTable }) => sourceTable) }, placeOf(first)));
  }
  const grouped = Map.groupBy(
    tables.filter(({ pipelineGroup }) => pipelineGroup),
    ({ pipelineGroup = '' }) => pipelineGroup,
  );
  const groups = [...grouped.keys()];
  const { names, collisions } = resourceNames(source, groups);
  for (const { slug, groups } of collisions) {
    problems.push(
      similarGroups({ slug, groups, names: groups.map((group) => names.get(group)?.slug ?? '') }),
    );
  }
  for (const group of Object.keys(settings.groups ?? {})) {
    if (!grouped.has(group)) {
      problems.push(unknownGroup({ group, groups, where: 'connector.yml' }, at(['groups', group])));
    }
  }
  const managed = Array.isArray(settings.managed) ? settings.managed : [];
  for (const group of managed.filter((name) => !grouped.has(name))) {
    problems.push(unknownGroup({ group, groups, where: '"managed"' }, at(['managed'])));
  }
  problems.push(...duplicateTables(tables, settings));
  const common = asTexts(settings.common_table_config);
  const pipelines = [...names].map(([group, resource]): IngestPipeline => {
    const members = (grouped.get(group) ?? []).toSorted((a, b) => compare(a.sourceTable, b.sourceTable));
    if (members.length > mostTables) {
      problems.push(tooManyTables({ group, tables: members.length, most: mostTables }));
    }
    return {
      group,
      names: resource,
      connection: connectionOf(group, members, settings, problems),
      tables: members.map((table) => ({
        sourceTable: table.sourceTable,
        destination: destinationOf(table, settings),
        ...ingestConfig(
          table.sourceTable,
          { ...common, ...table.tableConfiguration },
          placeOf(table),
          problems,
        ),
        at: placeOf(table),
      })),
      ...scheduleOf(group, members, request.scheduled ?? false, problems),
      managed: settings.groups?.[group]?.managed ?? (settings.managed === true || managed.includes(group)),
      plannedWorkers: request.plannedWorkers?.get(group),
    };
  });
  const unconnected = [...grouped].filter(
    ([, members]) => !members.every((table) => connectionName(table, settings)),
  );
  const [firstGroup, ...others] = unconnected;
  if (firstGroup !== undefined) {
    const [group, [table]] = firstGroup;
    problems.push(noConnection({ group, others: others.map(([other]) => other) }, table && placeOf(table)));
  }
  problems.push(
    ...checkDestinations(pipelines.flatMap(({ tables }) => tables)),
    ...unusedSettings(pipelines, settings),
  );
  return { pipelines: pipelines.toSorted((a, b) => compare(a.names.key, b.names.key)), problems };
}

function connectionOf(
  group: string,
  tables: readonly ConnectorTable[],
  settings: ConnectorSettings,
  problems: Problem[],
): string {
  const all = [...new Set(tables.map((table) => connectionName(table, settings)))];
  const connections = all.filter(Boolean);
  const other = tables.find((table) => connectionName(table, settings) !== all[0]);
  if (all.length > 1 && !all.includes(''))
    problems.push(severalConnections({ group, connections }, other && placeOf(other)));
  return connections[0] ?? '';
}

/** Empty when nothing says it. */
function connectionName(
  { connectionName: own }: ConnectorTable,
  { connection_name }: ConnectorSettings,
): string {
  return (own ?? connection_name)?.trim() ?? '';
}

function scheduleOf(
  group: string,
  tables: readonly ConnectorTable[],
  scheduled: boolean,
  problems: Problem[],
): Pick<IngestPipeline, 'schedule' | 'quartz'> {
  const withSchedule = tables.filter(({ schedule }) => schedule);
  const schedules = [...new Set(withSchedule.map(({ schedule = '' }) => schedule))];
  const [schedule] = schedules;
  if (schedule === undefined) return { schedule: undefined, quartz: undefined };
  if (schedules.length > 1 && scheduled) {
    const other = withSchedule.find((table) => table.schedule !== schedule);
    problems.push(severalSchedules({ group, schedules }, other && placeOf(other)));
  }
  const quartz = toQuartz(schedule);
  if ('expression' in quartz) return { schedule, quartz: quartz.expression };
  const params = { group, cron: schedule, reason: quartz.problem, hint: quartz.hint };
  if (scheduled) problems.push(badSchedule(params, withSchedule[0] && placeOf(withSchedule[0])));
  return { schedule, quartz: undefined };
}

function placeOf({ place }: ConnectorTable): Location | undefined {
  return place && { place };
}

/** The order of code units, which is the same everywhere. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
