import { openSearcher, type Searcher } from '../../indexing/index.ts';
import { openClusterClient, resolveCluster } from '../../loading/index.ts';
import type { SearchIndexConfig } from '../../project/index.ts';
import { openLoadingProject } from '../open-loading.ts';
import type { CommonOptions } from '../options.ts';
import { chooseIndex } from './choose-index.ts';

export interface IndexOptions extends CommonOptions {
  readonly index?: string;
  /** A cluster's address, or a connection of the project. */
  readonly to?: string;
}

/**
 * The index that is meant: of the project, or of the cluster that holds what `sync` and `load` have put there. A
 * cluster can also be searched from outside of any project.
 */
export async function openIndex(
  options: IndexOptions,
): Promise<{ readonly config: SearchIndexConfig; readonly searcher: Searcher }> {
  const { root, project } = await openLoadingProject(options);
  const config =
    project && (project.indexes.size > 0 || options.to === undefined)
      ? chooseIndex(project, options.index)
      : unconfigured(options.index);
  const cluster = await resolveCluster({ given: options.to, project, env: process.env });
  if (cluster === undefined) return { config, searcher: await openSearcher({ root }, config) };
  const searcher = await openSearcher({ root }, config, (embedder) =>
    openClusterClient(cluster, config.name, embedder),
  );
  return { config, searcher };
}

/** An index of which nothing is known but its name: that of `headrace sync` without a configuration. */
function unconfigured(name = 'integrated_records'): SearchIndexConfig {
  return {
    name,
    from: undefined,
    id: 'hk',
    text: [],
    keywords: [],
    analyzer: 'standard',
    vector: undefined,
    physical: `${name}_v1`,
    shards: undefined,
    sync: undefined,
    at: { place: { file: 'config.yml', line: 1, col: 1 } },
  };
}
