import { isRecord } from '../../kernel/index.ts';

/**
 * What a load of a workspace's table reads, from its first record to its last. A result stays as it is for some
 * hours, of any table; after that, a table with versions can be read again as it was.
 */
export interface DatabricksPin {
  readonly kind: 'databricks';
  /** The workspace. */
  readonly host: string;
  readonly table: string;
  /** Of the Delta table; null for a view and others that have none. */
  readonly version: string | null;
  /** The statement whose result is read; null for what was only looked at. */
  readonly statement: string | null;
}

/** A pin as a load's state gives it back; undefined for anything else. */
export function readDatabricksPin(value: unknown): DatabricksPin | undefined {
  if (!isRecord(value) || value.kind !== 'databricks') return undefined;
  const { kind, host, table, version, statement } = value;
  if (typeof host !== 'string' || typeof table !== 'string') return undefined;
  if (typeof version !== 'string' && version !== null) return undefined;
  return typeof statement === 'string' || statement === null
    ? { kind, host, table, version, statement }
    : undefined;
}
