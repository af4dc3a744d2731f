import {
  type CredentialsRequest,
  chooseWarehouse,
  createWorkspace,
  resolveCredentials,
} from '../../databricks/index.ts';
import { readPipeline } from './from-pipeline.ts';
import { readSystemTables } from './from-system.ts';
import type { LoggedPipeline } from './logged-tables.ts';

/** Pipelines of a workspace that ingest the connector already. */
export type WorkspaceSource = CredentialsRequest & {
  /** The connector's name. */
  readonly source: string;
  readonly signal?: AbortSignal | undefined;
} & (
    | { readonly kind: 'pipelines'; readonly pipelines: readonly string[] }
    | { readonly kind: 'system'; readonly prefix: string }
  );

/** @throws HeadraceError when the workspace cannot be asked, or has no such pipelines. */
export async function readPipelines(from: WorkspaceSource): Promise<readonly LoggedPipeline[]> {
  const { signal } = from;
  const credentials = resolveCredentials(from);
  const workspace = createWorkspace(credentials);
  if (from.kind === 'system') {
    const warehouseId = await chooseWarehouse(workspace, credentials.warehouseId, signal && { signal });
    return readSystemTables({ workspace, warehouseId, prefix: from.prefix, signal });
  }
  const pipelines: LoggedPipeline[] = [];
  for (const pipeline of from.pipelines) pipelines.push(await readPipeline(workspace, pipeline, signal));
  return pipelines;
}
