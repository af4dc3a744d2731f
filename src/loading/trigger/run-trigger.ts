import { randomBytes } from 'node:crypto';
import {
  createWorkspace,
  type JobRun,
  type RunEnd,
  resolveCredentials,
  runEnd,
  tellWaits,
  type Workspace,
} from '../../databricks/index.ts';
import { type Clock, HeadraceError, type Problem, systemClock } from '../../kernel/index.ts';
import { limiter } from '../../run/index.ts';
import { findLoader } from './find-loader.ts';
import { followRuns, type StartedRun } from './follow-runs.ts';
import { pacedFetch } from './paced-fetch.ts';
import { planTriggers, runToken, type TriggerPlan } from './plan-triggers.ts';
import { notFollowed, runFailed } from './problems.ts';
import { settleTables } from './settle-tables.ts';
import { Tally } from './tally.ts';
import type { TriggerEvent, TriggerReport, TriggerRequest } from './trigger-request.ts';

/** Loads that are begun with at once, for each call that may be under way: some of them wait after a 429. */
const begunPerCall = 4;

/**
 * Starts one run of the loader job for each load, and follows them where that is asked for. Nothing is begun
 * unless all of it makes sense; after that each goes its own way, whatever becomes of the others. Runs are never
 * cancelled: they go on without us.
 *
 * @throws HeadraceError for what makes no sense, and where workspace or job cannot be found.
 */
export async function runTrigger(request: TriggerRequest): Promise<TriggerReport> {
  const { clock = systemClock, onEvent, dryRun, wait } = request;
  const planned = planTriggers(request);
  const workspace = request.workspace ?? openWorkspace(request, clock);
  const jobId = await findLoader(workspace, request);
  const plans = await settleTables(planned, workspace, request);
  const tell = (event: Unstamped): void => onEvent({ at: clock.now(), ...event });
  const { host } = workspace;
  tell({ type: 'trigger_started', workspace: host, job_id: jobId, loads: plans.length, dry_run: dryRun });
  const context = {
    ...request,
    clock,
    workspace,
    jobId,
    tell,
    nonce: request.nonce ?? randomBytes(16).toString('hex'),
  };
  const tally = new Tally(plans.length);
  if (dryRun) {
    for (const plan of plans) {
      const { load, parameters: job_parameters } = plan;
      tell({ type: 'load_planned', load, job_parameters, idempotency_token: runToken(jobId, plan, context) });
    }
  } else {
    const since = clock.now();
    await startAll(plans, context, tally);
    if (wait && !request.stop.aborted) await follow(since, context, tally);
  }
  const result = tally.result(request.stop.aborted, wait);
  tell({ type: 'trigger_finished', ...result });
  return result;
}

type Unstamped = TriggerEvent extends infer E ? (E extends TriggerEvent ? Omit<E, 'at'> : never) : never;

interface Context extends TriggerRequest {
  readonly clock: Clock;
  readonly workspace: Workspace;
  readonly jobId: string;
  readonly nonce: string;
  readonly tell: (event: Unstamped) => void;
}

function openWorkspace({ env, project, concurrency, onEvent }: TriggerRequest, clock: Clock): Workspace {
  const credentials = resolveCredentials({ env, ...(project && { target: project.target }) });
  return createWorkspace({
    ...{ ...credentials, clock, fetch: pacedFetch(limiter(concurrency), fetch) },
    onRetry: tellWaits(clock, (problem) => onEvent({ at: clock.now(), type: 'trigger_warning', problem })),
  });
}

async function startAll(plans: readonly TriggerPlan[], context: Context, tally: Tally): Promise<void> {
  const { workspace, jobId, concurrency, stop, signal, tell } = context;
  const limit = limiter(concurrency * begunPerCall);
  const start = async (plan: TriggerPlan): Promise<void> => {
    if (stop.aborted || signal.aborted) return;
    const { load, parameters } = plan;
    try {
      const runId = await workspace.jobs.runNow(
        {
          ...{ job_id: jobId, job_parameters: parameters, idempotency_token: runToken(jobId, plan, context) },
          // Where the job has as many runs as it may, the others wait instead of being skipped.
          queue: { enabled: true },
        },
        { signal },
      );
      tally.started({ load, runId });
      tell({ type: 'load_started', load, run_id: runId, run_page_url: runUrl(context, runId) });
    } catch (error) {
      // Broken off: nobody knows, so it counts as not begun.
      if (signal.aborted) return;
      tally.notStarted();
      tell({ type: 'load_not_started', load, problems: problemsOf(error) });
    }
  };
  await Promise.all(plans.map((plan) => limit(() => start(plan))));
}

/** How many failed runs are asked what went wrong: two calls each. */
const explained = 20;

async function follow(since: number, context: Context, tally: Tally): Promise<void> {
  const { workspace, jobId, clock, stop, tell } = context;
  const explanations: Promise<void>[] = [];
  const ended = (
    run: StartedRun,
    result: string,
    found: JobRun | undefined,
    problems: readonly Problem[],
  ): void => {
    const { start_time: from, end_time: to } = found ?? {};
    tell({
      ...{ type: 'load_ended', load: run.load, run_id: run.runId, result, problems },
      duration_ms: from !== undefined && to !== undefined && to > 0 ? to - from : undefined,
    });
  };
  const fail = async (
    run: StartedRun,
    { result, message: said }: RunEnd,
    found: JobRun,
    explain: boolean,
  ): Promise<void> => {
    const message = (explain ? await reasonOf(workspace, found) : undefined) ?? said;
    const url = runUrl(context, run.runId);
    const problem = runFailed({ load: run.load, run: run.runId, result, message, url });
    ended(run, result, found, [problem]);
  };
  try {
    await followRuns([...tally.open.values()], {
      ...{ workspace, jobId, clock, since, signal: stop },
      onEnded(run, end, found) {
        const succeeded = end.outcome === 'succeeded';
        tally.ended(run, succeeded);
        if (succeeded) ended(run, end.result, found, []);
        else explanations.push(fail(run, end, found, explanations.length < explained));
      },
      onGone(run, error) {
        tally.ended(run, false);
        ended(run, 'GONE', undefined, problemsOf(error));
      },
    });
  } catch (error) {
    tally.lost(error);
    const [{ message: reason = '' } = {}] = problemsOf(error);
    tell({ type: 'trigger_warning', problem: notFollowed({ reason }) });
  }
  await Promise.all(explanations);
}

/** What the task that failed has said; undefined where it says nothing, or cannot be asked. */
async function reasonOf({ jobs }: Workspace, { run_id }: JobRun): Promise<string | undefined> {
  try {
    const { tasks = [] } = await jobs.getRun(run_id);
    const failed = tasks.find((task) => runEnd(task)?.result === 'FAILED');
    if (failed?.run_id === undefined) return undefined;
    const { error } = await jobs.getRunOutput(failed.run_id);
    return error?.trim() || undefined;
  } catch (error) {
    if (error instanceof HeadraceError) return undefined;
    throw error;
  }
}

function runUrl({ workspace, jobId }: Context, runId: string): string {
  return `${workspace.host}/jobs/${jobId}/runs/${runId}`;
}

function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof HeadraceError) return error.problems;
  throw error;
}
