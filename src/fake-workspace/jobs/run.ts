import type { Principal } from '../principals.ts';
import type { JobSettings } from './job-schema.ts';
import type { Attempt } from './run-course.ts';

export interface Job {
  readonly id: string;
  settings: JobSettings;
  readonly creator: Principal;
  readonly createdAt: number;
}

/** A run of a job, with what the job was when it started. */
export interface Run {
  readonly id: string;
  readonly job: Job;
  readonly settings: JobSettings;
  /** Counts from 1 within the job. */
  readonly number: number;
  /** Counts from 1 within the workspace. */
  readonly order: number;
  readonly creator: Principal;
  readonly askedAt: number;
  /** The job's parameters with the values of this run. */
  parameters: Readonly<Record<string, string>>;
  /** What was asked for beside job parameters, as it is shown again. */
  readonly overriding: Readonly<Record<string, unknown>>;
  readonly idempotencyToken: string | undefined;
  /** Not run at all: too many others were. */
  readonly skipped: boolean;
  /** The first, then repairs; the last counts. */
  readonly attempts: [Attempt, ...Attempt[]];
  /** Ids of the runs of tasks, by task. */
  readonly taskRuns: ReadonlyMap<string, string>;
}

/** What a run is started with. */
export interface RunRequest {
  readonly parameters: Readonly<Record<string, string>>;
  readonly overriding: Readonly<Record<string, unknown>>;
  readonly idempotencyToken: string | undefined;
  readonly queue: boolean | undefined;
  readonly only: readonly string[] | undefined;
}
