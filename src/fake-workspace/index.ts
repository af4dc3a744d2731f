export type {
  FakeServicePrincipal,
  FakeUser,
  FakeWorkspaceOptions,
  Fault,
  GivenStatement,
  RunFailure,
  SeededJob,
  SeededPipeline,
  SeededTable,
  SeenRequest,
  StartedRun,
  StartedUpdate,
  StatementAnswer,
  StatementChunk,
  Throttle,
  UpdateFailure,
} from './options.ts';
export * as fakeWorkspaceProblems from './problems.ts';
export { startFakeWorkspace } from './start.ts';
export { readState } from './state-file.ts';
export type { FakeWorkspace, RunSummary, UpdateSummary } from './workspace-handle.ts';
