import { wireId } from '../fields.ts';
import type { Run } from './run.ts';
import type { LifeCycleState, ResultState, RunState } from './run-course.ts';

/** Tasks that one answer shows; more are on further pages. */
export const tasksPerPage = 100;

/** A run as `runs/get` and `runs/list` show it, without its tasks. */
export function runAnswer(run: Run, state: RunState, host: string): Record<string, unknown> {
  const [first] = run.attempts;
  const { endedAt } = state;
  const startedAt = first.startedAt ?? run.askedAt;
  return {
    job_id: wireId(run.job.id),
    run_id: wireId(run.id),
    job_run_id: wireId(run.id),
    number_in_job: run.number,
    original_attempt_run_id: wireId(run.id),
    creator_user_name: run.creator.name,
    run_name: run.settings.name ?? 'Untitled',
    run_type: 'JOB_RUN',
    format: 'MULTI_TASK',
    trigger: 'ONE_TIME',
    run_page_url: `${host}/?o=0#job/${run.job.id}/run/${run.id}`,
    start_time: run.askedAt,
    ...(endedAt !== undefined && { end_time: endedAt, run_duration: endedAt - run.askedAt }),
    queue_duration: startedAt - run.askedAt,
    job_parameters: Object.entries(run.parameters).map(([name, value]) => ({
      name,
      default: run.settings.parameters?.find((known) => known.name === name)?.default ?? '',
      value,
    })),
    ...(Object.keys(run.overriding).length > 0 && { overriding_parameters: run.overriding }),
    ...stateFields(state),
  };
}

/** The tasks of a run, each with a state of its own. */
export function taskAnswers(run: Run, state: RunState, host: string): Record<string, unknown>[] {
  const { tasks = [] } = run.settings;
  const chosen = tasks.filter(({ task_key }) => run.taskRuns.has(task_key));
  const first = chosen[0]?.task_key;
  return chosen.map(({ task_key: key, ...settings }) => {
    const id = run.taskRuns.get(key) ?? '0';
    const shown = state.result === 'FAILED' && key !== first ? afterFailure(key, first, run, state) : state;
    return {
      ...settings,
      task_key: key,
      run_id: wireId(id),
      run_page_url: `${host}/?o=0#job/${run.job.id}/run/${id}`,
      attempt_number: run.attempts.length - 1,
      start_time: run.askedAt,
      ...(state.endedAt !== undefined && { end_time: state.endedAt }),
      ...stateFields(shown),
    };
  });
}

/** It is the first task that fails: those that depend on it never start, the others succeed. */
function afterFailure(key: string, failed: string | undefined, run: Run, state: RunState): TaskState {
  const tasks = new Map((run.settings.tasks ?? []).map((task) => [task.task_key, task]));
  const seen = new Set<string>();
  const reaches = (task: string): boolean => {
    if (seen.has(task)) return false;
    seen.add(task);
    const needed = tasks.get(task)?.depends_on ?? [];
    return needed.some(({ task_key }) => task_key === failed || reaches(task_key));
  };
  return reaches(key)
    ? { ...state, result: 'UPSTREAM_FAILED', message: 'An upstream task failed.' }
    : { ...state, result: 'SUCCESS', message: '' };
}

type TaskState = Omit<RunState, 'result'> & { readonly result?: ResultState | 'UPSTREAM_FAILED' };

/** Both generations of state fields: `state`, and `status` of version 2.2. */
function stateFields({ lifeCycle, result, message }: TaskState): Record<string, unknown> {
  return {
    state: {
      life_cycle_state: lifeCycle,
      ...(result && { result_state: result }),
      state_message: message,
      user_cancelled_or_timedout: result === 'CANCELED' || result === 'TIMEDOUT',
      ...(lifeCycle === 'QUEUED' && { queue_reason: message }),
    },
    status: {
      // The newer field knows no other ends.
      state:
        lifeCycle === 'SKIPPED' || lifeCycle === 'INTERNAL_ERROR'
          ? ('TERMINATED' satisfies LifeCycleState)
          : lifeCycle,
      ...(lifeCycle === 'QUEUED' && {
        queue_details: { code: 'MAX_CONCURRENT_RUNS_REACHED', message },
      }),
      ...(result && {
        termination_details: {
          ...(lifeCycle === 'INTERNAL_ERROR' ? internal : terminations[result]),
          message,
        },
      }),
    },
  };
}

const internal = { code: 'INTERNAL_ERROR', type: 'INTERNAL_ERROR' } as const;

const terminations = {
  SUCCESS: { code: 'SUCCESS', type: 'SUCCESS' },
  FAILED: { code: 'RUN_EXECUTION_ERROR', type: 'CLIENT_ERROR' },
  // The platform itself ends what takes longer than it may.
  TIMEDOUT: { code: 'CANCELED', type: 'CLIENT_ERROR' },
  CANCELED: { code: 'USER_CANCELED', type: 'SUCCESS' },
  UPSTREAM_FAILED: { code: 'RUN_EXECUTION_ERROR', type: 'CLIENT_ERROR' },
  MAXIMUM_CONCURRENT_RUNS_REACHED: { code: 'MAX_CONCURRENT_RUNS_EXCEEDED', type: 'CLIENT_ERROR' },
} as const satisfies Record<
  ResultState | 'UPSTREAM_FAILED',
  { readonly code: string; readonly type: string }
>;
