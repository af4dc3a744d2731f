import { join } from 'node:path';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { subgraph, topologicalOrder } from '../../plan/index.ts';
import { countOutcomes, type EngineRequest, openRun, type RunResult } from '../../run/index.ts';
import { acquireWriterLock, openState, statePaths } from '../../state/index.ts';
import { listRawFiles } from '../duckdb/index.ts';
import { buildOnSpark } from './build.ts';
import { findSparkHome } from './find-spark-home.ts';
import { fullRefreshLoss } from './full-refresh-loss.ts';
import { type RecordedRun, recordRun } from './record-run.ts';
import { startSparkServer } from './server.ts';
import { javaMemory } from './settings.ts';
import type { SparkHome } from './spark-home.ts';
import { streamOnSpark } from './stream.ts';

/**
 * Executes a plan on a local Spark, which is started for it: as one pipeline, in `.headrace/spark/<target>/`.
 *
 * @throws HeadraceError when it cannot begin: Spark is not set up, another run holds the project, an input
 * was never built, a full refresh would lose rows.
 */
export async function runPlan(request: EngineRequest): Promise<RunResult> {
  const { compiled, clock, signal } = request;
  const { root } = compiled.project;
  const home = await findSparkHome(request.env);
  const paths = statePaths(root);
  const since = new Date(clock.now()).toISOString();
  const lock = acquireWriterLock(
    paths.writerLock,
    `process ${process.pid}, \`${request.command}\`, since ${since}`,
  );
  try {
    const folder = sparkFolder(request);
    const loss = await fullRefreshLoss(request, folder);
    if (loss && !(await request.confirmLoss(loss)))
      throw new HeadraceError(loss, { exitCode: exitCode.usage });
    const db = openState(root);
    try {
      return await runAll(request, folder, recordRun(openRun(db, request)));
    } finally {
      db.close();
    }
  } finally {
    lock.release();
  }

  async function runAll(request: EngineRequest, folder: string, run: RecordedRun): Promise<RunResult> {
    const startedAt = clock.now();
    const { fullRefresh, force, selected, mode, vars, command } = request;
    const tables = topologicalOrder(subgraph(compiled.graph, selected));
    const target = compiled.project.target.name;
    run.emit({
      ...{ type: 'run_started', run: run.runId, mode, engine: 'spark', target, tables, vars, command },
      ...{ force: [...force], fullRefresh: [...fullRefresh] },
    });
    const finish = (status: RunResult['status']): RunResult => {
      const counts = countOutcomes(run.outcomes.values());
      run.emit({ type: 'run_finished', run: run.runId, status, counts, durationMs: clock.now() - startedAt });
      return { run: run.runId, status, counts, outcomes: run.outcomes };
    };
    try {
      await withSpark(request, home, folder, run);
    } catch (error) {
      if (!signal.aborted) {
        finish('failed');
        throw error;
      }
      for (const table of tables.filter((name) => !run.outcomes.has(name))) {
        run.emit({ type: 'table_finished', table, status: 'cancelled', reason: 'interrupted' });
      }
      return finish('interrupted');
    }
    const failed = [...run.outcomes.values()].some(({ status }) => status === 'failed');
    return finish(failed ? 'failed' : 'done');
  }
}

/** Everything that a target has on Spark: rendered project, tables, catalog, checkpoints. */
function sparkFolder({ compiled: { project } }: EngineRequest): string {
  return join(statePaths(project.root).folder, 'spark', project.target.name);
}

const manyBytes = 256 * 1024 ** 2;

/** The size of all raw files of a run, as far as they are known: it says how long the run will be. */
async function rawBytes({ compiled, selected }: EngineRequest): Promise<number> {
  let bytes = 0;
  for (const name of selected) {
    const source = compiled.tables.get(name)?.table.source;
    if (source?.type !== 'files') continue;
    const { files } = await listRawFiles(compiled.project.root, source, async () => []);
    bytes += files.reduce((sum, { size }) => sum + size, 0);
  }
  return bytes;
}

async function withSpark(
  request: EngineRequest,
  home: SparkHome,
  folder: string,
  { emit }: RecordedRun,
): Promise<void> {
  const { compiled, env, signal, selected, fullRefresh, clock } = request;
  const { root, storage, target } = compiled.project;
  emit({ type: 'engine_step', text: 'starting Spark' });
  const server = await startSparkServer({
    home,
    folder,
    cores: storage.threads ?? request.concurrency,
    memory: javaMemory(storage.memoryLimit),
    quick: (await rawBytes(request)) < manyBytes,
    env,
    signal,
    pythonPath: [root],
  });
  try {
    const session = await server.connect();
    const schema = target.schema ?? 'default';
    const build = { session, folder, schema, compiled, selected, fullRefresh, emit };
    if (request.mode === 'batch') await buildOnSpark(build);
    else
      await streamOnSpark(build, {
        clock,
        stop: request.stop,
        triggerMs: request.triggerMs,
        random: Math.random,
      });
  } finally {
    await server.close();
  }
}
