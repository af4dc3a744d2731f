import type { PipelineEvent } from '../../databricks/index.ts';
import { readEvent, type UpdateEnd, updateProgress } from '../../engine/databricks/index.ts';
import type { TableOutcome } from '../../run/index.ts';
import { type FailureContext, remedyFor } from './diagnose.ts';
import { tableFailed } from './problems.ts';

/** How far a group is. */
export interface GroupState {
  readonly state: string;
  readonly tablesDone: number;
  readonly rows: number;
}

/** Counts what the events of one update say of the tables of a group. */
export interface GroupTally {
  /** @returns tables that are finished by this event. */
  take(event: PipelineEvent): readonly TableOutcome[];
  now(): GroupState;
  /** Outcomes of the tables that are left. */
  end(end: UpdateEnd): readonly TableOutcome[];
}

/**
 * @param tables bare names of the tables that are still to be done.
 * @param url where the update can be looked at.
 */
export function groupTally(
  tables: readonly string[],
  { url, context }: { readonly url: string; readonly context: FailureContext },
): GroupTally {
  const progress = updateProgress(tables, {
    url,
    reason: () => 'incremental update',
    failed: ({ table, message, url }) =>
      tableFailed({ table, message, url, remedy: remedyFor(message, context) }),
  });
  const rows = new Map<string, number>();
  let state = 'QUEUED';
  let tablesDone = 0;
  return {
    take(event) {
      const fact = readEvent(event);
      if (fact?.kind === 'update') state = fact.state;
      const finished = progress
        .take(event)
        .flatMap((step) => (step.type === 'finished' ? [step.outcome] : []));
      for (const [table, more] of progress.drain()) rows.set(table, (rows.get(table) ?? 0) + more);
      for (const { table, rowsAdded } of finished) {
        // What a flow says at its end counts for all its steps.
        if (rowsAdded !== undefined) rows.set(table, rowsAdded);
      }
      tablesDone += finished.length;
      return finished;
    },
    now: () => ({ state, tablesDone, rows: [...rows.values()].reduce((sum, more) => sum + more, 0) }),
    end: (end) => progress.end(end),
  };
}
