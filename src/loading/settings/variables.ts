/**
 * The settings of a sync under the names they have always had: as environment variables, as flags
 * (`--es-max-retries`) and, in lower case, under `sync:` in the configuration.
 */
export interface Variable {
  readonly name: string;
  readonly kind: 'text' | 'whole number' | 'count' | 'seconds' | 'switch';
  /** Absent where it follows from the configuration. */
  readonly fallback?: string;
  readonly description: string;
}

export const variables = [
  {
    name: 'EMBEDDING_DIMENSIONS',
    kind: 'whole number',
    fallback: '256',
    description: 'length of embedding vectors',
  },
  { name: 'ELASTICSEARCH_INDEX_NAME', kind: 'text', description: 'physical index (integrated_records_v1)' },
  { name: 'ELASTICSEARCH_INDEX_ALIAS', kind: 'text', description: 'alias to search (integrated_records)' },
  { name: 'ELASTICSEARCH_NUMBER_OF_SHARDS', kind: 'whole number', fallback: '1', description: 'shards' },
  {
    name: 'ES_CLIENT_BATCH_SIZE',
    kind: 'whole number',
    fallback: '100',
    description: 'documents in the first bulk request; adapts from there',
  },
  {
    name: 'ES_CLIENT_RAISE_ERRORS',
    kind: 'switch',
    fallback: '0',
    description: '1: stop at the first refused document',
  },
  {
    name: 'ES_MAX_RETRIES',
    kind: 'count',
    fallback: '10',
    description: 'how often a write is retried',
  },
  {
    name: 'ES_RETRY_BACKOFF_SECONDS',
    kind: 'seconds',
    fallback: '1.0',
    description: 'wait before the first retry',
  },
  {
    name: 'ES_RETRY_MAX_BACKOFF_SECONDS',
    kind: 'seconds',
    fallback: '30.0',
    description: 'longest such wait',
  },
  {
    name: 'POSTGRES_CLIENT_BATCH_SIZE',
    kind: 'whole number',
    fallback: '10000',
    description: 'rows per page read from Postgres',
  },
] as const satisfies readonly Variable[];

/** What a load is about, by the names that the original job has them under; each also a flag. */
export const loadVariables = [
  {
    name: 'SOURCE_TABLE',
    description: 'what to load: a path (Delta, Parquet) or a table of the project',
  },
  { name: 'DATA_SOURCE', description: 'decides the index, by search.data_sources' },
  {
    name: 'ES_NODES',
    description: 'host, host:port or URLs, separated by commas (the connection)',
  },
  { name: 'BATCH_ID', description: 'a batch is loaded once: again does nothing' },
] as const;

/** Variables that only a sync has a use for. */
export const syncVariables: ReadonlySet<string> = new Set([
  'ELASTICSEARCH_INDEX_NAME',
  'ELASTICSEARCH_INDEX_ALIAS',
  'POSTGRES_CLIENT_BATCH_SIZE',
]);

type LoadVariableName = (typeof loadVariables)[number]['name'];

export type VariableName = (typeof variables)[number]['name'];

/** `ES_MAX_RETRIES` -> `es-max-retries`. */
export function flagOf(name: VariableName | LoadVariableName): string {
  return name.toLowerCase().replaceAll('_', '-');
}
