import { HeadraceError, type Problem } from '../../kernel/index.ts';
import type { Project, SearchIndexConfig } from '../../project/index.ts';
import type { ElasticsearchSettings } from '../../search/elasticsearch/index.ts';
import { noElasticsearch } from '../problems.ts';
import { connectionOf } from '../settings/backend.ts';

export interface ChosenIndex {
  /** The alias, or the physical index where one has that name. */
  readonly name: string;
  readonly config: SearchIndexConfig | undefined;
}

/** The index of a data source; undefined where nothing says it. */
export function chooseIndex(dataSource: string, project: Project | undefined): ChosenIndex | undefined {
  const { dataSources = {}, defaultIndex } = project?.search ?? {};
  const name = Object.hasOwn(dataSources, dataSource)
    ? dataSources[dataSource]
    : project?.indexes.has(dataSource)
      ? dataSource
      : defaultIndex;
  return name === undefined ? undefined : { name, config: project?.indexes.get(name) };
}

/** What {@link chooseIndex} knows. */
export function knownDataSources(project: Project | undefined): readonly string[] {
  const { dataSources = {} } = project?.search ?? {};
  return [...new Set([...Object.keys(dataSources), ...(project?.indexes.keys() ?? [])])];
}

export type Destination =
  | { readonly kind: 'cluster'; readonly cluster: ElasticsearchSettings }
  | { readonly kind: 'embedded' }
  /** Nobody has said it. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'wrong'; readonly problems: readonly Problem[] };

/** Which cluster a load goes to, or that it stays in the project. */
export function chooseDestination(
  given: string | undefined,
  project: Project | undefined,
  env: NodeJS.ProcessEnv,
): Destination {
  try {
    const cluster = connectionOf('--es-nodes', given, project, env);
    return cluster === undefined ? { kind: 'embedded' } : { kind: 'cluster', cluster };
  } catch (error) {
    if (!(error instanceof HeadraceError)) throw error;
    const missing = error.problems[0]?.code === noElasticsearch.code;
    return missing ? { kind: 'missing' } : { kind: 'wrong', problems: error.problems };
  }
}
