import { rmSync } from 'node:fs';
import { crashPoint, exitCode, HeadraceError, type Problem } from '../../kernel/index.ts';
import { type Compiled, type Graph, sqlTexts, subgraph } from '../../plan/index.ts';
import {
  countOutcomes,
  type EngineRequest,
  limiter,
  openRun,
  type RunResult,
  type TableOutcome,
} from '../../run/index.ts';
import { acquireWriterLock, openState, statePaths, tryExclusive } from '../../state/index.ts';
import { openWarehouse, sweep, type Warehouse } from '../../warehouse/index.ts';
import type { BuildOptions, RunContext } from './context.ts';
import { execute } from './execute.ts';
import { inputNeverBuilt } from './problems.ts';
import { missingFiles } from './refresh-guard.ts';
import { openSession } from './session.ts';
import { stream } from './stream.ts';

/**
 * Executes a plan on the embedded engine.
 *
 * @throws HeadraceError when it cannot begin: another run holds the project, an input that is not
 * selected was never built, a full refresh would lose rows.
 */
export async function runPlan(request: EngineRequest): Promise<RunResult> {
  const { compiled, clock, selected } = request;
  const { root, storage } = compiled.project;
  const paths = statePaths(root);
  const since = new Date(clock.now()).toISOString();
  const lock = acquireWriterLock(
    paths.writerLock,
    `process ${process.pid}, \`${request.command}\`, since ${since}`,
  );
  try {
    const db = openState(root);
    try {
      const warehouse = openWarehouse(db, paths);
      refuseMissingInputs(request, warehouse);
      const loss = missingFiles(warehouse, request.fullRefresh, root);
      if (loss && !(await request.confirmLoss(loss))) {
        throw new HeadraceError(loss, { exitCode: exitCode.usage });
      }
      sweep(db, paths);
      // What killed processes spilled; those that live hold the readers' lock.
      tryExclusive(paths.readerLock, () => rmSync(paths.temp, { recursive: true, force: true }));
      const session = openSession(storage, paths.temp, sqlTexts(compiled));
      try {
        const { runId, history, emit } = openRun(db, request);
        const options: BuildOptions = {
          force: request.force,
          fullRefresh: request.fullRefresh,
          settled: request.settled,
          waitForFiles: request.mode === 'streaming',
        };
        const { signal } = request;
        const context: RunContext = {
          compiled,
          session,
          warehouse,
          clock,
          db,
          paths,
          runId,
          options,
          history,
          emit,
          signal,
          compute: limiter(request.concurrency),
        };
        return await runAll(context, request, subgraph(compiled.graph, selected));
      } finally {
        session.close();
      }
    } finally {
      db.close();
    }
  } finally {
    lock.release();
  }
}

async function runAll(context: RunContext, request: EngineRequest, graph: Graph): Promise<RunResult> {
  const { emit, clock, runId } = context;
  const { mode, signal, concurrency, command } = request;
  const { target } = request.compiled.project;
  const startedAt = clock.now();
  const tables = [...graph.inputs.keys()];
  emit({
    type: 'run_started',
    run: runId,
    mode,
    engine: 'duckdb',
    target: target.name,
    tables,
    force: [...request.force],
    fullRefresh: [...request.fullRefresh],
    vars: request.vars,
    command,
  });
  crashPoint('run:started');

  let outcomes: ReadonlyMap<string, TableOutcome>;
  if (mode === 'streaming') {
    const { triggerMs, stop } = request;
    outcomes = await stream(context, graph, { concurrency, triggerMs, stop, random: Math.random });
  } else {
    const all = new Map<string, TableOutcome>();
    await execute(context, graph, concurrency, ({ outcome }) => {
      all.set(outcome.table, outcome);
      emit({ type: 'table_finished', ...outcome });
    });
    outcomes = all;
  }
  crashPoint('run:before-finish');
  const counts = countOutcomes(outcomes.values());
  const status = signal.aborted ? 'interrupted' : counts.failed > 0 ? 'failed' : 'done';
  emit({ type: 'run_finished', run: runId, status, counts, durationMs: clock.now() - startedAt });
  return { run: runId, status, counts, outcomes };
}

/** An input that is not selected is read as it stands; it must have been built once. */
function refuseMissingInputs({ compiled, selected }: EngineRequest, warehouse: Warehouse): void {
  const problems = neverBuilt(compiled, selected, (table) => warehouse.head(table) !== undefined);
  if (problems.length > 0) throw new HeadraceError(problems, { exitCode: exitCode.usage });
}

/** One problem for each input that is neither selected nor built. */
export function neverBuilt(
  compiled: Compiled,
  selected: ReadonlySet<string>,
  built: (table: string) => boolean,
): Problem[] {
  return [...selected].flatMap((name) => {
    const found = compiled.tables.get(name);
    const missing = (found?.inputs ?? []).filter((input) => !selected.has(input) && !built(input));
    return missing.map((input) => inputNeverBuilt({ table: name, input }, found?.table.at));
  });
}
