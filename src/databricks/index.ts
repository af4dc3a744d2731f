export type { CallOptions } from './api.ts';
export type { CatalogTable } from './catalog.ts';
export { chooseWarehouse } from './choose-warehouse.ts';
export type { CatalogConnection, ConnectionRequest } from './connections.ts';
export type { Credentials, ResolvedCredentials } from './credentials.ts';
export { isConflict, isGone } from './is-problem.ts';
export type { Job, JobRun, RunOutput, TaskRun } from './job-answers.ts';
export type { JobSettings, RunNow } from './jobs.ts';
export type { Me } from './me.ts';
export type { AccessRule, PermissionKind } from './permissions.ts';
export type { Pipeline, PipelineEvent, PipelineUpdate } from './pipeline-answers.ts';
export type { PipelineSettings, StartUpdate } from './pipelines.ts';
export * as databricksProblems from './problems.ts';
export {
  type ConnectionSettings,
  type CredentialsRequest,
  resolveCredentials,
} from './resolve-credentials.ts';
export { type RunEnd, runEnd } from './run-end.ts';
export { finishStatement, query } from './run-statement.ts';
export type {
  ChunkInfo,
  ExternalLink,
  FetchedChunk,
  Statement,
  StatementColumn,
  StatementManifest,
} from './statements.ts';
export { tellWaits } from './tell-waits.ts';
export { createWorkspace, type Workspace, type WorkspaceOptions } from './workspace.ts';
