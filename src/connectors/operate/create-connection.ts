import { type CatalogConnection, isConflict, type Workspace } from '../../databricks/index.ts';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { findConnection } from './find-connection.ts';
import { communityTypes, type PreparedConnection } from './prepare-connection.ts';
import { connectionDiffers } from './problems.ts';

/** What became of a connection, or would have. `exists`: it was there, and was left as it is. */
export type ConnectionOutcome = 'created' | 'updated' | 'exists';

export interface CreateConnectionRequest {
  readonly workspace: Workspace;
  readonly connection: PreparedConnection['request'];
  /** Replace the options of one that is there. */
  readonly update: boolean;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/**
 * Makes a connection, unless it is there.
 *
 * @throws HeadraceError when one of that name is of another type or source (exit code 2), or the workspace refuses.
 */
export async function createConnection(request: CreateConnectionRequest): Promise<ConnectionOutcome> {
  const { workspace, connection, update, dryRun, signal } = request;
  const { name, options, secrets, comment } = connection;
  let found = await findConnection(workspace, name, signal);
  if (found === undefined) {
    if (dryRun) return 'created';
    try {
      await workspace.connections.create(connection, { signal });
      return 'created';
    } catch (error) {
      // Somebody was quicker; or it is there, but not for us.
      found = isConflict(error) ? await findConnection(workspace, name, signal) : undefined;
      if (found === undefined) throw error;
    }
  }
  refuseDifferent(found, connection, update);
  if (!update) return 'exists';
  if (!dryRun) {
    const change = { options, ...(secrets && { secrets }), ...(comment !== undefined && { comment }) };
    await workspace.connections.update(name, change, { signal });
  }
  return 'updated';
}

function refuseDifferent(
  { connection_type: type, options = {} }: CatalogConnection,
  wanted: PreparedConnection['request'],
  update: boolean,
): void {
  const refuse = (found: string, other: string): never => {
    throw new HeadraceError(connectionDiffers({ connection: wanted.name, found, wanted: other }), {
      exitCode: exitCode.usage,
    });
  };
  // Both names are of one type.
  const sameType =
    type === undefined || communityTypes.includes(type) === communityTypes.includes(wanted.connection_type);
  if (!sameType) refuse(`of type ${type}`, `of type ${wanted.connection_type}`);
  const { sourceName: source } = options;
  const { sourceName: other = '' } = wanted.options;
  if (source !== undefined && source !== other && !update) refuse(`one to ${source}`, `one to ${other}`);
}
