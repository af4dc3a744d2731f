export type {
  EventSink,
  Mode,
  RunCounts,
  RunEvent,
  RunStatus,
  TableOutcome,
  TableStatus,
  UnstampedEvent,
} from './events.ts';
export {
  closeCrashed,
  findRun,
  type HistoryWriter,
  listRuns,
  type RunIdentity,
  type RunRecord,
  writeHistory,
} from './history.ts';
export { type Limiter, limiter } from './limiter.ts';
export { type NodeResult, type Schedule, schedule } from './scheduler.ts';
