export {
  type DuckDBSource,
  type DuckDBSourceOptions,
  duckdbSourceProblems,
  extensionFolder,
  locateSource,
  openDuckDBSource,
  readSourcePin,
  type SourceLocation,
  type SourcePin,
} from './duckdb/index.ts';
export type { SourceField, SourceFieldType } from './fields.ts';
export {
  type BucketSum,
  type ChangeMark,
  describePostgres,
  type HashRanges,
  type KeyColumn,
  type MappingConfig,
  type PostgresDescription,
  type PostgresSettings,
  type PostgresSource,
  type PostgresSourceOptions,
  pingPostgres,
  postgresProblems,
  postgresSource,
  type ReadInterruption,
  type Shape,
} from './postgres/index.ts';
