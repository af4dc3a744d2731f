export { ciFile } from './ci-files.ts';
export { type CiPlan, type Platform, planCi } from './ci-plan.ts';
export { lookAround, repositoryRoot } from './look-around.ts';
export { nextSteps } from './next-steps.ts';
export * as ciProblems from './problems.ts';
export { isPacked, packHeadrace, tarballPath } from './tarball.ts';
