import { HeadraceError, type Problem } from '../../kernel/index.ts';
import type { TableOutcome } from '../../run/index.ts';
import type { RunContext } from './context.ts';
import type { FoundPipeline } from './find-pipelines.ts';
import { type FinalState, finalState, followUpdate, type UpdateRef } from './follow-update.ts';
import { leftGoing, updateCancelled, updateFailed } from './problems.ts';
import { newestUpdate, startUpdate, updateRequest, updateUrl } from './start-update.ts';
import { storeUpdate } from './stored-updates.ts';
import { type Progress, updateProgress } from './update-progress.ts';

export interface PipelineRun {
  readonly fullRefresh: ReadonlySet<string>;
  /** Ids of updates that are known; new ones are added. */
  readonly known: Set<string>;
}

/** Does one update of a pipeline, from its start to its end. What goes wrong is in the outcomes of its tables. */
export async function runPipeline(
  context: RunContext,
  pipeline: FoundPipeline,
  { fullRefresh, known }: PipelineRun,
): Promise<readonly TableOutcome[]> {
  const { workspace, request, emit } = context;
  const outcomes = new Map<string, TableOutcome>();
  const finish = (outcome: TableOutcome): void => {
    outcomes.set(outcome.table, outcome);
    context.finish(outcome);
  };
  const open = (): string[] => pipeline.selected.filter((table) => !outcomes.has(table));
  let update: string | undefined;
  try {
    update = await startUpdate(
      workspace,
      pipeline,
      updateRequest(pipeline, fullRefresh),
      known,
      request.clock,
    );
    for (let next: string | undefined = update; next !== undefined; ) {
      update = next;
      const left = await followOurs(context, pipeline, update, { open: open(), fullRefresh, finish });
      next = left.mayGoOn ? await successor(context, pipeline.id, known) : undefined;
      for (const outcome of left.outcomes) {
        if (next === undefined) finish(outcome);
        else if (outcome.status === 'failed') tellRetry(context, outcome);
      }
    }
  } catch (error) {
    if (!(error instanceof HeadraceError)) throw error;
    if (update !== undefined) {
      const url = updateUrl(workspace.host, pipeline.id, update);
      const why = 'we cannot follow it any more';
      emit({ type: 'warning', problem: leftGoing({ pipeline: pipeline.name, update, url, why }) });
    }
    for (const outcome of sharedFailure(open(), error.problems)) finish(outcome);
  }
  return [...outcomes.values()];
}

interface Following {
  /** Tables that are still to be done. */
  readonly open: readonly string[];
  readonly fullRefresh: ReadonlySet<string>;
  readonly finish: (outcome: TableOutcome) => void;
}

/**
 * Follows an update that we started; an interrupt stops it, and then it is followed to its end.
 *
 * @returns outcomes of tables that did not finish by themselves, and whether another update may do them.
 */
async function followOurs(
  context: RunContext,
  { id, name }: FoundPipeline,
  updateId: string,
  { open, fullRefresh, finish }: Following,
): Promise<{ readonly outcomes: readonly TableOutcome[]; readonly mayGoOn: boolean }> {
  const { workspace, active, request } = context;
  const ref: UpdateRef = { pipelineId: id, updateId, name };
  const url = updateUrl(workspace.host, id, updateId);
  const reason = (table: string): string => (fullRefresh.has(table) ? 'full refresh' : 'incremental update');
  const progress = updateProgress(open, { url, reason });
  let halted = false;
  rememberUpdate(context, ref);
  active.set(id, name);
  try {
    const end = await followUpdate(ref, {
      ...{ workspace, clock: request.clock },
      halt: {
        signal: request.signal,
        onHalt: async () => {
          halted = true;
          await stopUpdate(context, ref);
          return true;
        },
      },
      onEvent: (event) => {
        for (const step of progress.take(event)) tell(context, step, finish);
      },
      onWarning: (problem) => context.emit({ type: 'warning', problem }),
    });
    const { state = 'CANCELED', error } = end ?? {};
    const problem = endProblem(state, halted, { pipeline: name, update: updateId, url, error });
    return { outcomes: progress.end({ state, problem }), mayGoOn: state === 'FAILED' && !halted };
  } finally {
    active.delete(id);
  }
}

export function rememberUpdate({ db, runId, workspace, request }: RunContext, ref: UpdateRef): void {
  storeUpdate(db, runId, {
    ...{ workspace: workspace.host, pipelineId: ref.pipelineId, pipelineName: ref.name },
    ...{ updateId: ref.updateId, startedAt: request.clock.now() },
  });
}

/** Stops an update; another one that came meanwhile is left alone. */
export async function stopUpdate(
  { workspace }: Pick<RunContext, 'workspace'>,
  { pipelineId, updateId }: UpdateRef,
): Promise<void> {
  const update = await workspace.pipelines.getUpdate(pipelineId, updateId);
  if (finalState(update) === undefined) await workspace.pipelines.stop(pipelineId);
}

export function tell(context: RunContext, step: Progress, finish: (outcome: TableOutcome) => void): void {
  if (step.type === 'started') {
    context.emit({ type: 'table_started', table: step.table, reason: 'the workspace computes it' });
  } else if (step.type === 'finished') finish(step.outcome);
  else {
    const { table, attempt, problem } = step;
    context.emit({ type: 'table_retry', table, attempt, delayMs: 0, problems: [problem] });
  }
}

/** Between looks for the next try of the platform (ms), and how many there are. */
const recovery = { waitMs: 3000, looks: 20 } as const;

/**
 * In production mode the platform tries a failed update again by itself, as another one. It may take some
 * seconds to come; until then, the pipeline says that it recovers.
 */
export async function successor(
  {
    workspace,
    request: { clock, signal },
  }: Pick<RunContext, 'workspace'> & { readonly request: Pick<RunContext['request'], 'clock' | 'signal'> },
  pipelineId: string,
  known: Set<string>,
): Promise<string | undefined> {
  for (let look = 1; look <= recovery.looks && !signal.aborted; look += 1) {
    const newest = await newestUpdate(workspace, pipelineId);
    if (newest?.cause === 'RETRY_ON_FAILURE' && !known.has(newest.update_id)) {
      known.add(newest.update_id);
      return newest.update_id;
    }
    const { state } = await workspace.pipelines.get(pipelineId);
    if (state !== 'RECOVERING') return undefined;
    await clock.sleep(recovery.waitMs, signal);
  }
  return undefined;
}

function endProblem(
  state: FinalState,
  halted: boolean,
  {
    error,
    ...update
  }: {
    readonly pipeline: string;
    readonly update: string;
    readonly url: string;
    readonly error: string | undefined;
  },
): Problem | undefined {
  if (state === 'FAILED') return updateFailed({ ...update, message: error ?? 'it does not say why' });
  return state === 'CANCELED' && !halted ? updateCancelled(update) : undefined;
}

function tellRetry({ emit }: RunContext, { table, problems = [] }: TableOutcome): void {
  emit({ type: 'table_retry', table, attempt: 1, delayMs: 0, problems });
}

/** One table tells what went wrong for all of them. */
export function sharedFailure(tables: readonly string[], problems: readonly Problem[]): TableOutcome[] {
  return tables.map((table, index) => ({
    ...{ table, status: 'failed', reason: 'the pipeline did not run' },
    ...(index === 0 && { problems }),
  }));
}
