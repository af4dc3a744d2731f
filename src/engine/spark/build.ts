import { mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import type { Compiled } from '../../plan/index.ts';
import type { TableOutcome, UnstampedEvent } from '../../run/index.ts';
import { quotedSparkIdentifier } from '../../sql/index.ts';
import { neverBuilt } from '../duckdb/index.ts';
import { explainer } from './failures.ts';
import {
  filesOf,
  type Ledger,
  ledgerFile,
  markUnfinished,
  readLedger,
  startOver,
  unfinished,
  writeLedger,
} from './ledger.ts';
import { withPlainPath } from './plain-path.ts';
import { type Prepared, prepare } from './prepare.ts';
import { sparkRefused } from './problems.ts';
import { type Progress, progressOf } from './progress.ts';
import { type RenderedProject, renderProject } from './render/render-project.ts';
import { restoreViews } from './restore-views.ts';
import {
  type Failure,
  type PipelineResult,
  type SparkEvent,
  SparkFailure,
  type SparkSession,
} from './session.ts';
import { readSparkError } from './spark-error.ts';

export interface SparkBuild {
  readonly session: SparkSession;
  /** Where the project is rendered, with its checkpoints: one for each project and catalog. */
  readonly folder: string;
  /** The catalog's schema for the tables; made when it is not there. */
  readonly schema: string;
  readonly compiled: Compiled;
  readonly selected: ReadonlySet<string>;
  /** Tables that forget what they hold and have read. */
  readonly fullRefresh: ReadonlySet<string>;
  readonly emit: (event: UnstampedEvent) => void;
}

/**
 * Renders the selected tables and runs them as one pipeline, first only to look whether it could run. Inputs
 * that are not selected are read as they stand.
 *
 * @returns each table's outcome; when Spark refuses the pipeline, nothing was run.
 * @throws HeadraceError when the run cannot begin, and when Spark ends in the middle.
 */
export async function buildOnSpark(build: SparkBuild): Promise<ReadonlyMap<string, TableOutcome>> {
  try {
    return await buildPipeline(build);
  } catch (error) {
    throw error instanceof SparkFailure ? refusal(error.failure) : error;
  }
}

async function buildPipeline(build: SparkBuild): Promise<ReadonlyMap<string, TableOutcome>> {
  const { session, schema, compiled, selected, fullRefresh, emit } = build;
  await mkdir(build.folder, { recursive: true });
  // Paths between the two are written down, and a symbolic link has another way up than down.
  const folder = await realpath(build.folder);
  const root = await realpath(compiled.project.root);
  const prepared = await prepare(compiled, selected);
  const ledgerPath = ledgerFile(folder);
  const found = await readLedger(ledgerPath);
  await restoreViews(session, schema, unfinished(found));
  const ledger = markUnfinished(found, new Set());
  const existing = await tablesIn(session, schema);
  const absent = neverBuilt(compiled, selected, (name) => existing.has(name.toLowerCase()));
  if (absent.length > 0) throw new HeadraceError(absent, { exitCode: exitCode.usage });
  return withPlainPath(join(folder, 'checkpoints'), async (storage) => {
    const rendered = renderProject({ root, ...prepared, folder, schema, storage });
    await writeProject(folder, rendered);
    const explain = explainer(compiled, { origins: rendered.origins, root, folder });
    const before = (name: string): Ledger[string] | undefined =>
      existing.has(name.toLowerCase()) ? (ledger[name] ?? { files: {} }) : undefined;
    const progress = progressOf({ ...build, tables: prepared.tables, before, explain });

    const pipeline = (dry: boolean, onEvent: (event: SparkEvent) => void): Promise<PipelineResult> =>
      session.pipeline({ spec: rendered.spec, dry, ...refreshes(selected, fullRefresh) }, onEvent);
    const checked = await pipeline(true, (event) => {
      if ('message' in event) return progress.planning(event);
      emit({ type: 'warning', problem: explain.warning(event.warning, event.file, event.line) });
    });
    progress.defined(checked.kinds);
    for (const mistake of checked.mistakes) progress.found(explain.mistake(mistake));
    for (const definition of explain.definitions(checked)) progress.found(definition);
    for (const { table } of prepared.tables) {
      const note = fullRefresh.has(table.name) ? undefined : before(table.name);
      const kind = progress.kindOf(table.name);
      const files = prepared.sources.get(table.name)?.files ?? [];
      for (const problem of startOver(table, note, { kind, files }))
        progress.found({ table: table.name, problem });
    }
    if (progress.failed()) {
      progress.refused();
      return progress.outcomes;
    }
    failWith(checked);
    const views = prepared.tables
      .map(({ table }) => table.name)
      .filter((name) => before(name) && progress.kindOf(name) === 'materialized_view');
    await writeLedger(ledgerPath, markUnfinished(ledger, new Set(views)));
    const done = await pipeline(false, (event) => {
      if ('message' in event) progress.running(event);
    });
    progress.ended();
    const isBuilt = (name: string): boolean => progress.outcomes.get(name)?.status === 'built';
    await restoreViews(
      session,
      schema,
      views.filter((name) => !isBuilt(name)),
    );
    await writeLedger(ledgerPath, remember(ledger, prepared, progress));
    const failedTables = [...progress.outcomes.values()].some(({ status }) => status === 'failed');
    if (!failedTables) failWith(done);
    return progress.outcomes;
  });
}

/** Spark's last word, where it concerns no table. */
function failWith({ failure }: PipelineResult): void {
  if (failure) throw refusal(failure);
}

function refusal({ message }: Failure): HeadraceError {
  return new HeadraceError(sparkRefused({ message: readSparkError(message).message }));
}

/** Names of the tables in a schema, in lower case; the schema is made when it is not there. */
async function tablesIn(session: SparkSession, schema: string): Promise<ReadonlySet<string>> {
  await session.sql(`CREATE SCHEMA IF NOT EXISTS ${quotedSparkIdentifier(schema)}`);
  const rows = await session.sql(`SHOW TABLES IN ${quotedSparkIdentifier(schema)}`);
  return new Set(rows.map(({ tableName }) => String(tableName).toLowerCase()));
}

async function writeProject(folder: string, { files }: RenderedProject): Promise<void> {
  for (const part of ['datasets', 'sources']) await rm(join(folder, part), { recursive: true, force: true });
  for (const [path, text] of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

/** What a pipeline holds is what is selected, so only started-over tables have to be named. */
function refreshes(
  selected: ReadonlySet<string>,
  fullRefresh: ReadonlySet<string>,
): { refresh: string[]; fullRefresh: string[]; fullRefreshAll: boolean } {
  const all = [...selected].every((name) => fullRefresh.has(name));
  if (all) return { refresh: [], fullRefresh: [], fullRefreshAll: true };
  const refresh = [...selected].filter((name) => !fullRefresh.has(name));
  return {
    refresh,
    fullRefresh: [...selected].filter((name) => fullRefresh.has(name)),
    fullRefreshAll: false,
  };
}

function remember(
  ledger: Ledger,
  { sources }: Prepared,
  { outcomes, kindOf }: Pick<Progress, 'outcomes' | 'kindOf'>,
): Ledger {
  const done = [...outcomes.values()].filter(({ status }) => status === 'built' || status === 'skipped');
  const notes = done.map(({ table, rows }): [string, Ledger[string]] => [
    table,
    { kind: kindOf(table), rows, files: filesOf(sources.get(table)?.files ?? []) },
  ]);
  return { ...ledger, ...Object.fromEntries(notes) };
}
