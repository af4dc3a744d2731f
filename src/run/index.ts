export { countOutcomes } from './count-outcomes.ts';
export type { Engine, EngineRequest, RunResult } from './engine.ts';
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
export { findRun, type HistoryWriter, listRuns, type RunRecord } from './history.ts';
export { type Limiter, limiter } from './limiter.ts';
export { type OpenRun, openRun } from './open-run.ts';
export { closeCrashed, runLock } from './run-lock.ts';
export { type NodeResult, type Schedule, schedule } from './scheduler.ts';
