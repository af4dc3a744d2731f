export { duckdbSourceProblems } from './duckdb/index.ts';
export type { SourceField, SourceFieldType } from './fields.ts';
export { postgresProblems } from './postgres/index.ts';
