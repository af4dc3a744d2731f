export { type DeployEvent, deployBundle, destroyBundle } from './deploy-bundle.ts';
export { deployedName } from './deployed-name.ts';
export * as deployProblems from './problems.ts';
