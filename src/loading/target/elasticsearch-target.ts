import { exitCode, HeadraceError, type Problem, systemClock } from '../../kernel/index.ts';
import { defaultLoadOptions } from '../../load/index.ts';
import {
  compareMapping,
  connectElasticsearch,
  deleteDocuments,
  type ElasticsearchConnection,
  type ElasticsearchSettings,
  elasticsearchStateStore,
  elasticsearchTarget,
  ensureIndex,
  type IndexBody,
  lookBehindAlias,
  openHashRanges,
  patiently,
  readIndex,
  refreshIndex,
} from '../../search/elasticsearch/index.ts';
import { aliasElsewhere, mappingDiffers } from '../problems.ts';
import type { IndexTarget } from './index-target.ts';

export interface WantedTarget {
  /** Absent: the physical index is written to by itself, as while it is built aside. */
  readonly alias: string | undefined;
  readonly physical: string;
  /** Whether it must be this physical index, and no other that the alias leads to. */
  readonly exactly: boolean;
  readonly body: () => Promise<IndexBody>;
  readonly onWarning: (problem: Problem) => void;
  /** Only look: create nothing. */
  readonly dryRun: boolean;
  /** How long a loader's hold lasts after each save. */
  readonly leaseMs?: number;
}

/** Opens the cluster and answers once it can be used. @throws HeadraceError as `ping` does. */
export async function reachElasticsearch(
  settings: ElasticsearchSettings,
  signal: AbortSignal,
): Promise<ElasticsearchConnection> {
  const cluster = await connectElasticsearch(settings);
  try {
    await cluster.ping(signal);
    return cluster;
  } catch (error) {
    await cluster.close();
    throw error;
  }
}

/** Makes sure that the index is there, and prepares to write to it. Closing it leaves the cluster open. */
export async function openElasticsearchTarget(
  cluster: ElasticsearchConnection,
  wanted: WantedTarget,
  signal: AbortSignal,
): Promise<IndexTarget> {
  const { alias, dryRun } = wanted;
  const behind = alias === undefined ? undefined : await lookBehindAlias(cluster, alias, signal);
  const live = behind?.writeIndex ?? wanted.physical;
  if (wanted.exactly && alias !== undefined && behind !== undefined && live !== wanted.physical) {
    const problem = aliasElsewhere({ alias, physical: live, wanted: wanted.physical });
    throw new HeadraceError(problem, { exitCode: exitCode.usage });
  }
  const body = await wanted.body();
  const ensured = dryRun
    ? { physical: live, created: false, writeTo: alias ?? live }
    : await ensureIndex(cluster, { ...(alias !== undefined && { alias }), physical: live, body }, signal);
  const { physical, writeTo } = ensured;
  const found = dryRun && behind === undefined ? undefined : await readIndex(cluster, physical, signal);
  if (!ensured.created && found !== undefined) {
    const differences = compareMapping(body, found);
    if (differences.length > 0) {
      const changes = differences.map(
        ({ field, change, inPlace, why }) =>
          `${field}: ${change} (${inPlace ? 'in place' : 'reindex'}: ${why})`,
      );
      const reindex = differences.some(({ inPlace }) => !inPlace);
      wanted.onWarning(mappingDiffers({ index: physical, changes, reindex }));
    }
  }
  const { maxRequestBytes } = await cluster.facts(signal);
  return {
    physical,
    alias,
    description: { backend: 'elasticsearch', cluster: cluster.describe() },
    ...(typeof found?.settings.uuid === 'string' && { incarnation: found.settings.uuid }),
    target: elasticsearchTarget(cluster, {
      index: writeTo,
      ...(maxRequestBytes !== undefined && { maxRequestBytes }),
    }),
    states: elasticsearchStateStore(cluster, { leaseMs: wanted.leaseMs ?? defaultLoadOptions.leaseMs }),
    stamps: () => openHashRanges(cluster, physical),
    delete: (documents, stop) => deleteDocuments(cluster, writeTo, documents, { signal: stop }),
    refresh: (stop) => patiently(systemClock, () => refreshIndex(cluster, physical, stop), stop),
    close: async () => {},
  };
}
