export { type DeployEvent, deployBundle, destroyBundle } from './deploy-bundle.ts';
export { deployedName, shortName } from './deployed-name.ts';
export { findCli } from './find-cli.ts';
export * as deployProblems from './problems.ts';
export { targetMode } from './target-mode.ts';
