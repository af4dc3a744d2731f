import { isRecord } from '../kernel/index.ts';
import type { Fingerprint } from '../plan/index.ts';
import type { Column, RawFile, TableVersion } from './types.ts';

/** A row of `tables`, read back with its JSON checked. */
export function readTableVersion(row: Record<string, unknown>): TableVersion {
  return {
    name: String(row.name),
    kind: row.kind === 'streaming_table' ? 'streaming_table' : 'materialized_view',
    epoch: Number(row.epoch),
    version: Number(row.version),
    columns: readColumns(parse(row.columns)),
    rows: Number(row.rows),
    bytes: Number(row.bytes),
    fingerprint: readFingerprint(parse(row.fingerprint)),
    publishedAt: Number(row.published_at),
    runId: String(row.run_id),
  };
}

export function readRawFile(row: Record<string, unknown>): RawFile {
  return {
    key: String(row.path),
    size: Number(row.size),
    mtimeNs: String(row.mtime_ns),
    hash: typeof row.hash === 'string' ? row.hash : undefined,
  };
}

function parse(text: unknown): unknown {
  return typeof text === 'string' ? JSON.parse(text) : undefined;
}

function readColumns(value: unknown): Column[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map(({ name, type }) => ({ name: String(name), type: String(type) }));
}

function readFingerprint(value: unknown): Fingerprint {
  const record = isRecord(value) ? value : {};
  const inputs = isRecord(record.inputs) ? record.inputs : {};
  return {
    sql: String(record.sql),
    config: String(record.config),
    engine: String(record.engine),
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, version]) => [name, String(version)])),
    files: typeof record.files === 'string' ? record.files : undefined,
  };
}
