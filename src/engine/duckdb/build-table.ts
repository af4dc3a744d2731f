import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, rows } from '../../duckdb/index.ts';
import { crashPoint, HeadraceError, type Problem } from '../../kernel/index.ts';
import { type CompiledTable, type Fingerprint, fingerprintOf } from '../../plan/index.ts';
import type { TableOutcome } from '../../run/index.ts';
import { type Column, selectFiles, type TableVersion } from '../../warehouse/index.ts';
import { newBuildFolder, writtenFile } from './build-folder.ts';
import { columnChanges, columnProblems, mergeColumns } from './columns.ts';
import type { RunContext } from './context.ts';
import { examine } from './examine.ts';
import * as problem from './problems.ts';
import { describe, isRemote, type SourceFile, sameFile } from './raw-files.ts';
import { knownColumns } from './source-schema.ts';
import { bareSelect, copyToParquet, narrowType, resultColumns, sqlProblem } from './statement.ts';
import { createViews, type Decided } from './views.ts';

export interface BuildResult {
  readonly outcome: TableOutcome;
  /** Age of the oldest raw file read, when its rows were published (ms). */
  readonly lagMs?: number;
}

/** Examines one table, builds it if it has to be, and publishes it. Never throws: failing is an outcome. */
export async function buildTable(context: RunContext, compiled: CompiledTable): Promise<BuildResult> {
  const { clock, signal, emit } = context;
  const { name } = compiled.table;
  const startedAt = clock.now();
  const ended = (
    status: 'failed' | 'cancelled',
    reason: string,
    problems: readonly Problem[],
  ): BuildResult => ({
    outcome: { table: name, status, reason, startedAt, durationMs: clock.now() - startedAt, problems },
  });
  let wrapped = '';
  try {
    const found = await examine(context, compiled, context.options);
    if (found.outcome === 'problems') return ended('failed', 'cannot be built', found.problems);
    if (found.outcome === 'waiting' || found.decision.action === 'skip') {
      const reason = found.outcome === 'waiting' ? found.reason : found.decision.reason;
      const rowCount = context.warehouse.head(name)?.rows;
      return {
        outcome: {
          table: name,
          status: 'skipped',
          reason,
          ...(rowCount !== undefined && { rows: rowCount }),
        },
      };
    }
    const { reason } = found.decision;
    emit({ type: 'table_started', table: name, reason });
    for (const warning of found.warnings) emit({ type: 'warning', problem: warning });
    return await context.session.use(async (connection) => {
      const progress = setInterval(() => {
        const percent = Math.floor(connection.progress.percentage);
        if (percent > 0) emit({ type: 'table_progress', table: name, percent });
      }, 500);
      try {
        return await write(context, compiled, found, connection, startedAt, (before) => {
          wrapped = before;
        });
      } finally {
        clearInterval(progress);
      }
    }, signal);
  } catch (error) {
    if (signal.aborted) return ended('cancelled', 'interrupted', []);
    if (error instanceof HeadraceError) return ended('failed', 'cannot be built', error.problems);
    return ended('failed', 'its SELECT failed', [sqlProblem(compiled, error, wrapped)]);
  }
}

