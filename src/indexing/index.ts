export { type IndexOptions, type IndexOutcome, indexTable } from './index-table.ts';
export { searchIndex } from './search-index.ts';
