import * as z from 'zod';
import { invalid } from '../api-error.ts';
import type { Base } from '../base.ts';
import { type Endpoint, endpoint } from '../endpoint.ts';
import { id64, queryFlag, queryNumber, textMap, texts, wireId } from '../fields.ts';
import { pageOf } from '../pages.ts';
import type { Principal } from '../principals.ts';
import type { Job, Run } from './run.ts';
import { runAnswer, taskAnswers, tasksPerPage } from './run-answer.ts';
import type { RunStore } from './run-store.ts';
import { pipelineParams } from './task-schema.ts';

/** What the endpoints of runs stand on. */
export interface RunsContext {
  readonly base: Base;
  readonly runs: RunStore;
  readonly job: (id: string, principal: Principal, level: string) => Job;
  readonly at: (name: string) => string;
}

export function runsEndpoints({ base, runs, job, at }: RunsContext): readonly Endpoint[] {
  const { permissions, host } = base;
  const mayView = (run: Run, principal: Principal): boolean =>
    permissions.allows(principal, 'jobs', run.job.id, 'CAN_VIEW');
  const run = (id: string, principal: Principal, level: string): Run => {
    const found = runs.get(id);
    permissions.demand(principal, 'jobs', found.job.id, level);
    return found;
  };

  return [
    endpoint('POST', at('run-now'), runNow, (request, { principal }) => {
      const { job_id, job_parameters = {}, idempotency_token, queue, only, ...rest } = request;
      const { performance_target: _target, ...overriding } = rest;
      const found = job(job_id, principal, 'CAN_MANAGE_RUN');
      const unknown = only?.find(
        (key) => !(found.settings.tasks ?? []).some(({ task_key }) => task_key === key),
      );
      if (unknown !== undefined) throw invalid(`Task ${unknown} does not exist in job ${job_id}.`);
      const started = runs.start(
        found,
        {
          ...{ parameters: job_parameters, overriding },
          ...{ idempotencyToken: idempotency_token, queue: queue?.enabled, only },
        },
        principal,
      );
      return { run_id: wireId(started.id), number_in_job: started.number };
    }),

    endpoint('GET', at('runs/get'), getRun, ({ run_id, page_token, include_history }, { principal }) => {
      const found = run(run_id, principal, 'CAN_VIEW');
      const state = runs.state(found);
      const { items, tokens } = pageOf(taskAnswers(found, state, host()), page_token, tasksPerPage);
      const repairs = found.attempts.flatMap(({ repairId, startedAt }) =>
        repairId === undefined ? [] : [{ type: 'REPAIR', id: wireId(repairId), start_time: startedAt }],
      );
      return {
        ...runAnswer(found, state, host()),
        tasks: items,
        ...(include_history && { repair_history: [{ type: 'ORIGINAL' }, ...repairs] }),
        ...tokens,
      };
    }),

    endpoint('GET', at('runs/get-output'), z.strictObject({ run_id: id64 }), ({ run_id }, { principal }) => {
      const found = runs.withTask(run_id);
      permissions.demand(principal, 'jobs', found.job.id, 'CAN_VIEW');
      if (found.id === run_id && found.taskRuns.size !== 1) {
        throw invalid(
          'Retrieving the output of runs with multiple tasks is not supported. Please retrieve the output of each individual task run instead.',
        );
      }
      const state = runs.state(found);
      const failed = state.result === 'FAILED' && firstTaskRun(found) !== run_id && found.id !== run_id;
      const error = state.result === 'FAILED' && !failed ? state.message : undefined;
      return {
        metadata: runAnswer(found, state, host()),
        logs: `output of run ${run_id}\n`,
        logs_truncated: false,
        ...(error !== undefined && { error, error_trace: `Error: ${error}\n    at the fake workspace` }),
      };
    }),

    endpoint('GET', at('runs/list'), listRuns, (query, { principal }) => {
      const { job_id, active_only, completed_only, expand_tasks, limit, offset, page_token } = query;
      if (active_only && completed_only) {
        throw invalid('active_only and completed_only cannot both be true.');
      }
      const { start_time_from: from = 0, start_time_to: to = Number.POSITIVE_INFINITY } = query;
      const until = before(page_token);
      const wanted = runs
        .all()
        .toReversed()
        .filter(({ order, job: { id } }) => order < until && (job_id === undefined || id === job_id))
        .filter((each) => mayView(each, principal))
        .filter((each) => !active_only || runs.isActive(each))
        .filter((each) => !completed_only || !runs.isActive(each))
        .filter(({ askedAt }) => askedAt >= from && askedAt <= to)
        .slice(offset);
      const items = wanted.slice(0, limit === 0 ? 25 : limit);
      const last = items.at(-1);
      const tokens = last && items.length < wanted.length ? { next_page_token: tokenAfter(last) } : undefined;
      const shown = items.map((each) => {
        const state = runs.state(each);
        const tasks = expand_tasks ? { tasks: taskAnswers(each, state, host()).slice(0, tasksPerPage) } : {};
        return { ...runAnswer(each, state, host()), ...tasks };
      });
      return { runs: shown, has_more: tokens !== undefined, ...tokens };
    }),

    endpoint('POST', at('runs/cancel'), z.strictObject({ run_id: id64 }), ({ run_id }, { principal }) => {
      runs.cancel(run(run_id, principal, 'CAN_MANAGE_RUN'));
      return {};
    }),

    endpoint('POST', at('runs/cancel-all'), cancelAll, ({ job_id, all_queued_runs }, { principal }) => {
      if (job_id === undefined && !all_queued_runs) throw invalid('job_id or all_queued_runs is required.');
      const concerned = job_id === undefined ? undefined : job(job_id, principal, 'CAN_MANAGE_RUN');
      for (const each of runs.all()) {
        const queued = !all_queued_runs || runs.state(each).lifeCycle === 'QUEUED';
        if (queued && (concerned === undefined || each.job === concerned)) runs.cancel(each);
      }
      return {};
    }),

    endpoint('POST', at('runs/delete'), z.strictObject({ run_id: id64 }), ({ run_id }, { principal }) => {
      runs.delete(run(run_id, principal, 'CAN_MANAGE_RUN'));
      return {};
    }),

    endpoint('POST', at('runs/repair'), repairRun, (request, { principal }) => {
      const found = run(request.run_id, principal, 'CAN_MANAGE_RUN');
      if ((request.rerun_tasks === undefined) === !request.rerun_all_failed_tasks) {
        throw invalid('Exactly one of rerun_tasks and rerun_all_failed_tasks is required.');
      }
      const latest = found.attempts.findLast(({ repairId }) => repairId !== undefined)?.repairId;
      if (request.latest_repair_id !== latest) {
        throw invalid(`latest_repair_id must be ${latest ?? 'absent'}: the run was repaired meanwhile.`);
      }
      return { repair_id: wireId(runs.repair(found, request.job_parameters)) };
    }),
  ];
}

