import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { usageError } from '../../kernel/index.ts';
import { connectorNotFound, noConnectorCode } from './problems.ts';

export interface LocateOptions {
  /** A path, or a name to look up. */
  readonly connector: string;
  /** Where connectors are: folders of them, or repositories with them. Looked into in this order. */
  readonly homes: readonly string[];
  /** What relative paths start from. */
  readonly cwd: string;
}

/** Where connectors lie in a repository, today and before; the last is a plain folder of them. */
const layouts = ['src/databricks/labs/community_connector/sources', 'sources', '.'];

/**
 * Finds a connector's folder or file.
 *
 * @returns its path, from the same folder as the paths that were given.
 * @throws HeadraceError (exit code 2) when there is none.
 */
export function locateConnector({ connector, homes, cwd }: LocateOptions): string {
  const isPath = /[\\/]|\.py$|^\.{1,2}$/.test(connector);
  const folders = homes.flatMap((home) => layouts.map((layout) => join(home, layout)));
  const candidates = isPath ? [connector] : folders.map((folder) => join(folder, connector));
  const found = candidates.flatMap((path) => [path, `${path}.py`]).find((path) => isCode(resolve(cwd, path)));
  if (found !== undefined) return found;
  // A folder that is no connector may hold some.
  const folder = candidates.find((path) => isFolder(resolve(cwd, path)));
  if (folder !== undefined) {
    const inside = layouts.flatMap((layout) => connectorsIn(resolve(cwd, folder, layout)));
    throw usageError(noConnectorCode({ path: folder, inside: sorted(inside) }));
  }
  const there = isPath ? [] : folders.filter((folder) => isFolder(resolve(cwd, folder)));
  const names = there.flatMap((folder) => connectorsIn(resolve(cwd, folder)));
  throw usageError(connectorNotFound({ name: connector, looked: there, names: sorted(names) }));
}

/** What a connector is called unless somebody says otherwise: as its folder, or its file. */
export function connectorName(path: string): string {
  return basename(resolve(path), extname(path) === '.py' ? '.py' : '');
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

/** A Python file, or a folder with one that could be a connector. */
function isCode(path: string): boolean {
  if (!isFolder(path)) return path.endsWith('.py') && existsSync(path);
  return readdirSync(path).some(
    (name) => name.endsWith('.py') && !/^(?:__init__|setup|conftest)\.py$/.test(name),
  );
}

function connectorsIn(folder: string): string[] {
  if (!isFolder(folder)) return [];
  return readdirSync(folder).filter(
    (name) => /^[a-z]\w*$/i.test(name) && existsSync(join(folder, name, `${name}.py`)),
  );
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
