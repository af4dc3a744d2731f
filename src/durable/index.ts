export type { Context } from '@resonatehq/sdk';
export { type DurableOptions, type OpenDurable, openDurable } from './client/open-durable.ts';
export * as durableProblems from './client/problems.ts';
export type {
  AwaitedPromise,
  Durable,
  DurableEvent,
  Failure,
  HistoryStep,
  Settlement,
  Started,
  WorkflowState,
  WorkflowStatus,
} from './client/types.ts';
export { type Workflow, type WorkflowOptions, workflow } from './client/workflow.ts';
export { persistent } from './steps/persistent.ts';
export { type RunJobOptions, runJob } from './steps/run-job.ts';
export { type Message, sendEmail } from './steps/send-email.ts';
export { type DataPipelineInput, dataPipeline } from './workflows/data-pipeline.ts';
