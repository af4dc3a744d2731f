export { type CheckedBundle, checkBundle } from './check-bundle.ts';
export type { IngestForm } from './ingest-file.ts';

export type { IngestPipeline } from './pipelines.ts';
export { type PreparedBundle, type PrepareRequest, prepareBundle } from './prepare-bundle.ts';
export * as generateProblems from './problems.ts';
