import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exitCode, HeadraceError, type Problem } from '../../kernel/index.ts';
import type { Compiled } from '../../plan/index.ts';
import type { TableOutcome, UnstampedEvent } from '../../run/index.ts';
import { neverBuilt } from '../duckdb/index.ts';
import { explainer } from './failures.ts';
import { changedFiles, filesOf, type Ledger, ledgerFile, readLedger, writeLedger } from './ledger.ts';
import { withPlainPath } from './plain-path.ts';
import { type Prepared, prepare } from './prepare.ts';
import { sparkRefused } from './problems.ts';
import { progressOf } from './progress.ts';
import { type RenderedProject, renderProject } from './render/render-project.ts';
import { sparkIdentifier } from './render/text.ts';
import type { PipelineResult, SparkEvent, SparkSession } from './session.ts';
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
  const { session, folder, schema, compiled, selected, fullRefresh, emit } = build;
  const prepared = await prepare(compiled, selected);
  const ledgerPath = ledgerFile(folder);
  const ledger = await readLedger(ledgerPath);
  const existing = await tablesIn(session, schema);
  refuse([
    ...neverBuilt(compiled, selected, (name) => existing.has(name.toLowerCase())),
    ...prepared.tables.flatMap(({ table }) =>
      fullRefresh.has(table.name)
        ? []
        : changedFiles(table, ledger[table.name], prepared.sources.get(table.name)?.files ?? []),
    ),
  ]);
  return withPlainPath(join(folder, 'checkpoints'), async (storage) => {
    const rendered = renderProject({ compiled, ...prepared, folder, schema, storage });
    await writeProject(folder, rendered);
    const explain = explainer(compiled, { origins: rendered.origins, folder });
    const progress = progressOf({
      ...build,
      tables: prepared.tables,
      before: (name) => (existing.has(name.toLowerCase()) ? (ledger[name] ?? { files: {} }) : undefined),
      explain,
    });

    const pipeline = (dry: boolean, onEvent: (event: SparkEvent) => void): Promise<PipelineResult> =>
      session.pipeline({ spec: rendered.spec, dry, ...refreshes(selected, fullRefresh) }, onEvent);
    const checked = await pipeline(true, (event) => {
      if ('message' in event) return progress.planning(event);
      emit({ type: 'warning', problem: explain.warning(event.warning, event.file, event.line) });
    });
    for (const mistake of checked.mistakes) progress.found(explain.mistake(mistake));
    for (const found of explain.definitions(checked)) progress.found(found);
    if (progress.failed()) {
      progress.refused();
      return progress.outcomes;
    }
    failWith(checked);
    const done = await pipeline(false, (event) => {
      if ('message' in event) progress.running(event);
    });
    const failedTables = [...progress.outcomes.values()].some(({ status }) => status === 'failed');
    if (!failedTables) failWith(done);
    progress.ended();
    await writeLedger(ledgerPath, remember(ledger, prepared, progress.outcomes));
    return progress.outcomes;
  });
}

/** Spark's last word, where it concerns no table. */
function failWith({ failure }: PipelineResult): void {
  if (failure) throw new HeadraceError(sparkRefused({ message: readSparkError(failure.message).message }));
}

/** Names of the tables in a schema, in lower case; the schema is made when it is not there. */
async function tablesIn(session: SparkSession, schema: string): Promise<ReadonlySet<string>> {
  await session.sql(`CREATE SCHEMA IF NOT EXISTS ${sparkIdentifier(schema)}`);
  const rows = await session.sql(`SHOW TABLES IN ${sparkIdentifier(schema)}`);
  return new Set(rows.map(({ tableName }) => String(tableName).toLowerCase()));
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new HeadraceError(problems, { exitCode: exitCode.usage });
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
  outcomes: ReadonlyMap<string, TableOutcome>,
): Ledger {
  const done = [...outcomes.values()].filter(({ status }) => status === 'built' || status === 'skipped');
  const notes = done.map(({ table, rows }): [string, Ledger[string]] => [
    table,
    { ...(rows !== undefined && { rows }), files: filesOf(sources.get(table)?.files ?? []) },
  ]);
  return { ...ledger, ...Object.fromEntries(notes) };
}
