import * as z from 'zod';
import { id, idNumber } from './answers.ts';
import type { Api, CallOptions } from './api.ts';
import { type Job, type JobRun, job, type RunOutput, run, runOutput } from './job-answers.ts';
import { pages } from './pages.ts';

/** As the platform's jobs API takes them (2.2); not looked into here. */
export type JobSettings = Readonly<Record<string, unknown>>;

/** What a run of a job is started with. */
export interface RunNow {
  readonly job_id: string;
  readonly job_parameters?: Readonly<Record<string, string>>;
  /**
   * The workspace starts one run for a token, however often it is asked: at most 64 characters. Without one,
   * each call brings its own, so that its retries start one run.
   */
  readonly idempotency_token?: string;
  readonly queue?: { readonly enabled: boolean };
  /** Keys of the tasks to run; absent: all. */
  readonly only?: readonly string[];
}

export interface Jobs {
  /** @returns the job's id. */
  create(settings: JobSettings, options?: CallOptions): Promise<string>;
  /** Replaces all settings. */
  reset(jobId: string, settings: JobSettings, options?: CallOptions): Promise<void>;
  delete(jobId: string, options?: CallOptions): Promise<void>;
  get(jobId: string, options?: CallOptions): Promise<Job>;
  /** Jobs, the newest first; with `name`: those that are called exactly so, in any case of letters. */
  list(filter?: { readonly name?: string } & CallOptions): AsyncIterable<Job>;
  /** @returns the run's id. */
  runNow(request: RunNow, options?: CallOptions): Promise<string>;
  /** A run with all its tasks. */
  getRun(runId: string, options?: CallOptions): Promise<JobRun>;
  /** What a task left: by the id of the task's run, not of the job's. */
  getRunOutput(taskRunId: string, options?: CallOptions): Promise<RunOutput>;
  /** Runs, the newest first. */
  listRuns(
    filter?: {
      readonly jobId?: string;
      readonly activeOnly?: boolean;
      readonly completedOnly?: boolean;
    } & CallOptions,
  ): AsyncIterable<JobRun>;
  /** Asks for it; the run is over when its state says so. */
  cancelRun(runId: string, options?: CallOptions): Promise<void>;
  /**
   * Runs again what has failed in a run that is over; it goes on as the same run.
   *
   * @returns the repair's id.
   * @throws HeadraceError where the run is not over, or somebody else repairs it at the same time.
   */
  repairRun(
    runId: string,
    options?: CallOptions & { readonly jobParameters?: Readonly<Record<string, string>> },
  ): Promise<string>;
}

const listed = z.looseObject({ jobs: z.array(job).optional(), next_page_token: z.string().optional() });
const runsListed = z.looseObject({ runs: z.array(run).optional(), next_page_token: z.string().optional() });
const runPage = run.extend({ next_page_token: z.string().optional() });
const repairs = z.looseObject({
  repair_history: z.array(z.looseObject({ type: z.string(), id: id.optional() })).optional(),
});