/** A token names the last run of a page: those that start or end meanwhile move no page. */
function tokenAfter({ order }: Run): string {
  return Buffer.from(`before:${order}`).toString('base64url');
}

function before(token: string | undefined): number {
  if (token === undefined) return Number.POSITIVE_INFINITY;
  const order = /^before:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  if (order === undefined) throw invalid('Invalid page token.');
  return Number(order);
}

function firstTaskRun({ taskRuns }: Run): string | undefined {
  return taskRuns.values().next().value;
}

/** The platform's limit for parameters of one kind, as JSON. */
const small = <S extends z.ZodType>(schema: S) =>
  schema
    .refine((given) => JSON.stringify(given).length <= 10_000, 'expected at most 10,000 bytes')
    .optional();

const parameterFields = {
  job_parameters: textMap.optional(),
  notebook_params: small(textMap),
  python_params: small(texts),
  python_named_params: textMap.optional(),
  jar_params: small(texts),
  spark_submit_params: small(texts),
  sql_params: textMap.optional(),
  dbt_commands: texts.optional(),
  pipeline_params: pipelineParams.optional(),
  performance_target: z.enum(['PERFORMANCE_OPTIMIZED', 'STANDARD']).optional(),
};

const runNow = z
  .strictObject({
    ...parameterFields,
    job_id: id64,
    idempotency_token: z.string().max(64, 'expected at most 64 characters').optional(),
    queue: z.strictObject({ enabled: z.boolean() }).optional(),
    only: texts.optional(),
  })
  .refine(({ jar_params, notebook_params }) => !jar_params || !notebook_params, {
    error: 'notebook_params cannot be specified in conjunction with jar_params',
  });

const repairRun = z.strictObject({
  ...parameterFields,
  run_id: id64,
  latest_repair_id: id64.optional(),
  rerun_tasks: texts.optional(),
  rerun_all_failed_tasks: z.boolean().optional(),
  rerun_dependent_tasks: z.boolean().optional(),
});

const getRun = z.strictObject({
  run_id: id64,
  page_token: z.string().optional(),
  include_history: queryFlag.default(false),
  include_resolved_values: queryFlag.optional(),
});

const cancelAll = z.strictObject({ job_id: id64.optional(), all_queued_runs: z.boolean().optional() });

const time = queryNumber(0, Number.MAX_SAFE_INTEGER).optional();

const listRuns = z.strictObject({
  job_id: id64.optional(),
  active_only: queryFlag.default(false),
  completed_only: queryFlag.default(false),
  expand_tasks: queryFlag.default(false),
  limit: queryNumber(0, 25).default(20),
  offset: queryNumber(0, 10_000).default(0),
  page_token: z.string().optional(),
  run_type: z.enum(['JOB_RUN', 'SUBMIT_RUN', 'WORKFLOW_RUN']).optional(),
  start_time_from: time,
  start_time_to: time,
});
