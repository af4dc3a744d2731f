export {
  type BundlePipeline,
  bundleFolders,
  bundleProblems,
  makeBundle,
  pipelinesOf,
  readPlacement,
  valueProblems,
} from './bundle/index.ts';
export {
  type CiPlan,
  ciFile,
  ciProblems,
  isPacked,
  lookAround,
  nextSteps,
  type Platform,
  packHeadrace,
  planCi,
  repositoryRoot,
  tarballPath,
} from './ci/index.ts';
export {
  type DeployEvent,
  deployBundle,
  deployedName,
  deployProblems,
  destroyBundle,
} from './cli/index.ts';
export {
  editProblems,
  type FilePlan,
  type FileStatus,
  type GeneratedFile,
  generatedProblems,
  type PlannedFile,
  type PlanOptions,
  planFiles,
  writeFiles,
} from './generated/index.ts';
