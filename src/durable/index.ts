export type { Context } from '@resonatehq/sdk';
export { type DurableOptions, type OpenDurable, openDurable } from './client/open-durable.ts';
export * as durableProblems from './client/problems.ts';
export { type OpenReader, readWorkflows } from './client/read-workflows.ts';
export type {
  AwaitedPromise,
  Durable,
  DurableEvent,
  Failure,
  HistoryStep,
  ListFilter,
  Settlement,
  Started,
  WorkflowState,
  WorkflowStatus,
} from './client/types.ts';
export { type Workflow, type WorkflowOptions, workflow } from './client/workflow.ts';
export { type LoadAllOptions, type LoadEnd, loadAll } from './compose/load-all.ts';
export { loadWorkflows } from './compose/load-workflows.ts';
export * as workflowFileProblems from './compose/problems.ts';
export { type RunTablesOptions, runTables, type TablesRun } from './compose/run-tables.ts';
export { type Synced, type SyncOptions, sync, type Verified, verify } from './compose/sync-table.ts';
export { notebookSource } from './notebook/notebook-source.ts';
export { persistent } from './steps/persistent.ts';
export { type RunJobOptions, runJob } from './steps/run-job.ts';
export { type Message, sendEmail } from './steps/send-email.ts';
export { type ProtocolServer, serveProtocol } from './store/index.ts';
export { type DataPipelineInput, dataPipeline } from './workflows/data-pipeline.ts';
