import { availableParallelism } from 'node:os';
import { contentHash, exitCode, HeadraceError, type Problem, systemClock } from '../../kernel/index.ts';
import type { Compiled } from '../../plan/index.ts';
import type { EngineName } from '../../project/index.ts';
import type { Engine, Mode, RunResult } from '../../run/index.ts';
import { commandLine } from '../command-line.ts';
import { confirm } from '../confirm.ts';
import { Exit } from '../exit.ts';
import { listenForInterrupts, unlessInterrupted } from '../interrupts.ts';
import { openProject, selectTables } from '../open-project.ts';
import { indexElsewhere } from '../problems.ts';
import { renderProblem } from '../report/report-problem.ts';
import { reporterFor } from '../report/reporter.ts';
import { styleFor } from '../report/style.ts';
import { mirrorsTable } from './choose-index.ts';
import { indexAll } from './index-all.ts';
import type { BuildCommandOptions, RunOptions } from './run.ts';

export async function run(names: readonly string[], options: RunOptions): Promise<void> {
  const elsewhere = options.engine !== undefined && options.engine !== 'duckdb';
  const compiled = await openProject(options, elsewhere ? 'require' : undefined);
  const selected = selectTables(compiled, names, options);
  const { mode, trigger: triggerMs } = options;
  const fullRefresh = options.fullRefresh ? selected : new Set<string>();
  const force = options.force ? selected : new Set<string>();
  await build(compiled, selected, options, { mode, triggerMs, force, fullRefresh, settled: new Set() });
}

const engines: Readonly<Record<EngineName, () => Promise<Engine>>> = {
  duckdb: () => import('../../engine/duckdb/index.ts'),
  spark: () => import('../../engine/spark/index.ts'),
  databricks: () => import('../../engine/databricks/index.ts'),
};

interface BuildHow {
  readonly mode: Mode;
  readonly triggerMs: number;
  readonly force: ReadonlySet<string>;
  readonly fullRefresh: ReadonlySet<string>;
  readonly settled: ReadonlySet<string>;
}

/** Runs a plan with everything a terminal expects around it. */
export async function build(
  compiled: Compiled,
  selected: ReadonlySet<string>,
  options: BuildCommandOptions,
  how: BuildHow,
): Promise<void> {
  const engine = options.engine ?? compiled.project.target.engine;
  if (options.index && engine !== 'duckdb')
    throw new HeadraceError(indexElsewhere({ engine }), { exitCode: exitCode.usage });
  const { runPlan } = await engines[engine]();
  const reporter = await reporterFor(options);
  const streaming = how.mode === 'streaming';
  const interrupts = listenForInterrupts(streaming, () => {
    if (!options.json && !options.quiet) process.stderr.write('finishing the current trigger …\n');
  });
  let result: RunResult;
  try {
    result = await runPlan({
      compiled,
      selected,
      ...how,
      confirmLoss: (problem) => confirmLoss(problem, options),
      concurrency: options.concurrency ?? availableParallelism(),
      vars: contentHash(options.var ?? {}),
      command: commandLine(process.argv.slice(2)),
      env: process.env,
      clock: systemClock,
      signal: interrupts.signal,
      stop: interrupts.stop,
      onEvent: reporter.onEvent,
    });
  } catch (error) {
    throw unlessInterrupted(error, interrupts);
  } finally {
    reporter.close();
    interrupts.dispose();
  }
  if (result.status === 'interrupted' || interrupts.pressed()) throw new Exit(exitCode.interrupted);
  if (options.index) {
    const indexes = [...compiled.project.indexes.values()]
      .filter(mirrorsTable)
      .filter(({ from }) => selected.has(from));
    await indexAll(compiled, indexes, options);
  }
  if (result.status === 'failed') throw new Exit(exitCode.failed);
}

async function confirmLoss(problem: Problem, options: BuildCommandOptions): Promise<boolean> {
  if (options.yes) return true;
  if (options.json || !process.stdin.isTTY) return false;
  process.stderr.write(`${renderProblem(problem, styleFor(process.stderr))}\n`);
  return confirm('Start over all the same?');
}
