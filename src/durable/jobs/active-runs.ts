import type { JobRun, Workspace } from '../../databricks/index.ts';
import type { AwaitedRun } from './job-register.ts';

/** Awaited runs, job by job. */
export function byJob(runs: readonly AwaitedRun[]): readonly (readonly AwaitedRun[])[] {
  return [...Map.groupBy(runs, ({ host, jobId }) => `${host} ${jobId}`).values()];
}

/** Those of the job's runs that are under way, by id, until all that are awaited were seen. */
export async function activeRuns(
  workspace: Workspace,
  jobId: string,
  awaited: readonly AwaitedRun[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, JobRun>> {
  const unseen = new Set(awaited.flatMap(({ runId }) => (runId === undefined ? [] : [runId])));
  const found = new Map<string, JobRun>();
  if (unseen.size === 0) return found;
  for await (const run of workspace.jobs.listRuns({ jobId, activeOnly: true, signal })) {
    if (unseen.delete(run.run_id)) found.set(run.run_id, run);
    if (unseen.size === 0) break;
  }
  return found;
}

/** Pages of runs that are seen for the first time, by promise. */
export function newPages(
  runs: readonly AwaitedRun[],
  active: ReadonlyMap<string, JobRun>,
): Map<string, string> {
  const pages = new Map<string, string>();
  for (const { promiseId, runId = '', runUrl } of runs) {
    const url = active.get(runId)?.run_page_url;
    if (url !== undefined && runUrl === undefined) pages.set(promiseId, url);
  }
  return pages;
}
