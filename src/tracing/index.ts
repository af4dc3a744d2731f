export { clusterLookup } from './cluster-lookup.ts';
/** Follows one record through the tables of a project into its index, and says where it stopped. */

export { embeddedLookup } from './embedded-lookup.ts';
export * as tracingProblems from './problems.ts';
export { type TraceRequest, trace } from './trace.ts';
export type {
  FoundDocument,
  FoundIn,
  FoundLetter,
  IndexLookup,
  IndexProgress,
  StepStatus,
  TraceStep,
  Trail,
} from './types.ts';
