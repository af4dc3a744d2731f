import type { LoadState } from '../../load/index.ts';
import {
  type ElasticsearchSettings,
  elasticsearchStateStore,
  lookBehindAlias,
} from '../../search/elasticsearch/index.ts';
import { lastKeyOf } from '../record/recorded-load.ts';
import { reachElasticsearch } from './elasticsearch-target.ts';

export interface IndexState {
  /** Which sync or load. */
  readonly key: string;
  readonly state: LoadState;
  /** Key of the last record that is settled. */
  readonly lastKey: string | undefined;
}

/** How far syncs and loads into an index of a cluster have come, the latest first. */
export async function clusterStates(
  settings: ElasticsearchSettings,
  index: string,
): Promise<readonly IndexState[]> {
  const { signal } = new AbortController();
  const cluster = await reachElasticsearch(settings, signal);
  try {
    const physical = (await lookBehindAlias(cluster, index, signal))?.indexes ?? [];
    const states = await elasticsearchStateStore(cluster).list();
    return states
      .filter(({ key }) => [index, ...physical].some((name) => key.includes(`-> ${name} `)))
      .sort((a, b) => b.state.updatedAt - a.state.updatedAt)
      .map(({ key, state }) => ({ key, state, lastKey: lastKeyOf(state) }));
  } finally {
    await cluster.close();
  }
}
