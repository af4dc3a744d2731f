import { isRecord } from '../../kernel/index.ts';

/**
 * The version of a source that a load reads, from its first record to its last: plain JSON, small, kept
 * with the load's state. `files` is a digest of the files and their order.
 */
export type SourcePin =
  | { readonly kind: 'warehouse'; readonly table: string; readonly version: string; readonly files: string }
  | { readonly kind: 'delta'; readonly path: string; readonly version: number; readonly files: string }
  | { readonly kind: 'parquet'; readonly path: string; readonly count: number; readonly files: string };

/** A pin as a load's state gives it back; undefined for anything else. */
export function readSourcePin(value: unknown): SourcePin | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, table, path, version, count, files } = value;
  if (typeof files !== 'string') return undefined;
  if (kind === 'warehouse' && typeof table === 'string' && typeof version === 'string') {
    return { kind, table, version, files };
  }
  if (typeof path !== 'string') return undefined;
  if (kind === 'delta' && typeof version === 'number') return { kind, path, version, files };
  return kind === 'parquet' && typeof count === 'number' ? { kind, path, count, files } : undefined;
}
