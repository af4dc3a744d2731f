export type { Finding } from './finding.ts';
export { lintSelect } from './lint-select.ts';
export * as sqlProblems from './problems.ts';
