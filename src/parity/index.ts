export { checkParity } from './check-parity.ts';
export type { ColumnDifference } from './compare-columns.ts';
export type { TableComparison } from './compare-tables.ts';
export { differingColumns, type RowPair } from './pair-rows.ts';
export * as parityProblems from './problems.ts';
export type { ParityProgress, ParityReport, ParityRequest, TableParity } from './types.ts';
