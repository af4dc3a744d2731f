import { ApiError, invalid } from '../api-error.ts';
import type { Base } from '../base.ts';
import type { FakeWorkspaceOptions, RunFailure, StartedRun } from '../options.ts';
import type { Principal } from '../principals.ts';
import type { Job, Run, RunRequest } from './run.ts';
import { type Attempt, endOf, type RunState, startQueued, stateOf } from './run-course.ts';

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
  /** The workspace has never heard of the run any more. */
  forget(id: string): void;
}

type Options = Pick<FakeWorkspaceOptions, 'failRun' | 'onRun'>;

/** Shares of what a run takes: waiting for a cluster, and ending when it is cancelled. */
const shares = { pending: 0.2, stopping: 0.1 } as const;

/** What a job knows of its runs, so that nobody has to look through all of them. */
interface JobRuns {
  /** Oldest first; without those that were skipped. */
  readonly runs: Run[];
  readonly active: Set<Run>;
  readonly queued: Set<Run>;
  /** When the next of the queued can begin, if nothing happens before. */
  nextAt: number;
}

/** Runs of jobs. Their states follow from the time; they are looked at, never told. */
export function createRunStore(base: Base, { failRun, onRun }: Options): RunStore {
  const { clock, random, runMs } = base;
  const runs = new Map<string, Run>();
  const byTask = new Map<string, Run>();
  const byToken = new Map<string, string>();
  const byJob = new Map<Job, JobRuns>();
  const waiting = new Set<JobRuns>();
  let asked = 0;

  const latest = ({ attempts }: Run): Attempt => attempts[attempts.length - 1] ?? attempts[0];
  const ofJob = (job: Job): JobRuns => {
    const known = byJob.get(job) ?? { runs: [], active: new Set(), queued: new Set(), nextAt: 0 };
    byJob.set(job, known);
    return known;
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

  /** Lets those begin whose time has come; before anybody looks. */
  const settle = (): void => {
    const now = clock.now();
    for (const known of waiting) {
      if (now < known.nextAt) continue;
      const [first] = known.queued;
      const max = first?.job.settings.max_concurrent_runs ?? 1;
      const attempts = known.runs.map((run) => ({ attempt: latest(run), askedAt: run.askedAt }));
      const { begun, nextAt } = startQueued(attempts, max, now);
      known.nextAt = nextAt;
      for (const run of known.queued) {
        const attempt = latest(run);
        if (attempt.startedAt === undefined && attempt.cancelledAt === undefined) continue;
        known.queued.delete(run);
        if (begun.includes(attempt)) begin(run, attempt);
      }
      if (known.queued.size === 0) waiting.delete(known);
    }
  };

  /** Tells whoever acts as the job; the run goes on until they are done. */
  const begin = (run: Run, attempt: Attempt): void => {
    const work = onRun?.(startedRun(run));
    if (work === undefined) return;
    attempt.durationMs = Number.POSITIVE_INFINITY;
    const done = (failure?: RunFailure): void => {
      const now = clock.now();
      // Once it was ended from outside, nobody listens.
      if (now >= endOf(attempt)) return;
      attempt.durationMs = now - (attempt.startedAt ?? now);
      attempt.failure = failure ?? attempt.failure;
      ofJob(run.job).nextAt = 0;
      settle();
    };
    work.then(
      () => done(),
      (error: unknown) => done(failed(error instanceof Error ? error.message : String(error))),
    );
  };

  const newAttempt = (run: Omit<Run, 'attempts'>, count: number, startedAt: number | undefined): Attempt => {
    const { timeout_seconds: timeout = 0 } = run.settings;
    const failure = failRun?.(startedRun({ ...run, attempts: { length: count } }));
    return {
      repairId: count > 1 ? random.id() : undefined,
      startedAt,
      ...{ durationMs: runMs, pendingMs: runMs * shares.pending, stoppingMs: runMs * shares.stopping },
      timeoutMs: timeout > 0 ? timeout * 1000 : undefined,
      failure: typeof failure === 'string' ? failed(failure) : failure,
      cancelledAt: undefined,
    };
  };

  const isFull = (active: Set<Run>, max: number): boolean => {
    let count = 0;
    for (const run of active) {
      if (!isActive(run)) active.delete(run);
      else count += 1;
      if (count >= max) return true;
    }
    return max <= 0;
  };

  const find = (id: string, run: Run | undefined): Run => {
    settle();
    if (!run) throw invalid(`Run ${id} does not exist.`);
    return run;
  };
  const remove = (run: Run): void => {
    const known = ofJob(run.job);
    runs.delete(run.id);
    for (const id of run.taskRuns.values()) byTask.delete(id);
    const at = known.runs.indexOf(run);
    if (at >= 0) known.runs.splice(at, 1);
    known.active.delete(run);
    known.queued.delete(run);
    known.nextAt = 0;
  };

  return {
    all() {
      settle();
      return [...runs.values()];
    },
    state,
    isActive,
    get: (id) => find(id, runs.get(id)),
    withTask: (id) => find(id, runs.get(id) ?? byTask.get(id)),

    start(job, { idempotencyToken: token, ...request }, creator) {
      const before = token === undefined ? undefined : byToken.get(token);
      if (before !== undefined) {
        const run = runs.get(before);
        if (run) return run;
        throw invalid(`The run with the idempotency token ${token} was deleted.`);
      }
      settle();
      const known = ofJob(job);
      const { settings } = job;
      const { tasks = [], max_concurrent_runs: max = 1 } = settings;
      const full = isFull(known.active, max);
      const queue = request.queue ?? settings.queue?.enabled ?? false;
      const chosen = request.only ?? tasks.map(({ task_key }) => task_key);
      const now = clock.now();
      asked += 1;
      const made = {
        id: random.id(),
        job,
        settings,
        number: known.runs.length + 1,
        order: asked,
        creator,
        askedAt: now,
        parameters: {
          ...Object.fromEntries((settings.parameters ?? []).map((each) => [each.name, each.default])),
          ...request.parameters,
        },
        overriding: request.overriding,
        idempotencyToken: token,
        skipped: full && !queue,
        taskRuns: new Map(chosen.map((key) => [key, random.id()])),
      };
      const attempt = newAttempt(made, 1, full ? undefined : now);
      const run: Run = { ...made, attempts: [attempt] };
      runs.set(run.id, run);
      for (const id of run.taskRuns.values()) byTask.set(id, run);
      if (token !== undefined) byToken.set(token, run.id);
      if (run.skipped) return run;
      known.runs.push(run);
      known.active.add(run);
      if (full) {
        known.queued.add(run);
        waiting.add(known);
        known.nextAt = Math.min(known.nextAt, now);
      } else begin(run, attempt);
      return run;
    },

    repair(run, parameters) {
      if (isActive(run)) throw new ApiError(400, 'INVALID_STATE', `Run ${run.id} is still in progress.`);
      if (parameters) run.parameters = { ...run.parameters, ...parameters };
      const attempt = newAttempt(run, run.attempts.length + 1, clock.now());
      run.attempts.push(attempt);
      ofJob(run.job).active.add(run);
      begin(run, attempt);
      return attempt.repairId ?? '';
    },

    cancel(run) {
      if (!isActive(run)) return;
      latest(run).cancelledAt ??= clock.now();
      ofJob(run.job).nextAt = 0;
    },

    delete(run) {
      if (isActive(run)) {
        throw new ApiError(400, 'INVALID_STATE', `Run ${run.id} is active: cancel it before it is deleted.`);
      }
      remove(run);
    },

    forget(id) {
      const run = runs.get(id);
      if (run) remove(run);
    },
  };
}

function failed(message: string): RunFailure {
  return { result: 'FAILED', message };
}

function startedRun({
  id: runId,
  job: { id: jobId },
  settings: { name = 'Untitled' },
  parameters,
  attempts: { length: attempt },
}: Omit<Run, 'attempts'> & { readonly attempts: { readonly length: number } }): StartedRun {
  return { runId, jobId, name, parameters, attempt };
}
