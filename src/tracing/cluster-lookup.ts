import { openClusterClient, type ResolvedCluster, readClusterStates } from '../loading/index.ts';
import type { Project, SearchIndexConfig } from '../project/index.ts';
import type { QueryClient } from '../search/index.ts';
import { findDeadLetters } from './dead-letters.ts';
import type { IndexLookup } from './types.ts';

/** Never asked: an id needs no vector. */
const noEmbedder = { embed: () => Promise.resolve([]) };

/** Looks into an index of a cluster. */
export function clusterLookup(
  project: Project,
  { name, physical }: SearchIndexConfig,
  cluster: ResolvedCluster,
): IndexLookup {
  let client: QueryClient | undefined;
  return {
    describe: () => `the index "${name}" of the cluster`,
    async get(key) {
      client ??= await openClusterClient(cluster, name, noEmbedder);
      const document = await client.get(key);
      return document && { document };
    },
    deadLetters: (key) => findDeadLetters(project.root, [name, physical], key),
    async progress() {
      const states = await readClusterStates(cluster, name);
      const [last] = states;
      if (last === undefined) return { built: true, whole: false };
      const { finishedAt, updatedAt } = last.state;
      const item = last.lastKey === undefined ? '' : `; its last record is ${last.lastKey}`;
      const state =
        finishedAt === undefined
          ? `the last sync or load is not finished${item}`
          : `the last sync or load ended ${new Date(updatedAt).toISOString()}${item}`;
      return { built: true, whole: false, state };
    },
    close: async () => client?.close(),
  };
}
