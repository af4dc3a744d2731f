import type { ConnectorTable, IngestionType } from '../types.ts';
import { groupOf, type PlanGrouping } from './grouping.ts';
import type { Pace } from './pace.ts';
import type { TableLoad } from './table-load.ts';

export type FlowKind = 'snapshot' | 'streaming' | 'unknown' | 'mixed';

/** What all tables of a pipeline must have in common: pipelines of two classes never share a table. */
export interface PipelineClass {
  /** As it is written. */
  readonly schedule: string;
  readonly pace: Pace;
  readonly connection: string | undefined;
  readonly flow: FlowKind;
  /** The same for all of the same class. */
  readonly key: string;
}

/** A table with all that decides where it goes. */
export interface PlanItem {
  readonly table: ConnectorTable;
  readonly load: TableLoad;
  readonly class: PipelineClass;
  /** What the grouping calls its group; '' where only classes count. */
  readonly base: string;
}

/** Tables that may be in the same pipeline: of one class, and of one group of the grouping. */
export interface Cell {
  readonly key: string;
  readonly base: string;
  readonly class: PipelineClass;
  readonly items: readonly PlanItem[];
}

/** A table, when it is read, and what a run of it amounts to. */
export interface Scheduled {
  readonly table: ConnectorTable;
  readonly load: TableLoad;
  readonly schedule: string;
  readonly pace: Pace;
  readonly connection: string | undefined;
}

const flowOf: Readonly<Record<IngestionType, FlowKind>> = {
  snapshot: 'snapshot',
  append: 'streaming',
  cdc: 'streaming',
  cdc_with_deletes: 'streaming',
  unknown: 'unknown',
};

/**
 * Puts tables into classes and groups. Without any grouping (`none`) all tables of a connection are one class that
 * keeps to the schedule of its most frequent table: that is what one pipeline for everything means.
 */
export function toItems(tables: readonly Scheduled[], groupBy: PlanGrouping): PlanItem[] {
  const classes = new Map<string, PipelineClass>();
  const classOf = groupBy === 'none' ? mixedClasses(tables) : ownClass;
  return tables.map((scheduled): PlanItem => {
    const found = classOf(scheduled);
    // Of several ways to write a schedule the first one stands for all.
    const common = classes.get(found.key) ?? found;
    classes.set(common.key, common);
    const { table, load } = scheduled;
    return { table, load, class: common, base: groupBy === 'balanced' ? '' : groupOf(table, groupBy) };
  });
}

function ownClass({ table, schedule, pace, connection }: Scheduled): PipelineClass {
  const flow = flowOf[table.ingestionType];
  return { schedule, pace, connection, flow, key: JSON.stringify([pace.quartz, connection, flow]) };
}

function mixedClasses(tables: readonly Scheduled[]): (scheduled: Scheduled) => PipelineClass {
  const byConnection = Map.groupBy(tables, ({ connection }) => connection);
  const classes = new Map(
    [...byConnection].map(([connection, members]): [string | undefined, PipelineClass | undefined] => {
      const [first] = members.toSorted((a, b) => b.pace.runsPerDay - a.pace.runsPerDay);
      const own = first && ownClass(first);
      const mixed = members.some((member) => ownClass(member).key !== own?.key);
      return [connection, own && mixed ? { ...own, flow: 'mixed', key: JSON.stringify([connection]) } : own];
    }),
  );
  return (scheduled) => classes.get(scheduled.connection) ?? ownClass(scheduled);
}

/** In the order of their first tables. */
export function cellsOf(items: readonly PlanItem[]): Cell[] {
  return [...Map.groupBy(items, cellKey)].flatMap(([key, members]) => {
    const [first] = members;
    return first ? [{ key, base: first.base, class: first.class, items: members }] : [];
  });
}

export function cellKey(item: PlanItem): string {
  return JSON.stringify([item.base, item.class.key]);
}

/** What an item costs in a balance: whole milliseconds. */
export function costOf({ load }: PlanItem): number {
  return Math.round(load.seconds * 1000);
}
