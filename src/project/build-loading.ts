import type { Config } from './config-schema.ts';
import { namesOf, textValues } from './lists.ts';
import type { LoadInput, MapConfig as MapInput, SyncInput } from './load-schema.ts';
import type { ProblemList } from './problem-list.ts';
import { unknownConnection } from './problems.ts';
import type { YamlFile, YamlPath } from './read-yaml.ts';
import type { Connection, LoadConfig, MapConfig, SearchConfig, SyncConfig } from './types.ts';

export interface LoadingContext {
  readonly connections: ReadonlyMap<string, Connection>;
  readonly file: YamlFile;
  readonly problems: ProblemList;
}

export function buildConnections(
  configs: Config['connections'],
  file: YamlFile,
): ReadonlyMap<string, Connection> {
  return new Map(
    Object.entries(configs ?? {}).map(([name, { type, ...settings }]) => [
      name,
      { name, type, settings, at: file.keyAt(['connections', name]) ?? file.at(['connections']) },
    ]),
  );
}

export function buildSearch(config: Config['search'], context: LoadingContext): SearchConfig {
  const {
    backend = 'sqlite',
    connection,
    data_sources: dataSources = {},
    default_index: defaultIndex,
  } = config ?? {};
  checkConnection(connection, 'elasticsearch', ['search', 'connection'], context);
  return { backend, connection, dataSources, defaultIndex, at: context.file.at(['search']) };
}

export function buildLoads(
  configs: Readonly<Record<string, LoadInput>> | undefined,
  context: LoadingContext,
): ReadonlyMap<string, LoadConfig> {
  const loads = new Map<string, LoadConfig>();
  for (const [name, config] of Object.entries(configs ?? {})) {
    const path = ['loads', name];
    checkConnection(config.connection, 'elasticsearch', [...path, 'connection'], context);
    loads.set(name, {
      name,
      sourceTable: config.source_table,
      dataSource: config.data_source,
      esNodes: config.es_nodes,
      connection: config.connection,
      batchId: config.batch_id === undefined ? undefined : String(config.batch_id),
      id: config.id,
      version: config.version,
      map: buildMap(config.map),
      at: context.file.keyAt(path) ?? context.file.at(path),
    });
  }
  return loads;
}

export function buildSync(
  config: SyncInput | undefined,
  path: YamlPath,
  context: LoadingContext,
): SyncConfig | undefined {
  if (config === undefined) return undefined;
  const { connection, table, key, updated_at: updatedAt, overlap, version, map, ...settings } = config;
  checkConnection(connection, 'postgres', [...path, 'connection'], context);
  const given = Object.entries(settings).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return {
    connection,
    table,
    key,
    updatedAt,
    overlap,
    version,
    map: buildMap(map),
    settings: textValues(Object.fromEntries(given)),
    at: context.file.keyAt(path) ?? context.file.at(path),
  };
}

function buildMap(config: MapInput | undefined): MapConfig {
  const nest = Object.entries(config?.nest ?? {}).map(([name, columns]) => {
    const inside =
      typeof columns === 'string' || Array.isArray(columns)
        ? Object.fromEntries(namesOf(columns).map((column) => [column, column]))
        : columns;
    return [name, inside] as const;
  });
  return {
    rename: config?.rename ?? {},
    nest: Object.fromEntries(nest),
    drop: namesOf(config?.drop),
    cast: config?.cast ?? {},
    computed: config?.computed ?? {},
  };
}

function checkConnection(
  name: string | undefined,
  type: Connection['type'],
  path: YamlPath,
  { connections, file, problems }: LoadingContext,
): void {
  if (name === undefined || connections.get(name)?.type === type) return;
  const names = [...connections.values()].filter((found) => found.type === type).map((found) => found.name);
  const actual = connections.get(name)?.type;
  problems.add(unknownConnection, { name, type, names, actual }, file.at(path));
}
