import type { Workspace } from '../../databricks/index.ts';
import { deployedName } from '../../deploy/index.ts';
import { usageError } from '../../kernel/index.ts';
import { badJobId, noLoaderJob, severalLoaderJobs } from './problems.ts';
import type { TriggerRequest } from './trigger-request.ts';

/**
 * Which job to start: --job-id, ES_LOADER_JOB_ID, or the loader that `headrace bundle` makes, by its name in
 * the workspace.
 *
 * @throws HeadraceError (exit code 2) where nothing says it, or the job is not there or not the only one.
 */
export async function findLoader(
  workspace: Workspace,
  { jobId, env, project, signal }: Pick<TriggerRequest, 'jobId' | 'env' | 'project' | 'signal'>,
): Promise<string> {
  const [said, from] = jobId ? [jobId, '--job-id'] : [env.ES_LOADER_JOB_ID, 'ES_LOADER_JOB_ID'];
  if (said?.trim()) {
    if (!/^\d+$/.test(said.trim())) throw usageError(badJobId({ text: said, from }));
    // What is wrong with the workspace or the job is said once, before it is tried for each load.
    const { job_id } = await workspace.jobs.get(said.trim(), { signal });
    return job_id;
  }
  const { host } = workspace;
  if (!project?.bundle.loader) throw usageError(noLoaderJob({ name: undefined, host, target: '' }));
  const { bundle, target } = project;
  const name = deployedName(`${bundle.name}_es_loader`, target, await workspace.me({ signal }));
  const ids: string[] = [];
  // The API compares names in any case of letters.
  for await (const { job_id, settings } of workspace.jobs.list({ name, signal })) {
    if (settings?.name === name) ids.push(job_id);
  }
  const [id, ...more] = ids;
  if (id === undefined) throw usageError(noLoaderJob({ name, host, target: target.name }));
  if (more.length > 0) throw usageError(severalLoaderJobs({ name, host, ids }));
  return id;
}
