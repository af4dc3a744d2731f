import type { ConnectorTable } from '../types.ts';
import type { Schedules } from './schedules.ts';

/** What tables of one pipeline have in common. */
const groupings = ['category_and_ingestion_type', 'ingestion_type', 'category', 'none'] as const;
export type Grouping = (typeof groupings)[number];
/** `balanced` leaves it to the plan: whatever may be together is, so that pipelines are equally long. */
export const planGroupings = [...groupings, 'balanced'] as const;
export type PlanGrouping = (typeof planGroupings)[number];

/** The group of tables without a category, where categories make the groups. */
const noCategory = 'other';

/** Gives each table the group that its properties say, and the schedule of its ingestion type. */
export function assignGroups(
  tables: readonly ConnectorTable[],
  { groupBy, schedules }: { readonly groupBy: Grouping; readonly schedules: Schedules },
): ConnectorTable[] {
  return tables.map((table) => ({
    ...table,
    pipelineGroup: groupOf(table, groupBy),
    schedule: schedules[table.ingestionType],
  }));
}

/** What a grouping calls the group of a table. */
export function groupOf({ category, ingestionType }: ConnectorTable, groupBy: Grouping): string {
  if (groupBy === 'none') return 'all';
  if (groupBy === 'category') return category || noCategory;
  return groupBy === 'ingestion_type' || category === '' ? ingestionType : `${category}_${ingestionType}`;
}
