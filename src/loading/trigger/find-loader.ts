import type { Workspace } from '../../databricks/index.ts';
import { deployedName } from '../../deploy/index.ts';
import { exitCode, HeadraceError, type Problem } from '../../kernel/index.ts';
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
    if (!/^\d+$/.test(said.trim())) throw refused(badJobId({ text: said, from }));
    // What is wrong with the workspace or the job is said once, before it is tried for each load.
    const { job_id } = await workspace.jobs.get(said.trim(), { signal });
    return job_id;
  }
  const { host } = workspace;
  if (!project?.bundle.loader) throw refused(noLoaderJob({ name: undefined, host, target: '' }));
  const { bundle, target } = project;
  const name = deployedName(`${bundle.name}_es_loader`, target, await workspace.me({ signal }));
  const ids: string[] = [];
  // The API compares names in any case of letters.
  for await (const { job_id, settings } of workspace.jobs.list({ name, signal })) {
    if (settings?.name === name) ids.push(job_id);
  }
  const [id, ...more] = ids;
  if (id === undefined) throw refused(noLoaderJob({ name, host, target: target.name }));
  if (more.length > 0) throw refused(severalLoaderJobs({ name, host, ids }));
  return id;
}

function refused(problem: Problem): HeadraceError {
  return new HeadraceError(problem, { exitCode: exitCode.usage });
}
