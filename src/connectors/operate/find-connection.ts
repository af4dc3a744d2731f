import { type CatalogConnection, isGone, type Workspace } from '../../databricks/index.ts';

/** A connection of the workspace; undefined where there is none of that name. @throws HeadraceError as the workspace does. */
export async function findConnection(
  { connections }: Workspace,
  name: string,
  signal: AbortSignal,
): Promise<CatalogConnection | undefined> {
  try {
    return await connections.get(name, { signal });
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
