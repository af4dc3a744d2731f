export { type IndexOptions, type IndexOutcome, indexTable } from './index-table.ts';
export * as indexingProblems from './problems.ts';
export { openSearcher, type Searcher } from './search-index.ts';
