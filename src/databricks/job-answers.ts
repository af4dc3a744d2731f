import * as z from 'zod';
import { id, whole } from './answers.ts';

const settings = z.looseObject({ name: z.string().optional() });

export const job = z.looseObject({
  job_id: id,
  creator_user_name: z.string().optional(),
  run_as_user_name: z.string().optional(),
  created_time: whole.optional(),
  settings: settings.optional(),
});
export type Job = z.output<typeof job>;

const runState = z.looseObject({
  /** QUEUED, PENDING, RUNNING, TERMINATING, TERMINATED, SKIPPED, INTERNAL_ERROR, BLOCKED, WAITING_FOR_RETRY. */
  life_cycle_state: z.string(),
  /** SUCCESS, FAILED, TIMEDOUT, CANCELED, MAXIMUM_CONCURRENT_RUNS_REACHED, …; once it is over. */
  result_state: z.string().optional(),
  state_message: z.string().optional(),
});

/** What is to take the place of `state`. */
const runStatus = z.looseObject({
  /** BLOCKED, WAITING, PENDING, QUEUED, RUNNING, TERMINATING, TERMINATED. */
  state: z.string(),
  termination_details: z
    .looseObject({ code: z.string().optional(), message: z.string().optional() })
    .optional(),
});

const task = z.looseObject({
  task_key: z.string(),
  run_id: id.optional(),
  state: runState.optional(),
  status: runStatus.optional(),
  start_time: whole.optional(),
  end_time: whole.optional(),
  run_page_url: z.string().optional(),
});
export type TaskRun = z.output<typeof task>;

export const run = z.looseObject({
  run_id: id,
  job_id: id.optional(),
  run_name: z.string().optional(),
  run_page_url: z.string().optional(),
  state: runState.optional(),
  status: runStatus.optional(),
  start_time: whole.optional(),
  end_time: whole.optional(),
  /** The job's parameters, with what this run was given. */
  job_parameters: z
    .array(z.looseObject({ name: z.string(), default: z.string().optional(), value: z.string().optional() }))
    .optional(),
  tasks: z.array(task).optional(),
});
export type JobRun = z.output<typeof run>;

export const runOutput = z.looseObject({
  error: z.string().optional(),
  error_trace: z.string().optional(),
  logs: z.string().optional(),
});
export type RunOutput = z.output<typeof runOutput>;
