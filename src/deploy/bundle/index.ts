export { type Bundle, type BundleRequest, bundleFolders, makeBundle } from './make-bundle.ts';
export { type BundlePipeline, pipelinesOf } from './pipelines-of.ts';
export type { Placement } from './place-tables.ts';
export * as bundleProblems from './problems.ts';
export { readPlacement } from './read-placement.ts';
export { valueProblems } from './value-problems.ts';
