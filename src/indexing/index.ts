export { type IndexOptions, type IndexOutcome, indexPath, indexTable } from './index-table.ts';
export { searchIndex } from './search-index.ts';
