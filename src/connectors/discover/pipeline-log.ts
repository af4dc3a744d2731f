import type { IngestionType } from '../types.ts';

/** What an event of a pipeline's log says of a table, whichever way the log was read. */
export interface LogEntry {
  /** ms since 1970. */
  readonly at: number;
  readonly update: string;
  /** `catalog.schema.table`, or a bare name. */
  readonly dataset: string;
  /** Of a definition: what kind of flow fills it. */
  readonly flowType?: string | undefined;
  /** Of a flow's progress. */
  readonly status?: string | undefined;
  readonly rows?: number | undefined;
}

/** A table as a pipeline's log shows it. */
export interface LoggedTable {
  readonly dataset: string;
  readonly ingestionType: IngestionType;
  /** Seconds and rows of one run, the mean of the latest; none of one that has not completed. */
  readonly seconds?: number;
  readonly rows?: number;
}

/** Runs that count: older ones say little of what comes. */
const latest = 10;

/**
 * The event log's types of flows (https://docs.databricks.com/ldp/monitor-event-log-schema). Connectors fill
 * snapshot tables by comparing snapshots, and others by changes or by appending.
 */
const kinds: Readonly<Record<string, IngestionType>> = {
  SNAPSHOT_CHANGE: 'snapshot',
  COMPLETE: 'snapshot',
  MATERIALIZED_VIEW: 'snapshot',
  CHANGE: 'cdc',
  APPEND: 'append',
};

/** Sums a log up by tables, in the order in which they were first spoken of. */
export function tablesInLog(entries: readonly LogEntry[]): LoggedTable[] {
  const byDataset = Map.groupBy(
    entries.toSorted((a, b) => a.at - b.at),
    ({ dataset }) => dataset,
  );
  return [...byDataset].flatMap(([dataset, own]) => {
    const flowType = own.findLast((entry) => entry.flowType !== undefined)?.flowType?.toUpperCase();
    // A view is not ingested; connectors read through some.
    if (flowType === 'VIEW') return [];
    const runs = [...Map.groupBy(own, ({ update }) => update).values()].flatMap(runOf).slice(-latest);
    const means =
      runs.length === 0 ? {} : { seconds: mean(runs, 'seconds'), rows: Math.round(mean(runs, 'rows')) };
    return [{ dataset, ingestionType: kinds[flowType ?? ''] ?? ('unknown' as const), ...means }];
  });
}

interface Run {
  readonly seconds: number;
  readonly rows: number;
}

/** A run that completed, from when it had its turn. */
function runOf(entries: readonly LogEntry[]): Run[] {
  const start = entries.find(({ status }) => status === 'STARTING' || status === 'RUNNING');
  const end = entries.findLast(({ status }) => status === 'COMPLETED');
  if (start === undefined || end === undefined) return [];
  const rows = entries.reduce((most, entry) => Math.max(most, entry.rows ?? 0), 0);
  return [{ seconds: (end.at - start.at) / 1000, rows }];
}

function mean(runs: readonly Run[], field: keyof Run): number {
  const sum = runs.reduce((total, run) => total + run[field], 0);
  return Math.round((sum / runs.length) * 1000) / 1000;
}
