export type { GeneratedFile } from './header.ts';
export {
  type FilePlan,
  type FileStatus,
  type PlannedFile,
  type PlanOptions,
  planFiles,
} from './plan-files.ts';
export * as generatedProblems from './problems.ts';
export { editProblems, writeFiles } from './write-files.ts';
