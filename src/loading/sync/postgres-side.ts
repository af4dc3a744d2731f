import { contentHash, isRecord, type Problem } from '../../kernel/index.ts';
import { noSums, type RecordSource, type StampedKey } from '../../load/index.ts';
import type { MapConfig } from '../../project/index.ts';
import {
  describePostgres,
  type PostgresSettings,
  type PostgresSource,
  postgresSource,
} from '../../sources/postgres/index.ts';
import type { StampedSide } from '../verify/compare.ts';
import type { SyncSource } from './sync-source.ts';

export interface PostgresSideOptions {
  readonly settings: PostgresSettings;
  readonly table: string;
  readonly key: string;
  readonly updatedAt: string | undefined;
  readonly version: string | undefined;
  readonly map: MapConfig | undefined;
  /** How a complete pass reads: `auto` copies ranges in parallel. */
  readonly read: 'auto' | 'pages' | 'copy';
  readonly pageRows: number;
  readonly overlapMs: number | undefined;
  readonly onWarning: (problem: Problem) => void;
}

/** @throws HeadraceError (5 where Postgres cannot be reached, 2 where something is not as configured). */
export async function openPostgresSide(options: PostgresSideOptions): Promise<SyncSource> {
  const { settings, table, key, updatedAt, version, map, pageRows, overlapMs, onWarning } = options;
  const shared = {
    ...{ settings, table, key, pageRows },
    ...(updatedAt !== undefined && { updatedAt }),
    ...(version !== undefined && { version }),
    ...(map !== undefined && { mapping: map }),
  };
  const source = await postgresSource({ ...shared, onWarning });
  const { rows } = await source.estimate();
  return {
    name: table,
    description: { ...(await describePostgres(settings)), table: source.shape.name },
    fields: source.fields,
    mappingHash: contentHash({
      fields: source.fields,
      key: source.key.name,
      version: version ?? null,
      map: map ?? null,
    }),
    expected: rows > 0 ? rows : undefined,
    tellsChanges: updatedAt !== undefined,
    all: () => postgresSource({ ...shared, strategy: options.read === 'pages' ? 'pages' : 'copy' }),
    changesSince: (from) =>
      postgresSource({
        ...shared,
        strategy: options.read === 'copy' ? 'copy' : 'pages',
        since: { from, ...(overlapMs !== undefined && { overlapMs }) },
      }),
    some: (keys) => someRecords(source, keys),
    moment: async () => (await source.mark()).next,
    stamps: (signal) => stampedRows(source, signal),
    existing: (keys) => source.hashes.keysExist(keys),
  };
}

function someRecords({ hashes }: PostgresSource, keys: readonly string[]): RecordSource {
  return {
    ranges: () => Promise.resolve([{ id: 'some', bounds: {} }]),
    read: (_range, _after, signal) => hashes.readKeys(keys, signal),
  };
}

function stampedRows({ hashes }: PostgresSource, signal: AbortSignal): StampedSide {
  return {
    async sums() {
      const sums = noSums();
      for (const { bucket, count, high, low } of await hashes.bucketSums()) {
        sums.count[bucket] = count;
        sums.high[bucket] = high;
        sums.low[bucket] = low;
      }
      return sums;
    },
    async *keys(buckets) {
      for await (const batch of hashes.keysAndStamps(buckets, signal)) yield batch.map(stampedKey);
    },
  };
}

function stampedKey({ key, stamp }: { readonly key: string; readonly stamp: string }): StampedKey {
  const value: unknown = JSON.parse(stamp);
  return isRecord(value) ? { key, high: Number(value.h), low: Number(value.l) } : { key };
}
