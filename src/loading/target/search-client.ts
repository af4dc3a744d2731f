import { exitCode, HeadraceError } from '../../kernel/index.ts';
import {
  type ElasticsearchSettings,
  lookBehindAlias,
  readIndex,
  schemaOfMapping,
} from '../../search/elasticsearch/index.ts';
import { type Embedder, openQueryClient, type QueryClient } from '../../search/index.ts';
import { indexNotThere } from '../problems.ts';
import { reachElasticsearch } from './elasticsearch-target.ts';

/**
 * Opens an index of a cluster for questions; what can be asked is read from its mapping.
 *
 * @throws HeadraceError: 5 when the cluster cannot be reached, 2 when it has no such index.
 */
export async function openClusterClient(
  settings: ElasticsearchSettings,
  index: string,
  embedder: Pick<Embedder, 'embed'>,
): Promise<QueryClient> {
  const { signal } = new AbortController();
  const cluster = await reachElasticsearch(settings, signal);
  try {
    const behind = await lookBehindAlias(cluster, index, signal);
    const physical = behind?.writeIndex ?? behind?.indexes.at(-1);
    if (physical === undefined) {
      const problem = indexNotThere({ index, cluster: cluster.peer.cluster });
      throw new HeadraceError(problem, { exitCode: exitCode.usage });
    }
    const schema = schemaOfMapping(await readIndex(cluster, physical, signal));
    return await openQueryClient({ backend: 'elasticsearch', ...settings, index, schema, embedder });
  } finally {
    await cluster.close();
  }
}
