export { type DescribedSource, describeSources } from './describe-source.ts';
export { type Forecast, forecast, type PlannedTable, type StandingInput } from './forecast.ts';
export * as engineProblems from './problems.ts';
export { withTables } from './query.ts';
export { listRawFiles } from './raw-files.ts';
export { cachedSelectReader } from './read-selects.ts';
export { neverBuilt, runPlan } from './run-plan.ts';
export { type FileNow, type SourceNow, sourceNow } from './source-now.ts';
export { bareSelect } from './statement.ts';