async function write(
  context: RunContext,
  compiled: CompiledTable,
  found: Decided,
  connection: DuckDBConnection,
  startedAt: number,
  onWrap: (before: string) => void,
): Promise<BuildResult> {
  const { warehouse, clock, signal } = context;
  const { table, sql = '' } = compiled;
  const head = warehouse.head(table.name);
  const replace = table.kind === 'materialized_view' || !head || context.options.fullRefresh.has(table.name);

  await createViews(context, compiled, found, connection);
  const folder = join(warehouse.folder, newBuildFolder(table.name, clock.now()));
  try {
    // Small tables wait for the file system more than for DuckDB: what can overlap, does.
    const [columns] = await Promise.all([
      resultColumns(connection, bareSelect(sql)),
      mkdir(folder, { recursive: true }),
    ]);
    const refused = columnProblems(compiled, columns);
    if (refused.length > 0) throw new HeadraceError(refused);
    signal.throwIfAborted();

    const statement = copyToParquet(compiled, columns, folder);
    onWrap(statement.before);
    const written = await context.compute(() => rows(connection, statement.text));
    onWrap('');
    crashPoint('build:files-written');
    signal.throwIfAborted();
    const files = written.map((row) => writtenFile(warehouse.folder, row)).filter((file) => file.rows > 0);
    const stored = await storedColumns(connection, warehouse.folder, written, columns);
    if (!replace && head) refuseColumnChanges(compiled, head, stored);
    if (files.length < written.length) removeEmpty(written);
    refuseMovingFiles(context, compiled, found.files);

    const rowsAdded = files.reduce((sum, file) => sum + file.rows, 0);
    const total = replace ? rowsAdded : rowsAdded + (head?.rows ?? 0);
    const outcome: TableOutcome = {
      table: table.name,
      status: 'built',
      reason: found.decision.reason,
      rows: total,
      rowsAdded,
      startedAt,
      durationMs: clock.now() - startedAt,
    };
    await warehouse.publish(
      {
        table: table.name,
        kind: table.kind,
        how: replace ? 'replace' : 'append',
        newEpoch: replace && table.kind === 'streaming_table',
        files,
        // A new column comes with the first row that has it: until then no file knows it.
        columns: replace || !head ? stored : mergeColumns(head.columns, files.length > 0 ? stored : []),
        fingerprint: await withColumns(context, compiled, found.fingerprint),
        runId: context.runId,
        at: clock.now(),
        ingested: found.files,
        offsets: new Map([...found.streams].map(([input, { to }]) => [input, to])),
      },
      () => context.history.recordTable(outcome),
    );
    return { outcome, ...lag(found.files, clock.now()) };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The columns of a source may have been inferred, and written down, only by this build. */
async function withColumns(
  { compiled: { project } }: RunContext,
  compiled: CompiledTable,
  fingerprint: Fingerprint,
): Promise<Fingerprint> {
  const { kind, name, source } = compiled.table;
  if (kind === 'streaming_table' || !compiled.readsSource || source?.type !== 'files') return fingerprint;
  return fingerprintOf(compiled, fingerprint, await knownColumns(project.root, name, source));
}

function removeEmpty(written: readonly Record<string, unknown>[]): void {
  for (const row of written) if (Number(row.count) === 0) rmSync(String(row.filename), { force: true });
}

/** Types that come back from Parquet as they went in. */
const keptByParquet =
  /^(BOOLEAN|TINYINT|SMALLINT|INTEGER|BIGINT|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\)|VARCHAR|BLOB|DATE|TIMESTAMP|TIMESTAMP WITH TIME ZONE)$/;

/** The columns as they come back from the files: Parquet has fewer types than SQL. */
async function storedColumns(
  connection: DuckDBConnection,
  folder: string,
  written: readonly Record<string, unknown>[],
  columns: readonly Column[],
): Promise<Column[]> {
  const [first] = written;
  const narrowed = columns.map(({ name, type }) => ({ name, type: narrowType(type) }));
  if (!first || narrowed.every(({ type }) => keptByParquet.test(type))) return narrowed;
  const file = writtenFile(folder, first);
  const select = selectFiles(folder, [file], columns);
  return resultColumns(connection, select);
}

function refuseColumnChanges({ table }: CompiledTable, head: TableVersion, now: readonly Column[]): void {
  const changes = columnChanges(head.columns, now);
  if (changes.length > 0) {
    throw new HeadraceError(problem.columnsChanged({ table: table.name, changes }, table.at));
  }
}

/** Makes sure that no raw file changed while it was read. */
function refuseMovingFiles(
  { compiled: { project } }: RunContext,
  { table }: CompiledTable,
  files: readonly SourceFile[],
): void {
  for (const file of files) {
    if (isRemote(file.path)) continue;
    const now = describe(project.root, file.path);
    if (now && sameFile(now, file)) continue;
    throw new HeadraceError(problem.fileMoving({ table: table.name, file: file.key }, table.source?.at));
  }
}

function lag(files: readonly SourceFile[], now: number): { lagMs?: number } {
  const times = files
    .filter((file) => !isRemote(file.path))
    .map((file) => Number(BigInt(file.mtimeNs) / 1_000_000n));
  return times.length === 0 ? {} : { lagMs: Math.max(0, now - Math.min(...times)) };
}
