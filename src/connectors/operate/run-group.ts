import type { Workspace } from '../../databricks/index.ts';
import {
  databricksRunProblems,
  followUpdate,
  startUpdate,
  stopUpdate,
  successor,
  type UpdateRef,
  updateUrl,
} from '../../engine/databricks/index.ts';
import { type Clock, type ExitCode, HeadraceError, type Problem } from '../../kernel/index.ts';
import type { TableOutcome } from '../../run/index.ts';
import { remedyFor } from './diagnose.ts';
import type { DeployedPipeline } from './find-deployed.ts';
import { type GroupState, groupTally } from './group-tally.ts';
import { groupFailed, groupStopped } from './problems.ts';
import type { GroupStatus, RunNews } from './run-events.ts';

/** What the groups of one run share. */
export interface GroupContext {
  readonly workspace: Workspace;
  readonly source: string;
  readonly clock: Clock;
  /** Stops what was started, and begins nothing more. */
  readonly signal: AbortSignal;
  readonly emit: (news: RunNews) => void;
  /** Names of pipelines whose updates we would stop. */
  readonly active: Set<string>;
}

export interface GroupOutcome {
  readonly group: string;
  readonly status: GroupStatus;
  readonly tablesDone: number;
  readonly rows: number;
  readonly durationMs: number;
  readonly problems: readonly Problem[];
  /** What a failure means for the exit code. */
  readonly exitCode: ExitCode | undefined;
}

/** What is known of a group over all its updates. */
interface Course {
  readonly tables: Map<string, TableOutcome>;
  readonly problems: Problem[];
  halted: boolean;
}

/** Does one update of a group's pipeline, from its start to its end. Whatever goes wrong is in the outcome. */
export async function runGroup(context: GroupContext, deployed: DeployedPipeline): Promise<GroupOutcome> {
  const { workspace, clock, signal, emit } = context;
  const { group } = deployed.pipeline;
  const begun = clock.now();
  const course: Course = { tables: new Map(), problems: [], halted: false };
  const finish = (status: GroupStatus, exitCode?: ExitCode): GroupOutcome => {
    const built = [...course.tables.values()].filter((table) => table.status === 'built');
    const rows = built.reduce((sum, { rowsAdded = 0 }) => sum + rowsAdded, 0);
    const { problems } = course;
    const durationMs = clock.now() - begun;
    const told = { tables_done: built.length, rows, duration_ms: durationMs, problems };
    emit({ type: 'group_finished', group, status, ...told });
    return { group, status, tablesDone: built.length, rows, durationMs, problems, exitCode };
  };
  if (signal.aborted) return finish('stopped');
  const known = new Set(deployed.updates.map(({ id }) => id));
  let update: string | undefined;
  try {
    update = await startUpdate(workspace, deployed, {}, known, clock);
    let failed = false;
    for (let next: string | undefined = update; next !== undefined; ) {
      update = next;
      failed = await followOurs(context, deployed, update, course);
      // In production mode the platform tries a failed update again by itself.
      next = failed
        ? await successor({ workspace, request: { clock, signal } }, deployed.id, known)
        : undefined;
    }
    if (failed) return finish('failed');
    return finish(course.halted ? 'stopped' : 'done');
  } catch (error) {
    if (!(error instanceof HeadraceError)) throw error;
    if (update !== undefined) {
      const url = updateUrl(workspace.host, deployed.id, update);
      const why = 'we cannot follow it any more';
      emit({
        type: 'warning',
        problem: databricksRunProblems.leftGoing({ pipeline: deployed.name, update, url, why }),
      });
    }
    course.problems.push(...error.problems);
    return finish('failed', error.exitCode);
  }
}

/**
 * Follows an update that we started; an interrupt stops it, and then it is followed to its end.
 *
 * @returns whether it failed.
 */
async function followOurs(
  { workspace, source, clock, signal, emit, active }: GroupContext,
  { id, name, pipeline }: DeployedPipeline,
  updateId: string,
  course: Course,
): Promise<boolean> {
  const { group, connection, tables } = pipeline;
  const ref: UpdateRef = { pipelineId: id, updateId, name };
  const url = updateUrl(workspace.host, id, updateId);
  const open = tables.flatMap(({ destination: { table } }) =>
    course.tables.get(table.toLowerCase())?.status === 'built' ? [] : [table],
  );
  const tally = groupTally(open, { url, context: { source, connection } });
  const before = tables.length - open.length;
  course.problems.length = 0;
  emit({ type: 'group_started', group, update: updateId, url });
  const take = (outcome: TableOutcome): void => {
    course.tables.set(outcome.table.toLowerCase(), outcome);
    const { table, status, rowsAdded, durationMs, problems } = outcome;
    if (problems) course.problems.push(...problems);
    emit({
      ...{ type: 'table_finished', group, table, status },
      ...(rowsAdded !== undefined && { rows: rowsAdded }),
      ...(durationMs !== undefined && { duration_ms: durationMs }),
      ...(problems && { problems }),
    });
  };
  let shown: GroupState | undefined;
  active.add(name);
  try {
    const end = await followUpdate(ref, {
      ...{ workspace, clock },
      halt: {
        signal,
        onHalt: async () => {
          course.halted = true;
          await stopUpdate({ workspace }, ref);
          return true;
        },
      },
      onEvent: (event) => {
        for (const outcome of tally.take(event)) take(outcome);
      },
      onLook: () => {
        const now = tally.now();
        const { state, tablesDone, rows } = now;
        if (state === shown?.state && tablesDone === shown.tablesDone && rows === shown.rows) return;
        shown = now;
        emit({ type: 'group_progress', group, state, tables_done: before + tablesDone, rows });
      },
      onWarning: (problem) => emit({ type: 'warning', problem }),
    });
    const { state = 'CANCELED', error = 'it does not say why' } = end ?? {};
    const stopped = state === 'CANCELED' && course.halted;
    const problem =
      state === 'FAILED'
        ? groupFailed({ group, message: error, url, remedy: remedyFor(error, { source, connection }) })
        : groupStopped({ group, url });
    const shared = stopped || state === 'COMPLETED' ? undefined : problem;
    for (const outcome of tally.end({ state, problem: shared })) take(outcome);
    // Where all tables are done, or the group has none that is known, nothing else tells why.
    if (shared && course.problems.length === 0) course.problems.push(shared);
    return shared !== undefined;
  } finally {
    active.delete(name);
  }
}
