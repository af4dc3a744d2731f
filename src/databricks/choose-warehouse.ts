import { exitCode, HeadraceError } from '../kernel/index.ts';
import type { CallOptions } from './api.ts';
import { noWarehouse } from './problems.ts';
import type { Warehouse } from './warehouses.ts';
import type { Workspace } from './workspace.ts';

/**
 * The SQL warehouse to use: the one that is named, or the only one there is.
 *
 * @returns its id.
 * @throws HeadraceError (exit code 2) where there is none, or no telling which.
 */
export async function chooseWarehouse(
  { host, warehouses }: Workspace,
  named: string | undefined,
  options?: CallOptions,
): Promise<string> {
  if (named !== undefined) return named;
  const found: Warehouse[] = [];
  for await (const warehouse of warehouses.list(options)) found.push(warehouse);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only.id;
  const words = found.map(({ id, name }) => (name === undefined ? id : `${id} (${name})`));
  throw new HeadraceError(noWarehouse({ host, warehouses: words }), { exitCode: exitCode.usage });
}
