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

export type VariableName = (typeof variables)[number]['name'];

/** `ES_MAX_RETRIES` -> `es-max-retries`. */
export function flagOf(name: VariableName): string {
  return name.toLowerCase().replaceAll('_', '-');
}
