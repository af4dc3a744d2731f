import {
  databricksProblems,
  isConflict,
  type PipelineUpdate,
  type StartUpdate,
  type Workspace,
} from '../../databricks/index.ts';
import { type Clock, exitCode, HeadraceError } from '../../kernel/index.ts';
import type { FoundPipeline } from './find-pipelines.ts';
import { finalState } from './follow-update.ts';
import { updateUnderWay } from './problems.ts';

/** What an update is to do: tables by name, unless it is all of the pipeline. */
export function updateRequest(
  { tables, selected }: Pick<FoundPipeline, 'tables' | 'selected'>,
  fullRefresh: ReadonlySet<string>,
): StartUpdate {
  const anew = selected.filter((name) => fullRefresh.has(name));
  const rest = selected.filter((name) => !fullRefresh.has(name));
  const everything = selected.length === tables.length;
  if (everything && anew.length === 0) return {};
  if (everything && rest.length === 0) return { full_refresh: true };
  return {
    ...(rest.length > 0 && { refresh_selection: rest }),
    ...(anew.length > 0 && { full_refresh_selection: anew }),
  };
}

/** Tries in all, where it stays unknown whether the one before has started anything. */
const attempts = 3;

/**
 * Starts an update. The API cannot be told to start it once only, so after an answer that was lost the list of
 * updates says whether it was started.
 *
 * @param known ids of updates that were there before; gets the new one.
 * @throws HeadraceError (exit code 4) while another update is under way.
 */
export async function startUpdate(
  workspace: Workspace,
  pipeline: Pick<FoundPipeline, 'id' | 'name'>,
  request: StartUpdate,
  known: Set<string>,
  clock: Clock,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const id = await workspace.pipelines.startUpdate(pipeline.id, request);
      known.add(id);
      return id;
    } catch (error) {
      const lost = isOutcomeUnknown(error);
      if (lost) await clock.sleep(1000);
      if (lost || attempt > 1) {
        // What is in the way now may be what the lost answer was about.
        const newest = await newestUpdate(workspace, pipeline.id);
        if (newest !== undefined && !known.has(newest.update_id) && isLike(newest, request)) {
          known.add(newest.update_id);
          return newest.update_id;
        }
      }
      if (isConflict(error)) throw await inTheWay(workspace, pipeline);
      if (!lost || attempt >= attempts) throw error;
    }
  }
}

/** The problem of an update that somebody else has started. */
async function inTheWay(
  workspace: Workspace,
  { id, name }: Pick<FoundPipeline, 'id' | 'name'>,
): Promise<HeadraceError> {
  const newest = await newestUpdate(workspace, id).catch(() => undefined);
  const other = newest && finalState(newest) === undefined ? newest : undefined;
  return refuseSecond(workspace.host, name, id, { id: other?.update_id ?? '', state: other?.state ?? '' });
}

export function refuseSecond(
  host: string,
  pipeline: string,
  pipelineId: string,
  { id, state }: { readonly id: string; readonly state: string },
): HeadraceError {
  const url = updateUrl(host, pipelineId, id);
  return new HeadraceError(updateUnderWay({ pipeline, update: id, state, url }), {
    exitCode: exitCode.locked,
  });
}

/** Where people look at an update. */
export function updateUrl(host: string, pipelineId: string, updateId: string): string {
  const pipeline = `${host}/#joblist/pipelines/${pipelineId}`;
  return updateId === '' ? pipeline : `${pipeline}/updates/${updateId}`;
}

export async function newestUpdate(
  workspace: Workspace,
  pipelineId: string,
): Promise<PipelineUpdate | undefined> {
  for await (const update of workspace.pipelines.listUpdates(pipelineId)) return update;
  return undefined;
}

function isOutcomeUnknown(error: unknown): boolean {
  const { code } = databricksProblems.outcomeUnknown;
  return error instanceof HeadraceError && error.problems.some((problem) => problem.code === code);
}

function isLike(update: PipelineUpdate, request: StartUpdate): boolean {
  const same = (a: readonly string[] = [], b: readonly string[] = []): boolean =>
    a.length === b.length && a.every((name) => b.includes(name));
  return (
    (update.full_refresh ?? false) === (request.full_refresh ?? false) &&
    same(update.refresh_selection, request.refresh_selection) &&
    same(update.full_refresh_selection, request.full_refresh_selection)
  );
}
