import { assignGroups, type Grouping } from '../plan/grouping.ts';
import type { Schedules } from '../plan/schedules.ts';
import type { ConnectorTable } from '../types.ts';
import { checkSchedules } from './check-schedules.ts';
import { type Merged, mergeTables } from './merge.ts';

export interface ListRequest {
  readonly found: readonly ConnectorTable[];
  /** What the list has already. */
  readonly before: readonly ConnectorTable[];
  /** `balanced` leaves groups to the plan. */
  readonly groupBy: Grouping | 'balanced';
  readonly schedules: Schedules;
  /** Whether tables that have a group and a schedule get them anew. */
  readonly regroup: boolean;
  /** What all tables have in common. */
  readonly common: Pick<ConnectorTable, 'connectionName' | 'destinationCatalog' | 'destinationSchema'>;
}

/**
 * The table list that follows from what was found.
 *
 * @throws HeadraceError (exit code 2) for a schedule that is none.
 */
export function makeList({ found, before, groupBy, schedules, regroup, common }: ListRequest): Merged {
  const { cdc_with_deletes: _, ...said } = schedules;
  checkSchedules(said);
  const merged = mergeTables(
    found.map((table) => ({ ...table, ...common })),
    before,
  );
  const assigned = assignGroups(merged.tables, {
    groupBy: groupBy === 'balanced' ? 'category_and_ingestion_type' : groupBy,
    schedules,
  });
  const tables = merged.tables.map((table, index): ConnectorTable => {
    const { pipelineGroup, schedule } = assigned[index] ?? table;
    const group = groupBy === 'balanced' ? undefined : pipelineGroup;
    if (regroup) return { ...table, ...(group && { pipelineGroup: group }), ...(schedule && { schedule }) };
    return { ...(group && { pipelineGroup: group }), ...(schedule && { schedule }), ...table };
  });
  return { ...merged, tables };
}
