import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  type CategoryMap,
  type ConnectorOptions,
  type ConnectorPaths,
  type ConnectorSettings,
  connectorName,
  connectorPaths,
  discoverProblems,
  findConnector,
  locateConnector,
  readCategoryMap,
  readConnectorSettings,
  readOptions,
  resolveOptions,
  type TableSource,
} from '../../../connectors/index.ts';
import { exitCode, HeadraceError } from '../../../kernel/index.ts';
import type { ConnectorsDiscoverOptions } from './discover.ts';

/** What the command line and connector.yml ask for together. */
export interface DiscoverySetup {
  readonly paths: ConnectorPaths;
  readonly settings: ConnectorSettings;
  readonly from: TableSource;
  readonly categoryMap: CategoryMap;
  readonly stats: string | undefined;
}

/** @throws HeadraceError (exit code 2) when it is not clear, or wrong. */
export async function discoverySetup(
  options: ConnectorsDiscoverOptions,
  signal: AbortSignal,
): Promise<DiscoverySetup> {
  const { categoryPrefixMapJson } = options;
  refuseSeveral(options);
  const paths = findPaths(options);
  const { settings } = readConnectorSettings(paths.settings);
  const here = (path: string): string => (isAbsolute(path) ? path : join(dirname(paths.settings), path));
  const stats = options.stats ?? (settings.stats === undefined ? undefined : here(settings.stats));
  return {
    ...{ paths, settings, stats },
    categoryMap:
      categoryPrefixMapJson === undefined
        ? (settings.category_prefix_map ?? {})
        : readCategoryMap(categoryPrefixMapJson),
    from: await tableSource(options, { paths, settings, here, signal }),
  };
}

/** @throws HeadraceError (exit code 2) when tables are to come from two places at once. */
function refuseSeveral({ connector, tables, fromPipeline, fromSystem }: ConnectorsDiscoverOptions): void {
  const flags = Object.entries({
    '--connector': connector,
    '--tables': tables,
    '--from-pipeline': fromPipeline,
    '--from-system': fromSystem,
  }).flatMap(([flag, value]) => (value === undefined ? [] : flag));
  if (flags.length < 2) return;
  throw new HeadraceError(discoverProblems.severalSources({ flags }), { exitCode: exitCode.usage });
}

interface SourceContext {
  readonly paths: ConnectorPaths;
  readonly settings: ConnectorSettings;
  /** Makes a path of connector.yml one from here. */
  readonly here: (path: string) => string;
  readonly signal: AbortSignal;
}

async function tableSource(
  options: ConnectorsDiscoverOptions,
  { paths, settings, here, signal }: SourceContext,
): Promise<TableSource> {
  const { tables, fromPipeline, fromSystem, profile, target: name } = options;
  if (tables !== undefined) return { kind: 'list', path: tables, source: options.connectorName };
  const { host, profile: ofTarget } = (name === undefined ? undefined : settings.targets?.[name]) ?? {};
  const workspace = {
    ...{ env: process.env, profile, source: paths.name, signal },
    ...(name !== undefined && { target: { name, host, profile: ofTarget } }),
  };
  if (fromPipeline !== undefined) return { kind: 'pipelines', pipelines: fromPipeline, ...workspace };
  if (fromSystem !== undefined) return { kind: 'system', prefix: fromSystem, ...workspace };
  return {
    ...{ kind: 'connector', cwd: process.cwd(), env: process.env, signal },
    ...{ python: options.python, className: options.class, timeLimit: options.timeLimit },
    path: locateConnector({
      connector: options.connector ?? fromSettings(settings, here) ?? paths.name,
      homes: [...homesOf(options, settings, here), options.project],
      cwd: process.cwd(),
    }),
    options: await connectorOptions(options, settings),
    allowNetwork: options.allowNetwork ?? settings.allow_network ?? false,
  };
}

/** A connector's folder: by its name, by what it is made from, or as the only one there is. */
function findPaths(options: ConnectorsDiscoverOptions): ConnectorPaths {
  const { project: root, connector, tables, fromSystem, outputCsv } = options;
  const named = options.connectorName ?? (connector === undefined ? undefined : connectorName(connector));
  if (outputCsv !== undefined) return findConnector({ root, name: named, list: outputCsv });
  const meant =
    named ??
    (tables === undefined ? undefined : findConnector({ root, list: tables }).name) ??
    fromSystem?.replace(/[\W_]+$/, '');
  return meant ? connectorPaths(join(root, 'connectors'), meant) : findConnector({ root });
}

/** Paths of connector.yml begin at its folder; names are looked up. */
function fromSettings({ connector }: ConnectorSettings, here: (path: string) => string): string | undefined {
  return connector !== undefined && /[\\/.]/.test(connector) ? here(connector) : connector;
}

function homesOf(
  { connectorsDir = [] }: ConnectorsDiscoverOptions,
  { connectors_dir: configured }: ConnectorSettings,
  here: (path: string) => string,
): string[] {
  const fromEnv = (process.env.HEADRACE_CONNECTORS_DIR ?? '').split(delimiter).filter(Boolean);
  return [...connectorsDir, ...(configured === undefined ? [] : [here(configured)]), ...fromEnv];
}

async function connectorOptions(
  { options }: ConnectorsDiscoverOptions,
  settings: ConnectorSettings,
): Promise<ConnectorOptions | undefined> {
  if (options !== undefined) {
    return readOptions(options, { cwd: process.cwd(), stdin: () => text(process.stdin) });
  }
  return settings.options && resolveOptions(settings.options, process.env);
}
