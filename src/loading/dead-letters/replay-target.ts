import { existsSync } from 'node:fs';
import type { LoadStateStore, LoadTarget, Outcome } from '../../load/index.ts';
import {
  type ElasticsearchConnection,
  elasticsearchStateStore,
  elasticsearchTarget,
  guardAlias,
  lookBehindAlias,
  refreshIndex,
  writeIndexOf,
} from '../../search/elasticsearch/index.ts';
import { existingSqliteTarget, sqliteStateStore } from '../../search/index.ts';
import { sqlitePath } from '../target/sqlite-target.ts';

/** An index that is there, whatever filled it, to write single records into. */
export interface ReplayTarget {
  readonly target: LoadTarget;
  readonly states: LoadStateStore;
  refresh(): Promise<void>;
  close(): void;
}

/**
 * @param cluster absent: the index is an embedded one of the project in `root`.
 * @returns undefined where there is no such index.
 */
export async function openReplayTarget(
  cluster: ElasticsearchConnection | undefined,
  root: string,
  index: string,
  leaseMs: number,
  signal: AbortSignal,
): Promise<ReplayTarget | undefined> {
  if (cluster === undefined) {
    const path = sqlitePath(root, index);
    if (!existsSync(path)) return undefined;
    const target = await existingSqliteTarget(path);
    const states = sqliteStateStore(path, { leaseMs });
    return { target, states, refresh: async () => {}, close: () => target.close() };
  }
  const place = await aliasToWrite(cluster, index, signal);
  if (place === undefined) return undefined;
  const { writeTo, physical } = place;
  const { maxRequestBytes } = await cluster.facts(signal);
  const target = elasticsearchTarget(cluster, {
    index: writeTo,
    ...(maxRequestBytes !== undefined && { maxRequestBytes }),
  });
  return {
    target: sparingReplaced(target, cluster, physical),
    states: elasticsearchStateStore(cluster, { leaseMs }),
    refresh: () => refreshIndex(cluster, writeTo, signal),
    close: () => {},
  };
}

/** The alias, or that which a physical index has for being written to. */
async function aliasToWrite(
  cluster: ElasticsearchConnection,
  index: string,
  signal: AbortSignal,
): Promise<{ readonly writeTo: string; readonly physical: string } | undefined> {
  for (const alias of [guardAlias(index), index]) {
    const behind = await lookBehindAlias(cluster, alias, signal);
    if (behind === undefined) continue;
    return { writeTo: alias, physical: writeIndexOf(alias, behind, cluster.peer.cluster) };
  }
  return undefined;
}

/**
 * Elasticsearch refuses a document for what it is before it looks at versions. One that a newer document has
 * replaced in the meantime needs nobody's attention any more: it is stale.
 */
function sparingReplaced(target: LoadTarget, cluster: ElasticsearchConnection, physical: string): LoadTarget {
  return {
    async write(records, version, signal) {
      const result = await target.write(records, version, signal);
      if (result.failure) return result;
      const refused = records.filter((_, n) => result.outcomes[n]?.kind === 'poison');
      if (refused.length === 0) return result;
      const keys = refused.map(({ key }) => key);
      const there = await readVersions(cluster, physical, keys, signal);
      const outcomes = result.outcomes.map((outcome, n): Outcome => {
        const record = records[n];
        const found = outcome.kind === 'poison' && record ? there.get(record.key) : undefined;
        const replaced = found !== undefined && found >= BigInt(record?.version ?? version);
        return replaced ? { kind: 'stale' } : outcome;
      });
      return { outcomes };
    },
  };
}

async function readVersions(
  cluster: ElasticsearchConnection,
  physical: string,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, bigint>> {
  const { docs } = await cluster.ask(
    (client, options) => client.mget({ index: physical, ids: [...keys], _source: false }, options),
    signal,
  );
  return new Map(
    docs.flatMap((found): [string, bigint][] =>
      '_version' in found && found._version !== undefined ? [[found._id, BigInt(found._version)]] : [],
    ),
  );
}
