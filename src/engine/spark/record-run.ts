import type { OpenRun, TableOutcome } from '../../run/index.ts';

/** An open run that also keeps what became of each table. */
export interface RecordedRun extends Pick<OpenRun, 'runId' | 'emit'> {
  readonly outcomes: ReadonlyMap<string, TableOutcome>;
}

/** A table that Spark built is written down when we hear of it; for Spark it is true by then. */
export function recordRun({ runId, history, emit }: OpenRun): RecordedRun {
  const outcomes = new Map<string, TableOutcome>();
  return {
    runId,
    outcomes,
    emit(event) {
      emit(event);
      if (event.type !== 'table_finished') return;
      const { type: _, ...outcome } = event;
      if (outcome.status === 'built') history.recordTable(outcome);
      // A table that was built once in a streaming run, and then had nothing new, stays built.
      const before = outcomes.get(outcome.table);
      if (outcome.status !== 'skipped' || before?.status !== 'built') outcomes.set(outcome.table, outcome);
    },
  };
}
