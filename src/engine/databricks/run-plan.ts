import { createWorkspace, resolveCredentials, tellWaits, type Workspace } from '../../databricks/index.ts';
import { HeadraceError } from '../../kernel/index.ts';
import {
  countOutcomes,
  type EngineRequest,
  openRun,
  type RunResult,
  runLock,
  type TableOutcome,
} from '../../run/index.ts';
import { acquireWriterLock, openState, statePaths } from '../../state/index.ts';
import type { RunContext } from './context.ts';
import { type FoundPipeline, findPipelines } from './find-pipelines.ts';
import { finalState } from './follow-update.ts';
import { forceWithoutMeaning, stopping } from './problems.ts';
import { knownUpdates, runOnce } from './run-once.ts';
import { refuseSecond } from './start-update.ts';
import { stream } from './stream.ts';

/**
 * Executes a plan by updates of the project's pipelines in a Databricks workspace, and follows them. Nothing is
 * written here but the history.
 *
 * @throws HeadraceError when it cannot begin: no credentials, a pipeline that is not deployed, one that is
 * already being updated, another run with this target.
 */
export async function runPlan(request: EngineRequest): Promise<RunResult> {
  const { compiled, clock, selected, settled, mode, env, signal, onEvent } = request;
  const { root, target } = compiled.project;
  const tell = tellWaits(clock, (problem) => onEvent({ at: clock.now(), type: 'warning', problem }));
  const active = new Map<string, string>();
  const workspace = createWorkspace({
    ...{ ...resolveCredentials({ env, target }), clock, patienceMs },
    // Of a connection that is lost, whoever follows an update tells.
    onRetry: (retry) => (retry.throttled || active.size === 0) && tell(retry),
  });
  const wanted = selected.difference(settled);
  const pipelines = await findPipelines(workspace, compiled, wanted, signal);
  refuseBusy(workspace, mode === 'batch' ? pipelines : pipelines.filter((one) => isAnew(one, request)));
  const paths = statePaths(root);
  const since = new Date(clock.now()).toISOString();
  const lock = acquireWriterLock(
    runLock(paths, { engine: 'databricks', target: target.name }),
    `process ${process.pid}, \`${request.command}\`, since ${since}`,
  );
  try {
    const db = openState(root);
    try {
      const run = openRun(db, request);
      const outcomes = new Map<string, TableOutcome>();
      const finish = (outcome: TableOutcome): void => {
        outcomes.set(outcome.table, outcome);
        if (outcome.status === 'built') run.history.recordTable(outcome);
        run.emit({ type: 'table_finished', ...outcome });
      };
      const context = { ...run, request, workspace, db, finish, active };
      return await execute(context, pipelines, outcomes);
    } finally {
      db.close();
    }
  } finally {
    lock.release();
  }
}

/** One that runs already cannot be started over at the same time. */
function isAnew({ continuous, selected }: FoundPipeline, { fullRefresh }: EngineRequest): boolean {
  return continuous && selected.some((table) => fullRefresh.has(table));
}

/** How long a call waits for a workspace that is away; whoever follows an update tries again anyway. */
const patienceMs = 60_000;

async function execute(
  context: RunContext,
  pipelines: readonly FoundPipeline[],
  outcomes: ReadonlyMap<string, TableOutcome>,
): Promise<RunResult> {
  const { request, emit, runId, active, finish } = context;
  const { compiled, mode, signal, clock, command, vars, selected, settled, force, fullRefresh } = request;
  const startedAt = clock.now();
  const order = [...compiled.graph.inputs.keys()].filter((table) => selected.has(table));
  emit({
    ...{ type: 'run_started', run: runId, mode, engine: 'databricks', target: compiled.project.target.name },
    ...{ tables: order, force: [...force], fullRefresh: [...fullRefresh], vars, command },
  });
  if (force.size > 0) emit({ type: 'warning', problem: forceWithoutMeaning({}) });
  for (const table of settled.intersection(selected)) {
    finish({ table, status: 'skipped', reason: 'built by the run before' });
  }
  const onInterrupt = (): void => {
    const names = [...active.values()];
    if (names.length > 0) emit({ type: 'warning', problem: stopping({ pipelines: names }) });
  };
  signal.addEventListener('abort', onInterrupt);
  try {
    if (mode === 'streaming') await stream(context, pipelines);
    else await runOnce(context, pipelines, fullRefresh, knownUpdates(pipelines));
  } finally {
    signal.removeEventListener('abort', onInterrupt);
  }
  const counts = countOutcomes(outcomes.values());
  const status = signal.aborted ? 'interrupted' : counts.failed > 0 ? 'failed' : 'done';
  emit({ type: 'run_finished', run: runId, status, counts, durationMs: clock.now() - startedAt });
  return { run: runId, status, counts, outcomes };
}

/** @throws HeadraceError (exit code 4) with every pipeline that is being updated. */
function refuseBusy({ host }: Workspace, pipelines: readonly FoundPipeline[]): void {
  const refusals = pipelines.flatMap(({ id, name, updates: [newest] }) =>
    newest && finalState(newest) === undefined ? [refuseSecond(host, name, id, newest)] : [],
  );
  const [first] = refusals;
  if (!first) return;
  throw new HeadraceError(
    refusals.flatMap(({ problems }) => problems),
    { exitCode: first.exitCode },
  );
}
