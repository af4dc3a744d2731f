/**
 * Composes sources, loader and search indexes: sync, load, verify, reindex. This module is light, so that
 * the command line can describe itself without loading what does the work.
 */

export type { LetterPlace, ListedLetter } from './dead-letter-files.ts';
export type { LetterRequest, ReplayEvent, ReplayReport } from './dead-letter-replay.ts';
export type { LoadingEvent, LoadingProgress, LoadingReport } from './events.ts';
export type { LoadRecordEntry } from './history.ts';
export type { LoadOutcome, LoadsReport, LoadsRequest, OutcomeStatus } from './load-request.ts';
export type { DifferenceKind } from './look-again.ts';
export * as loadingProblems from './problems.ts';
export type { ReindexRequest } from './reindex.ts';
export type { OldIndex, ReindexEvent, ReindexPlan, ReindexReport } from './reindex-events.ts';
export type { SyncRequest } from './sync.ts';
export * as triggerProblems from './trigger/problems.ts';
export type { TriggerEvent, TriggerReport, TriggerRequest } from './trigger/trigger-request.ts';
export { flagOf, loadVariables, syncVariables, type VariableName, variables } from './variables.ts';
export type { VerifyEvent, VerifyReport, VerifyRequest } from './verify.ts';

export async function sync(
  request: import('./sync.ts').SyncRequest,
): Promise<import('./events.ts').LoadingReport> {
  const { runSync } = await import('./sync.ts');
  return runSync(request);
}

/** The last syncs of a project, the newest first. */
export async function readSyncs(
  root: string,
  limit: number,
): Promise<import('./history.ts').LoadRecordEntry[]> {
  const { readRecords } = await import('./history.ts');
  return readRecords(root, 'sync', limit);
}

/** Loads finished tables, one or several at once; see `LoadsRequest`. */
export async function load(
  request: import('./load-request.ts').LoadsRequest,
): Promise<import('./load-request.ts').LoadsReport> {
  const { runLoads } = await import('./load-several.ts');
  return runLoads(request);
}

/** The last loads of a project, the newest first. */
export async function readLoads(
  root: string,
  limit: number,
): Promise<import('./history.ts').LoadRecordEntry[]> {
  const { readRecords } = await import('./history.ts');
  return readRecords(root, 'load', limit);
}

/** Starts the loader job of a workspace, one run for each load; see `TriggerRequest`. */
export async function trigger(
  request: import('./trigger/trigger-request.ts').TriggerRequest,
): Promise<import('./trigger/trigger-request.ts').TriggerReport> {
  const { runTrigger } = await import('./trigger/run-trigger.ts');
  return runTrigger(request);
}

/** Says which runs of the loader job loads need, for somebody else to start. */
export async function planLoaderRuns(
  request: import('./trigger/plan-loader-runs.ts').LoaderRunsRequest,
): Promise<import('./trigger/plan-loader-runs.ts').LoaderRuns> {
  const { planRuns } = await import('./trigger/plan-loader-runs.ts');
  return planRuns(request);
}

/** Compares a table with its index, and repairs what differs when asked to. */
export async function verify(
  request: import('./verify.ts').VerifyRequest,
): Promise<import('./verify.ts').VerifyReport> {
  const { runVerify } = await import('./verify.ts');
  return runVerify(request);
}

/** Builds an index anew beside the live one. */
export async function reindex(
  request: import('./reindex.ts').ReindexRequest,
): Promise<import('./reindex-events.ts').ReindexReport> {
  const { runReindex } = await import('./reindex.ts');
  return runReindex(request);
}

export async function* listDeadLetters(
  place: import('./dead-letter-files.ts').LetterPlace,
): AsyncGenerator<import('./dead-letter-files.ts').ListedLetter> {
  const { listLetters } = await import('./dead-letter-files.ts');
  yield* listLetters(place);
}

/** Writes dead letters into their indexes once more. */
export async function replayDeadLetters(
  request: import('./dead-letter-replay.ts').LetterRequest,
): Promise<import('./dead-letter-replay.ts').ReplayReport[]> {
  const { runReplay } = await import('./dead-letter-replay.ts');
  return runReplay(request);
}

/** Throws dead letters away; answers the files that are gone. */
export async function dropDeadLetters(
  request: import('./dead-letter-replay.ts').LetterRequest,
): Promise<string[]> {
  const { runDrop } = await import('./dead-letter-replay.ts');
  return runDrop(request);
}

/** The cluster that holds a project's indexes; undefined for embedded ones. */
export async function resolveCluster(
  asked: import('./backend.ts').ClusterRequest,
): Promise<import('./backend.ts').ClusterSettings | undefined> {
  const { clusterFor } = await import('./backend.ts');
  return clusterFor(asked);
}

/** Opens an index of a cluster for questions. */
export async function openClusterClient(
  ...parameters: Parameters<typeof import('./search-client.ts').openClusterClient>
): ReturnType<typeof import('./search-client.ts').openClusterClient> {
  const client = await import('./search-client.ts');
  return client.openClusterClient(...parameters);
}

export type ResolvedCluster = import('./backend.ts').ClusterSettings;

/** How far syncs and loads into an index of a cluster have come, the latest first. */
export async function readClusterStates(
  cluster: ResolvedCluster,
  index: string,
): Promise<readonly import('./cluster-states.ts').IndexState[]> {
  const { clusterStates } = await import('./cluster-states.ts');
  return clusterStates(cluster, index);
}
