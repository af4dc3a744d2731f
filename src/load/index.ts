export { type Budget, createBudget } from './budget.ts';
export type { LoadEvent } from './course.ts';
export { deadLetterSource } from './dead-letter-source.ts';
export { openDeadLetters, readDeadLetters } from './dead-letters.ts';
export type { LoadJob } from './load.ts';
export { defaultLoadOptions, type LoadOptions } from './options.ts';
export type { PaceLimits } from './pace.ts';
export { newerFormat, parseLoadState } from './parse-state.ts';
export * as loadProblems from './problems.ts';
export type { Limit, LoadProgress } from './progress.ts';
export type { LoadReport } from './report.ts';
export { runLoad } from './run-load.ts';
export {
  type BucketSums,
  bucketCount,
  longestStamp,
  noSums,
  type Stamp,
  type StampedKey,
} from './stamps.ts';
export type {
  DeadLetter,
  DeadLetterSink,
  LoadCounts,
  LoadRecord,
  LoadSession,
  LoadState,
  LoadStateStore,
  LoadTarget,
  Outcome,
  RangeState,
  RecordSource,
  RequestFailure,
  SourceRange,
  SourceRecord,
  UnloadableRecord,
  WriteResult,
} from './types.ts';
