import * as z from 'zod';
import { invalid } from '../api-error.ts';
import { type Base, ownerOf } from '../base.ts';
import { check, type Endpoint, endpoint } from '../endpoint.ts';
import { id64, queryFlag, queryNumber, wireId } from '../fields.ts';
import type { FakeWorkspaceOptions } from '../options.ts';
import { pageOf } from '../pages.ts';
import type { Grant } from '../permissions.ts';
import type { Principal } from '../principals.ts';
import { seed } from '../seed.ts';
import { changedSettings } from './change-settings.ts';
import { createJob, type JobSettings, jobSettings, resetJob, updateJob } from './job-schema.ts';
import type { Job } from './run.ts';
import { tasksPerPage } from './run-answer.ts';
import { createRunStore, type RunStore } from './run-store.ts';
import { runsEndpoints } from './runs-api.ts';

export interface JobsArea {
  readonly endpoints: readonly Endpoint[];
  readonly runs: RunStore;
  all(): readonly Job[];
}

/** Jobs, and runs of them: versions 2.1 and 2.2 of the API. */
export function createJobs(
  base: Base,
  { jobs: seeded = [], ...options }: Pick<FakeWorkspaceOptions, 'jobs' | 'failRun' | 'onRun'>,
): JobsArea {
  const { clock, random, permissions } = base;
  const jobs = new Map<string, Job>();
  const runs = createRunStore(base, options);

  const add = (settings: JobSettings, creator: Principal, id = random.id(), list?: readonly Grant[]): Job => {
    permissions.add('jobs', id, creator, list);
    const job = { id, settings: withDefaults(settings), creator, createdAt: clock.now() };
    jobs.set(id, job);
    return job;
  };
  for (const { job_id, settings, creator_user_name } of seeded) {
    add(seed(jobSettings, settings, 'job'), ownerOf(base, creator_user_name), job_id);
  }

  /** The job, for somebody who may do this to it. */
  const job = (id: string, principal: Principal, level: string): Job => {
    const found = jobs.get(id);
    if (!found) throw invalid(`Job ${id} does not exist.`);
    permissions.demand(principal, 'jobs', id, level);
    return found;
  };

  const endpoints = ['2.1', '2.2'].flatMap((version) => {
    const at = (name: string): string => `/api/${version}/jobs/${name}`;
    return [
      endpoint('POST', at('create'), createJob, ({ access_control_list: list, ...rest }, { principal }) => ({
        job_id: wireId(add(check(jobSettings, rest), principal, undefined, list).id),
      })),
      endpoint('POST', at('reset'), resetJob, ({ job_id, new_settings }, { principal }) => {
        job(job_id, principal, 'CAN_MANAGE').settings = withDefaults(new_settings);
        return {};
      }),
      endpoint('POST', at('update'), updateJob, (change, { principal }) => {
        const found = job(change.job_id, principal, 'CAN_MANAGE');
        found.settings = changedSettings(found.settings, change);
        return {};
      }),
      endpoint('POST', at('delete'), z.strictObject({ job_id: id64 }), ({ job_id }, { principal }) => {
        const found = job(job_id, principal, 'CAN_MANAGE');
        for (const run of runs.all()) if (run.job === found) runs.cancel(run);
        jobs.delete(job_id);
        permissions.remove('jobs', job_id);
        return {};
      }),
      endpoint('GET', at('get'), getJob, ({ job_id, page_token }, { principal }) => {
        const found = job(job_id, principal, 'CAN_VIEW');
        const { items, tokens } = pageOf(found.settings.tasks ?? [], page_token, tasksPerPage);
        return { ...summary(found), settings: { ...found.settings, tasks: items }, ...tokens };
      }),
      endpoint(
        'GET',
        at('list'),
        listJobs,
        ({ name, limit, offset, expand_tasks, page_token }, { principal }) => {
          const wanted = [...jobs.values()]
            .reverse()
            .filter(({ id }) => permissions.allows(principal, 'jobs', id, 'CAN_VIEW'))
            .filter(({ settings }) => !name || settings.name?.toLowerCase() === name.toLowerCase())
            .slice(offset);
          const { items, tokens } = pageOf(wanted, page_token, limit);
          const shown = items.map((found) => ({
            ...summary(found),
            settings: expand_tasks ? found.settings : brief(found.settings),
          }));
          return { jobs: shown, has_more: tokens.next_page_token !== undefined, ...tokens };
        },
      ),
      ...runsEndpoints({ base, runs, job, at }),
    ];
  });
  return { endpoints, runs, all: () => [...jobs.values()] };
}

const getJob = z.strictObject({
  job_id: id64,
  page_token: z.string().optional(),
  include_trigger_state: queryFlag.optional(),
});

const listJobs = z.strictObject({
  name: z.string().optional(),
  limit: queryNumber(1, 100).default(20),
  offset: queryNumber(0, 10_000).default(0),
  expand_tasks: queryFlag.default(false),
  page_token: z.string().optional(),
});

function summary({ id, creator, createdAt }: Job): Record<string, unknown> {
  const { name } = creator;
  return { job_id: wireId(id), creator_user_name: name, run_as_user_name: name, created_time: createdAt };
}

/** A list shows jobs without what they consist of. */
function brief({
  tasks: _tasks,
  job_clusters: _clusters,
  environments: _environments,
  ...rest
}: JobSettings) {
  return rest;
}

/** What the platform fills in. */
function withDefaults(settings: JobSettings): JobSettings {
  return { max_concurrent_runs: 1, timeout_seconds: 0, format: 'MULTI_TASK', ...settings };
}
