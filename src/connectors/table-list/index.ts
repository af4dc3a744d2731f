export { numberOf } from './number-of.ts';
export * as tableListProblems from './problems.ts';
export {
  changeTableList,
  formatTableList,
  parseTableList,
  type ReadListOptions,
  readRows,
  readTableList,
  type TableList,
  writeTableList,
} from './table-list.ts';
