export { finalState, followUpdate, type UpdateRef } from './follow-update.ts';
export { findLogs, type LogLevel, type LogSource, logLevels, readLogs, type UpdateEvent } from './logs.ts';
export * as databricksRunProblems from './problems.ts';
export { errorText, readEvent } from './read-event.ts';
export { stopUpdate, successor } from './run-pipeline.ts';
export { runPlan } from './run-plan.ts';
export { startUpdate, updateUrl } from './start-update.ts';
export { type Progress, type UpdateEnd, updateProgress } from './update-progress.ts';
