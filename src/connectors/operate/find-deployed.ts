import type { Pipeline, Workspace } from '../../databricks/index.ts';
import { deployedName } from '../../deploy/index.ts';
import type { Problem } from '../../kernel/index.ts';
import { resourceSlug } from '../generate/names.ts';
import type { IngestPipeline } from '../generate/pipelines.ts';
import type { OpenConnector } from './open-connector.ts';
import { namedTwice, notDeployed } from './problems.ts';

/** A pipeline of the connector as it is in the workspace. */
export interface DeployedPipeline {
  readonly pipeline: IngestPipeline;
  readonly id: string;
  /** Its name in the workspace. */
  readonly name: string;
  /** Its latest updates, the newest first. */
  readonly updates: readonly { readonly id: string; readonly state: string }[];
}

/**
 * Looks pipelines up by the names that the bundle gives them: one listing, a call per 100 pipelines that are named
 * like the connector. Pipelines of other people, and of other targets, are not ours.
 */
export async function findDeployed(
  workspace: Workspace,
  { source, target, pipelines }: Pick<OpenConnector, 'source' | 'target' | 'pipelines'>,
  signal: AbortSignal,
): Promise<{ readonly found: readonly DeployedPipeline[]; readonly problems: readonly Problem[] }> {
  const { host } = workspace;
  const me = await workspace.me({ signal });
  const there: Pipeline[] = [];
  const name = `%${resourceSlug(source)}%`;
  for await (const one of workspace.pipelines.list({ name, signal })) there.push(one);
  const byName = Map.groupBy(there, (one) => one.name ?? '');
  const problems: Problem[] = [];
  const missing: string[] = [];
  const similar = new Set<string>();
  const found: DeployedPipeline[] = [];
  for (const pipeline of pipelines) {
    const { key } = pipeline.names;
    const deployed = deployedName(key, target, me);
    const [only, ...more] = byName.get(deployed) ?? [];
    if (only === undefined) {
      missing.push(deployed);
      for (const other of byName.keys()) if (other.endsWith(key)) similar.add(other);
    } else if (more.length > 0) {
      const ids = [only, ...more].map(({ pipeline_id: id }) => id);
      problems.push(namedTwice({ pipeline: deployed, host, ids }));
    } else {
      const updates = (only.latest_updates ?? []).map(({ update_id: id, state = '' }) => ({ id, state }));
      found.push({ pipeline, id: only.pipeline_id, name: deployed, updates });
    }
  }
  if (missing.length > 0) {
    const where = { host, target: target.name, source, similar: [...similar] };
    problems.unshift(notDeployed({ pipelines: missing, ...where }));
  }
  return { found, problems };
}
