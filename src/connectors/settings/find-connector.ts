import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { exitCode, HeadraceError, type Problem } from '../../kernel/index.ts';
import { noConnector, severalConnectors } from './problems.ts';

/** Where everything of one connector is. */
export interface ConnectorPaths {
  /** What it is called in files and pipelines, unless connector.yml says otherwise. */
  readonly name: string;
  readonly folder: string;
  /** The table list, which need not exist. */
  readonly list: string;
  /** The assignment of tables to pipelines, beside the list. */
  readonly lock: string;
  /** connector.yml, which need not exist. */
  readonly settings: string;
  /** Where the bundle is written unless something else is said. */
  readonly bundle: string;
}

export interface FindOptions {
  /** The folder that holds `connectors/`, usually that of the project. */
  readonly root: string;
  /** The connector's name, which is also the name of its folder. */
  readonly name?: string | undefined;
  /** A table list; then its folder is the connector's. */
  readonly list?: string | undefined;
  /** A connector.yml that is elsewhere. */
  readonly settings?: string | undefined;
}

const lists = ['tables.csv', 'tables.json', 'tables.yml', 'tables.yaml'];

/**
 * Finds a connector by the path of its list, by its name, or as the only one there is.
 *
 * @throws HeadraceError (exit code 2) when it is not clear which one is meant.
 */
export function findConnector({ root, name, list, settings }: FindOptions): ConnectorPaths {
  if (list !== undefined) {
    const folder = dirname(list);
    return pathsOf(name ?? nameFromList(list), folder, list, settings);
  }
  const home = join(root, 'connectors');
  const names = connectorsIn(home);
  const wanted = name ?? names[0];
  if (name === undefined && names.length > 1) refuse(severalConnectors({ folder: home, names }));
  if (wanted === undefined || !names.includes(wanted)) refuse(noConnector({ folder: home, name, names }));
  return connectorPaths(home, wanted, settings);
}

/** The paths of a connector that need not exist yet, in the usual folder. */
export function connectorPaths(home: string, name: string, settings?: string): ConnectorPaths {
  const folder = join(home, name);
  const list = lists.find((file) => existsSync(join(folder, file))) ?? 'tables.csv';
  return pathsOf(name, folder, join(folder, list), settings);
}

function pathsOf(name: string, folder: string, list: string, settings?: string): ConnectorPaths {
  return {
    name,
    folder,
    list,
    lock: `${list.slice(0, list.length - extname(list).length)}.lock.json`,
    settings: settings ?? join(folder, 'connector.yml'),
    bundle: join(folder, 'bundle'),
  };
}

/** `connectors/osipi/tables.csv` and `/tmp/osipi_tables.csv` are both of osipi. */
export function nameFromList(list: string): string {
  const stem = basename(list, extname(list));
  const own = stem.replace(/[_-]?tables?$/i, '');
  return own === '' ? basename(dirname(list)) : own;
}

function connectorsIn(home: string): string[] {
  if (!existsSync(home)) return [];
  const isConnector = (name: string): boolean =>
    statSync(join(home, name)).isDirectory() &&
    [...lists, 'connector.yml'].some((file) => existsSync(join(home, name, file)));
  return readdirSync(home).filter(isConnector).sort();
}

function refuse(problem: Problem): never {
  throw new HeadraceError(problem, { exitCode: exitCode.usage });
}