/** @param newToken makes idempotency tokens. */
export function jobsApi(api: Api, newToken: () => string): Jobs {
  const of = (jobId: string): string => `job ${jobId}`;
  const ofRun = (runId: string): string => `run ${runId}`;
  return {
    async create(settings, options) {
      const made = await api.json(
        {
          ...{ method: 'POST', path: '/api/2.2/jobs/create', body: settings },
          ...{ action: 'create', thing: `a job${nameIn(settings)}`, ...options },
        },
        z.looseObject({ job_id: id }),
      );
      return made.job_id;
    },

    reset: (jobId, new_settings, options) =>
      api.done({
        ...{ method: 'POST', path: '/api/2.2/jobs/reset', body: { job_id: idNumber(jobId), new_settings } },
        ...{ action: 'change', thing: of(jobId), repeatable: true, ...options },
      }),

    delete: (jobId, options) =>
      api.done({
        ...{ method: 'POST', path: '/api/2.2/jobs/delete', body: { job_id: idNumber(jobId) } },
        ...{ action: 'delete', thing: of(jobId), ...options },
      }),

    get: (jobId, options) =>
      api.json(
        {
          ...{ method: 'GET', path: '/api/2.2/jobs/get', query: { job_id: jobId } },
          ...{ action: 'read', thing: of(jobId), ...options },
        },
        job,
      ),

    list: ({ name, ...options } = {}) =>
      pages(async (page_token) => {
        const { jobs = [], next_page_token: next } = await api.json(
          {
            ...{ method: 'GET', path: '/api/2.2/jobs/list', query: { name, limit: 100, page_token } },
            ...{ action: 'list', thing: 'the jobs', ...options },
          },
          listed,
        );
        return { items: jobs, next };
      }),

    async runNow({ job_id, ...request }, options) {
      const started = await api.json(
        {
          ...{ method: 'POST', path: '/api/2.2/jobs/run-now' },
          body: { job_id: idNumber(job_id), idempotency_token: newToken(), ...request },
          ...{ action: 'start', thing: of(job_id), repeatable: true, ...options },
        },
        z.looseObject({ run_id: id }),
      );
      return started.run_id;
    },

    async getRun(runId, options) {
      const page = (page_token: string | undefined): Promise<z.output<typeof runPage>> =>
        api.json(
          {
            ...{ method: 'GET', path: '/api/2.2/jobs/runs/get', query: { run_id: runId, page_token } },
            ...{ action: 'read', thing: ofRun(runId), ...options },
          },
          runPage,
        );
      // Of more than a hundred tasks, each page has some.
      const first = await page(undefined);
      const tasks = [...(first.tasks ?? [])];
      for (let next = first.next_page_token; next; ) {
        const more = await page(next);
        tasks.push(...(more.tasks ?? []));
        next = more.next_page_token === next ? undefined : more.next_page_token;
      }
      return first.tasks === undefined ? first : { ...first, tasks };
    },

    getRunOutput: (taskRunId, options) =>
      api.json(
        {
          ...{ method: 'GET', path: '/api/2.2/jobs/runs/get-output', query: { run_id: taskRunId } },
          ...{ action: 'read the output of', thing: ofRun(taskRunId), ...options },
        },
        runOutput,
      ),

    listRuns: ({ jobId, activeOnly, completedOnly, ...options } = {}) =>
      pages(async (page_token) => {
        const query = { job_id: jobId, active_only: activeOnly, completed_only: completedOnly };
        const { runs = [], next_page_token: next } = await api.json(
          {
            ...{ method: 'GET', path: '/api/2.2/jobs/runs/list', query: { ...query, limit: 24, page_token } },
            ...{ action: 'list', thing: jobId === undefined ? 'the runs' : `the runs of ${of(jobId)}` },
            ...options,
          },
          runsListed,
        );
        return { items: runs, next };
      }),

    cancelRun: (runId, options) =>
      api.done({
        ...{ method: 'POST', path: '/api/2.2/jobs/runs/cancel', body: { run_id: idNumber(runId) } },
        ...{ action: 'cancel', thing: ofRun(runId), repeatable: true, ...options },
      }),

    async repairRun(runId, { jobParameters, ...options } = {}) {
      const query = { run_id: runId, include_history: true };
      const { repair_history = [] } = await api.json(
        {
          ...{ method: 'GET', path: '/api/2.2/jobs/runs/get', query },
          ...{ action: 'read', thing: ofRun(runId), ...options },
        },
        repairs,
      );
      // Says which state of the run is meant: a repair by somebody else comes in between, and this one is refused.
      const latest = repair_history.findLast(({ type }) => type === 'REPAIR')?.id;
      const body = {
        ...{ run_id: idNumber(runId), rerun_all_failed_tasks: true },
        ...(latest !== undefined && { latest_repair_id: idNumber(latest) }),
        ...(jobParameters && { job_parameters: jobParameters }),
      };
      const repaired = await api.json(
        {
          ...{ method: 'POST', path: '/api/2.2/jobs/runs/repair', body },
          ...{ action: 'repair', thing: ofRun(runId), ...options },
        },
        z.looseObject({ repair_id: id }),
      );
      return repaired.repair_id;
    },
  };
}

function nameIn({ name }: JobSettings): string {
  return typeof name === 'string' ? ` "${name}"` : '';
}
