import { HeadraceError, type Problem } from '../../kernel/index.ts';
import type { TableOutcome } from '../../run/index.ts';
import type { RunContext } from './context.ts';
import type { FoundPipeline } from './find-pipelines.ts';
import { finalState, followUpdate } from './follow-update.ts';
import { leftGoing, updateCancelled, updateFailed } from './problems.ts';
import { knownUpdates, runOnce } from './run-once.ts';
import { rememberUpdate, sharedFailure, stopUpdate, tell } from './run-pipeline.ts';
import { newestUpdate, startUpdate, updateRequest, updateUrl } from './start-update.ts';
import { updateProgress } from './update-progress.ts';

/** From the start of one update to the start of the next, at least (ms). The platform asks for no less. */
const shortestMs = 10_000;
/** After a failure it is 10 s, 20 s, 40 s, … up to this. */
const longestRestMs = 5 * 60_000;

/**
 * Goes on until stopped. Continuous pipelines run all the time: one that runs already is followed, and left
 * going in the end; another is started, and stopped in the end. The others get one update after the other.
 */
export async function stream(context: RunContext, pipelines: readonly FoundPipeline[]): Promise<void> {
  let triggers = 0;
  const trigger = (startedAt: number, outcomes: readonly TableOutcome[]): void => {
    const built = outcomes.filter(({ status }) => status === 'built');
    triggers += 1;
    context.emit({
      ...{ type: 'trigger_finished', trigger: triggers, durationMs: context.request.clock.now() - startedAt },
      rows: built.reduce((sum, { rowsAdded = 0 }) => sum + rowsAdded, 0),
      lagMs: undefined,
      built: built.map(({ table }) => table),
    });
  };
  const triggered = pipelines.filter(({ continuous }) => !continuous);
  await Promise.all([
    ...pipelines
      .filter(({ continuous }) => continuous)
      .map((pipeline) => keepRunning(context, pipeline, trigger)),
    ...(triggered.length > 0 ? [oneAfterTheOther(context, triggered, trigger)] : []),
  ]);
}

type Trigger = (startedAt: number, outcomes: readonly TableOutcome[]) => void;

async function oneAfterTheOther(
  context: RunContext,
  pipelines: readonly FoundPipeline[],
  trigger: Trigger,
): Promise<void> {
  const { clock, stop, signal, triggerMs } = context.request;
  const known = knownUpdates(pipelines);
  // What is started over is so once, not with every trigger.
  const fullRefresh = new Set(context.request.fullRefresh);
  for (let failures = 0; !stop.aborted && !signal.aborted; ) {
    const startedAt = clock.now();
    const outcomes = await runOnce(context, pipelines, fullRefresh, known);
    for (const { table, status } of outcomes) if (status === 'built') fullRefresh.delete(table);
    trigger(startedAt, outcomes);
    failures = outcomes.some(({ status }) => status === 'failed') ? failures + 1 : 0;
    const pause = Math.max(triggerMs, rest(failures)) - (clock.now() - startedAt);
    if (pause > 0) await clock.sleep(pause, stop);
  }
}

function rest(failures: number): number {
  return Math.min(longestRestMs, shortestMs * 2 ** Math.max(0, failures - 1));
}

async function keepRunning(context: RunContext, pipeline: FoundPipeline, trigger: Trigger): Promise<void> {
  const { clock, stop } = context.request;
  const known = knownUpdates([pipeline]);
  let fullRefresh = context.request.fullRefresh;
  for (let failures = 0; !stop.aborted; ) {
    const begun = clock.now();
    const problems = await runContinuously(context, pipeline, { fullRefresh, known, trigger });
    if (problems === undefined) return;
    for (const outcome of sharedFailure(pipeline.selected, problems)) context.finish(outcome);
    fullRefresh = new Set();
    // One that ran for long is not one that fails again and again.
    failures = clock.now() - begun > longestRestMs ? 1 : failures + 1;
    await clock.sleep(rest(failures), stop);
  }
}

/** @returns why the pipeline does not run any more; undefined once we were asked to stop. */
async function runContinuously(
  context: RunContext,
  pipeline: FoundPipeline,
  how: { readonly fullRefresh: ReadonlySet<string>; readonly known: Set<string>; readonly trigger: Trigger },
): Promise<readonly Problem[] | undefined> {
  const { workspace, request, emit, finish, active } = context;
  const { clock, stop } = request;
  let halted = false;
  try {
    const newest = await newestUpdate(workspace, pipeline.id);
    const running = newest && finalState(newest) === undefined ? newest.update_id : undefined;
    const ours = running === undefined;
    // A continuous pipeline takes all its tables; only what is started over is chosen.
    const wanted = updateRequest({ ...pipeline, selected: pipeline.tables }, how.fullRefresh);
    const updateId = running ?? (await startUpdate(workspace, pipeline, wanted, how.known, clock));
    const ref = { pipelineId: pipeline.id, updateId, name: pipeline.name };
    const url = updateUrl(workspace.host, pipeline.id, updateId);
    const names = { pipeline: pipeline.name, update: updateId, url };
    const progress = updateProgress(pipeline.selected, { url, reason: () => 'runs continuously' });
    let lookedAt = clock.now();
    rememberUpdate(context, ref);
    if (ours) active.set(pipeline.id, pipeline.name);
    const end = await followUpdate(ref, {
      ...{ workspace, clock },
      halt: {
        signal: stop,
        onHalt: async () => {
          halted = true;
          if (ours) await stopUpdate(context, ref);
          else
            emit({ type: 'warning', problem: leftGoing({ ...names, why: 'it was not started from here' }) });
          return ours;
        },
      },
      onEvent: (event) => {
        for (const step of progress.take(event)) tell(context, step, finish);
      },
      onLook: () => {
        const outcomes = [...progress.drain()].map(([table, rowsAdded]): TableOutcome => {
          return { table, status: 'built', reason: 'runs continuously', rowsAdded };
        });
        for (const outcome of outcomes) finish(outcome);
        if (outcomes.length > 0) how.trigger(lookedAt, outcomes);
        lookedAt = clock.now();
      },
      onWarning: (problem) => emit({ type: 'warning', problem }),
    });
    if (halted || end === undefined) return undefined;
    return [
      end.state === 'FAILED'
        ? updateFailed({ ...names, message: end.error ?? 'it does not say why' })
        : updateCancelled(names),
    ];
  } catch (error) {
    if (error instanceof HeadraceError) return halted ? undefined : error.problems;
    throw error;
  } finally {
    active.delete(pipeline.id);
  }
}
