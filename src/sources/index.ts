export { type TableShape, tableRecords } from './table-records.ts';
