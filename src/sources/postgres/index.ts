export { describePostgres } from './connect.ts';
export type { BucketSum, HashRanges } from './hash-ranges.ts';
export type { ChangeMark } from './mark.ts';
export { type PostgresSource, type PostgresSourceOptions, postgresSource } from './postgres-source.ts';
export * as postgresProblems from './problems.ts';
export type { ReadInterruption } from './range-producer.ts';
export type { PostgresDescription, PostgresSettings } from './settings.ts';
export type { KeyColumn, MappingConfig, Shape } from './types.ts';
