import type { JobRun, TaskRun } from './job-answers.ts';

/** How a run of a job, or of a task, has ended. */
export interface RunEnd {
  readonly outcome: 'succeeded' | 'failed' | 'cancelled' | 'timed_out' | 'skipped';
  /** In the platform's word: SUCCESS, FAILED, MAXIMUM_CONCURRENT_RUNS_REACHED, INTERNAL_ERROR, … */
  readonly result: string;
  /** What the platform says about it; may be empty. */
  readonly message: string;
}

const over: ReadonlySet<string | undefined> = new Set(['TERMINATED', 'SKIPPED', 'INTERNAL_ERROR']);

const outcomes: Readonly<Record<string, RunEnd['outcome']>> = {
  SUCCESS: 'succeeded',
  // Its last tasks succeeded; the platform counts that as a success.
  SUCCESS_WITH_FAILURES: 'succeeded',
  TIMEDOUT: 'timed_out',
  CANCELED: 'cancelled',
  USER_CANCELED: 'cancelled',
  UPSTREAM_CANCELED: 'cancelled',
  SKIPPED: 'skipped',
  EXCLUDED: 'skipped',
  DISABLED: 'skipped',
  MAXIMUM_CONCURRENT_RUNS_REACHED: 'skipped',
  MAX_CONCURRENT_RUNS_EXCEEDED: 'skipped',
  MAX_JOB_QUEUE_SIZE_EXCEEDED: 'skipped',
};

/**
 * Undefined while it goes on. Says it by `state`, or where only that is given, by its successor `status`.
 * A run that is repaired goes on again.
 */
export function runEnd({ state, status }: Pick<JobRun | TaskRun, 'state' | 'status'>): RunEnd | undefined {
  const cycle = state?.life_cycle_state ?? status?.state;
  if (cycle === undefined || !over.has(cycle)) return undefined;
  const details = status?.termination_details;
  const result = (state === undefined ? details?.code : state.result_state) ?? cycle;
  const outcome = cycle === 'SKIPPED' ? 'skipped' : (outcomes[result] ?? 'failed');
  return { outcome, result, message: state?.state_message ?? details?.message ?? '' };
}
