import type { Context } from '@resonatehq/sdk';
import { crashPoint, exitCode, HeadraceError, systemClock } from '../../kernel/index.ts';
import { servicesOf } from '../client/services.ts';
import { attempt } from '../steps/persistent.ts';
import { StepRefused } from '../steps/refused.ts';

/** Which tables are built, and how; as `headrace run` is told. */
export interface RunTablesOptions {
  readonly tables?: readonly string[];
  readonly tags?: readonly string[];
  readonly layers?: readonly string[];
  readonly exclude?: readonly string[];
  readonly target?: string;
  readonly engine?: 'duckdb' | 'spark' | 'databricks';
  readonly fullRefresh?: boolean;
}

export interface TablesRun {
  /** For `headrace runs`. */
  readonly run: string;
  /** How many tables were built, skipped as nothing had changed, and so on. */
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * A step: builds a selection of tables, once, to its end. What is up to date already is not built again, so a step that
 * was broken off goes on.
 *
 * @example
 * const { counts } = yield* context.run(runTables, { tags: ['daily'] });
 */
export async function runTables(context: Context, options: RunTablesOptions = {}): Promise<TablesRun> {
  const { root, env } = servicesOf(context);
  // Heavy and native: loaded where they are needed only.
  const [{ loadProject }, { cachedSelectReader, runPlan }, { compile, select }] = await Promise.all([
    import('../../project/index.ts'),
    import('../../engine/duckdb/index.ts'),
    import('../../plan/index.ts'),
  ]);
  const project = await loadProject({
    root,
    env,
    ...(options.target && { target: options.target }),
    vars: {},
  });
  const engine = options.engine ?? project.target.engine;
  const compiled = await compile(
    project,
    cachedSelectReader(root),
    engine === 'duckdb' ? undefined : 'require',
  );
  refuse(compiled.problems.filter(({ severity }) => severity === 'error'));
  const { tables = [], tags = [], layers = [], exclude = [] } = options;
  const request = { names: tables, tags, layers, exclude, match: project.selection.match };
  const { tables: selected, problems } = select(project.tables, compiled.graph, request);
  refuse(problems);
  const engines = {
    duckdb: async () => ({ runPlan }),
    spark: () => import('../../engine/spark/index.ts'),
    databricks: () => import('../../engine/databricks/index.ts'),
  };
  const chosen = await engines[engine]();
  const { run, status, counts } = await attempt(() =>
    chosen.runPlan({
      ...{
        compiled,
        selected,
        mode: 'batch',
        env,
        clock: systemClock,
        vars: '',
        concurrency: 2,
        triggerMs: 0,
      },
      ...{ force: new Set(), settled: new Set(), fullRefresh: options.fullRefresh ? selected : new Set() },
      ...{ signal: new AbortController().signal, stop: new AbortController().signal },
      command: `workflow ${context.originId}`,
      confirmLoss: async () => false,
      onEvent: () => {},
    }),
  );
  if (status !== 'done')
    throw new StepRefused(`Run ${run} of the tables failed. \`headrace runs ${run}\` says why.`);
  crashPoint('tables:after-run');
  return { run, counts: { ...counts } };
}

/** What is wrong with the project stays wrong, however often the step is repeated. */
function refuse(problems: HeadraceError['problems']): void {
  if (problems.length === 0) return;
  const error = new HeadraceError(problems, { exitCode: exitCode.usage });
  throw new StepRefused(error.message, { cause: error });
}
