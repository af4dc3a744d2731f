/**
 * Composes sources, loader and search indexes: sync, load, verify, reindex. This module is light, so that
 * the command line can describe itself without loading what does the work.
 */

export type { LetterPlace, ListedLetter } from './dead-letters/files.ts';
export type { LetterRequest, ReplayEvent, ReplayReport } from './dead-letters/replay.ts';
export type { LoadOutcome, LoadsReport, LoadsRequest, OutcomeStatus } from './load/request.ts';
export * as loadingProblems from './problems.ts';
export type { LoadingEvent, LoadingProgress, LoadingReport } from './record/events.ts';
export type { LoadRecordEntry } from './record/history.ts';
export type { OldIndex, ReindexEvent, ReindexPlan, ReindexReport } from './reindex/events.ts';
export type { ReindexRequest } from './reindex/reindex.ts';
export { flagOf, loadVariables, syncVariables, type VariableName, variables } from './settings/variables.ts';
export type { SyncRequest } from './sync/sync.ts';
export * as triggerProblems from './trigger/problems.ts';
export type { TriggerEvent, TriggerReport, TriggerRequest } from './trigger/trigger-request.ts';
export type { DifferenceKind } from './verify/look-again.ts';
export type { VerifyEvent, VerifyReport, VerifyRequest } from './verify/verify.ts';

export async function sync(
  request: import('./sync/sync.ts').SyncRequest,
): Promise<import('./record/events.ts').LoadingReport> {
  const { runSync } = await import('./sync/sync.ts');
  return runSync(request);
}

/** The last syncs of a project, the newest first. */
export async function readSyncs(
  root: string,
  limit: number,
): Promise<import('./record/history.ts').LoadRecordEntry[]> {
  const { readRecords } = await import('./record/history.ts');
  return readRecords(root, 'sync', limit);
}

/** Loads finished tables, one or several at once; see `LoadsRequest`. */
export async function load(
  request: import('./load/request.ts').LoadsRequest,
): Promise<import('./load/request.ts').LoadsReport> {
  const { runLoads } = await import('./load/load-several.ts');
  return runLoads(request);
}

/** The last loads of a project, the newest first. */
export async function readLoads(
  root: string,
  limit: number,
): Promise<import('./record/history.ts').LoadRecordEntry[]> {
  const { readRecords } = await import('./record/history.ts');
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
  request: import('./verify/verify.ts').VerifyRequest,
): Promise<import('./verify/verify.ts').VerifyReport> {
  const { runVerify } = await import('./verify/verify.ts');
  return runVerify(request);
}

/** Builds an index anew beside the live one. */
export async function reindex(
  request: import('./reindex/reindex.ts').ReindexRequest,
): Promise<import('./reindex/events.ts').ReindexReport> {
  const { runReindex } = await import('./reindex/reindex.ts');
  return runReindex(request);
}

export async function* listDeadLetters(
  place: import('./dead-letters/files.ts').LetterPlace,
): AsyncGenerator<import('./dead-letters/files.ts').ListedLetter> {
  const { listLetters } = await import('./dead-letters/files.ts');
  yield* listLetters(place);
}

/** Writes dead letters into their indexes once more. */
export async function replayDeadLetters(
  request: import('./dead-letters/replay.ts').LetterRequest,
): Promise<import('./dead-letters/replay.ts').ReplayReport[]> {
  const { runReplay } = await import('./dead-letters/replay.ts');
  return runReplay(request);
}

/** Throws dead letters away; answers the files that are gone. */
export async function dropDeadLetters(
  request: import('./dead-letters/replay.ts').LetterRequest,
): Promise<string[]> {
  const { runDrop } = await import('./dead-letters/replay.ts');
  return runDrop(request);
}

/** The cluster that holds a project's indexes; undefined for embedded ones. */
export async function resolveCluster(
  asked: import('./settings/backend.ts').ClusterRequest,
): Promise<import('./settings/backend.ts').ClusterSettings | undefined> {
  const { clusterFor } = await import('./settings/backend.ts');
  return clusterFor(asked);
}

/** Opens an index of a cluster for questions. */
export async function openClusterClient(
  ...parameters: Parameters<typeof import('./target/search-client.ts').openClusterClient>
): ReturnType<typeof import('./target/search-client.ts').openClusterClient> {
  const client = await import('./target/search-client.ts');
  return client.openClusterClient(...parameters);
}

export type ResolvedCluster = import('./settings/backend.ts').ClusterSettings;

/** How far syncs and loads into an index of a cluster have come, the latest first. */
export async function readClusterStates(
  cluster: ResolvedCluster,
  index: string,
): Promise<readonly import('./target/cluster-states.ts').IndexState[]> {
  const { clusterStates } = await import('./target/cluster-states.ts');
  return clusterStates(cluster, index);
}
