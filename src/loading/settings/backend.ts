import type { Project } from '../../project/index.ts';
import type { ElasticsearchSettings } from '../../search/elasticsearch/index.ts';
import { resolveElasticsearch } from './connections.ts';

/**
 * Which cluster holds the indexes; undefined for the embedded ones. An address on the command line always
 * means a cluster; a project otherwise has what `search.backend` says, and no project at all has a cluster.
 */
export function connectionOf(
  flag: '--to' | '--es-nodes',
  given: string | undefined,
  project: Project | undefined,
  env: NodeJS.ProcessEnv,
): ElasticsearchSettings | undefined {
  if (given === undefined && project?.search.backend === 'sqlite') return undefined;
  return resolveElasticsearch(flag, given, project?.search.connection, { project, env });
}

export type ClusterSettings = ElasticsearchSettings;

export interface ClusterRequest {
  /** An address, or a connection's name. */
  readonly given: string | undefined;
  readonly project: Project | undefined;
  readonly env: NodeJS.ProcessEnv;
}

export function clusterFor({ given, project, env }: ClusterRequest): ClusterSettings | undefined {
  return connectionOf('--to', given, project, env);
}
