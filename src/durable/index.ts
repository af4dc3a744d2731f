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
