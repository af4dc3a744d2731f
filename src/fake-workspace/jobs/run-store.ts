import { ApiError, invalid } from '../api-error.ts';
import type { Base } from '../base.ts';
import type { FakeWorkspaceOptions } from '../options.ts';
import type { Principal } from '../principals.ts';
import type { JobSettings } from './job-schema.ts';
import { type Attempt, type RunState, startQueued, stateOf } from './run-course.ts';

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

export interface RunStore {
  /** All of them, oldest first, as they stand now. */
  all(): readonly Run[];
  /** @throws ApiError as the platform does for a run that it does not have. */
  get(id: string): Run;
  /** The run of which this is the run itself or one of its tasks. */
  withTask(id: string): Run;
  state(run: Run): RunState;
  isActive(run: Run): boolean;
  start(job: Job, request: RunRequest, principal: Principal): Run;
  repair(run: Run, parameters: Readonly<Record<string, string>> | undefined): string;
  cancel(run: Run): void;
  delete(run: Run): void;
}

/** Runs of jobs. Their states follow from the time; they are looked at, never told. */
export function createRunStore(base: Base, failRun: FakeWorkspaceOptions['failRun']): RunStore {
  const { clock, random, runMs } = base;
  const runs = new Map<string, Run>();
  const byToken = new Map<string, string>();
  const queued = new Set<Run>();

  const latest = ({ attempts }: Run): Attempt => attempts[attempts.length - 1] ?? attempts[0];
  const ofJob = (job: Job): Run[] => [...runs.values()].filter((run) => run.job === job && !run.skipped);
  /** Lets those begin whose time has come; before anybody looks. */
  const settle = (): void => {
    for (const job of new Set([...queued].map((run) => run.job))) {
      startQueued(
        ofJob(job).map((run) => ({ attempt: latest(run), askedAt: run.askedAt })),
        job.settings.max_concurrent_runs ?? 1,
        clock.now(),
      );
    }
    for (const run of queued) {
      const { startedAt, cancelledAt } = latest(run);
      if (startedAt !== undefined || cancelledAt !== undefined) queued.delete(run);
    }
  };
  const state = (run: Run): RunState => {
    if (run.skipped) {
      return {
        lifeCycle: 'SKIPPED',
        result: 'MAXIMUM_CONCURRENT_RUNS_REACHED',
        message: 'Skipping this run because the limit of maximum concurrent runs has been reached.',
        endedAt: run.askedAt,
      };
    }
    return stateOf(latest(run), clock.now());
  };
  const isActive = (run: Run): boolean => state(run).result === undefined;
  const attemptOf = (run: Omit<Run, 'attempts'>, count: number, startedAt: number | undefined): Attempt => {
    const { timeout_seconds: timeout = 0 } = run.settings;
    return {
      repairId: count > 1 ? random.id() : undefined,
      startedAt,
      durationMs: runMs,
      timeoutMs: timeout > 0 ? timeout * 1000 : undefined,
      failure: failRun?.({
        runId: run.id,
        jobId: run.job.id,
        name: run.settings.name ?? 'Untitled',
        parameters: run.parameters,
        attempt: count,
      }),
      cancelledAt: undefined,
    };
  };

  return {
    all() {
      settle();
      return [...runs.values()];
    },
    state,
    isActive,

    get(id) {
      settle();
      const run = runs.get(id);
      if (!run) throw invalid(`Run ${id} does not exist.`);
      return run;
    },

    withTask(id) {
      settle();
      const run = runs.get(id) ?? [...runs.values()].find((each) => [...each.taskRuns.values()].includes(id));
      if (!run) throw invalid(`Run ${id} does not exist.`);
      return run;
    },

    start(job, { idempotencyToken: token, ...request }, creator) {
      const before = token === undefined ? undefined : byToken.get(token);
      if (before !== undefined) {
        const run = runs.get(before);
        if (run) return run;
        throw invalid(`The run with the idempotency token ${token} was deleted.`);
      }
      settle();
      const { settings } = job;
      const { tasks = [], max_concurrent_runs: max = 1 } = settings;
      const others = ofJob(job);
      const full = others.filter(isActive).length >= max;
      const queue = request.queue ?? settings.queue?.enabled ?? false;
      const chosen = request.only ?? tasks.map(({ task_key }) => task_key);
      const begun = {
        id: random.id(),
        job,
        settings,
        number: others.length + 1,
        creator,
        askedAt: clock.now(),
        parameters: {
          ...Object.fromEntries((settings.parameters ?? []).map((known) => [known.name, known.default])),
          ...request.parameters,
        },
        overriding: request.overriding,
        idempotencyToken: token,
        skipped: full && !queue,
        taskRuns: new Map(chosen.map((key) => [key, random.id()])),
      };
      const run: Run = { ...begun, attempts: [attemptOf(begun, 1, full ? undefined : clock.now())] };
      runs.set(run.id, run);
      if (full && queue) queued.add(run);
      if (token !== undefined) byToken.set(token, run.id);
      return run;
    },

    repair(run, parameters) {
      if (isActive(run)) throw new ApiError(400, 'INVALID_STATE', `Run ${run.id} is still in progress.`);
      if (parameters) run.parameters = { ...run.parameters, ...parameters };
      const attempt = attemptOf(run, run.attempts.length + 1, clock.now());
      run.attempts.push(attempt);
      return attempt.repairId ?? '';
    },

    cancel(run) {
      if (isActive(run)) latest(run).cancelledAt ??= clock.now();
    },

    delete(run) {
      if (isActive(run)) {
        throw new ApiError(400, 'INVALID_STATE', `Run ${run.id} is active: cancel it before it is deleted.`);
      }
      runs.delete(run.id);
    },
  };
}
