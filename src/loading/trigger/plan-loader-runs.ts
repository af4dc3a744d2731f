import type { Workspace } from '../../databricks/index.ts';
import { findLoader } from './find-loader.ts';
import { planTriggers } from './plan-triggers.ts';
import type { TriggerRequest } from './trigger-request.ts';

export interface LoaderRunsRequest
  extends Pick<TriggerRequest, 'project' | 'env' | 'names' | 'given' | 'jobId'> {
  readonly workspace: Workspace;
}

/** Runs of the loader job that somebody else is to start. */
export interface LoaderRuns {
  readonly job: string;
  readonly loads: readonly { readonly load: string; readonly params: Readonly<Record<string, string>> }[];
}

/**
 * Says which runs of the loader job the loads need: those that are named, or all. Nothing is started.
 *
 * @throws HeadraceError for what makes no sense, and where the job cannot be found.
 */
export async function planRuns(request: LoaderRunsRequest): Promise<LoaderRuns> {
  const plans = planTriggers({ ...request, all: request.names.length === 0, jobs: undefined });
  const job = await findLoader(request.workspace, { ...request, signal: new AbortController().signal });
  return { job, loads: plans.map(({ load, parameters }) => ({ load, params: definedOnly(parameters) })) };
}

function definedOnly(values: Readonly<Partial<Record<string, string>>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
