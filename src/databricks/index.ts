export type { CallOptions } from './api.ts';
export type { CatalogTable } from './catalog.ts';
export { chooseWarehouse } from './choose-warehouse.ts';
export type { Credentials, ResolvedCredentials } from './credentials.ts';
export { isConflict, isGone } from './is-problem.ts';
export type { Job, JobRun, JobSettings, RunNow, RunOutput, TaskRun } from './jobs.ts';
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
export { finishStatement, query } from './run-statement.ts';
export type { Retry } from './send.ts';
export type {
  ChunkInfo,
  ExternalLink,
  FetchedChunk,
  Statement,
  StatementColumn,
  StatementManifest,
} from './statements.ts';
export { createWorkspace, type Workspace, type WorkspaceOptions } from './workspace.ts';
