export { findLogs, type LogLevel, type LogSource, logLevels, readLogs, type UpdateEvent } from './logs.ts';
export * as databricksRunProblems from './problems.ts';
export { runPlan } from './run-plan.ts';
