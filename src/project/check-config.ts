import type * as z from 'zod';
import { isRecord } from '../kernel/index.ts';
import { type Config, configSchema, type TableConfig, tableSchema } from './config-schema.ts';
import { connectionSchema } from './connection-schema.ts';
import { loadSchema } from './load-schema.ts';
import type { ProblemList } from './problem-list.ts';
import type { YamlFile } from './read-yaml.ts';
import type { References } from './references.ts';
import { reportIssues } from './schema-problems.ts';
import { indexSchema } from './search-schema.ts';

/** A table that is well-formed, and its position in the list as written. */
export interface WrittenTable {
  readonly index: number;
  readonly config: TableConfig;
}

/** What of a configuration is well-formed; the rest was reported. */
export interface CheckedConfig extends Partial<Omit<Config, 'tables'>> {
  readonly tables: readonly WrittenTable[];
}

/**
 * The configuration as people mean it: keys without a value count as not written, keys that start
 * with `x-` hold anchors for other places, and `type: tbd` is written in any case.
 */
export function tidied(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const config = withoutEmpty(value, (key) => !key.startsWith('x-'));
  if (Array.isArray(config.tables)) config.tables = config.tables.map(tidiedTable);
  if (isRecord(config.targets)) {
    config.targets = Object.fromEntries(
      Object.entries(config.targets).map(([name, target]) => [name, target ?? {}]),
    );
  }
  return config;
}

function tidiedTable(table: unknown): unknown {
  if (!isRecord(table)) return table;
  const tidy = withoutEmpty(table);
  if (isRecord(tidy.source)) {
    tidy.source = withoutEmpty(tidy.source);
    if (isRecord(tidy.source) && isUndecided(tidy.source.type)) tidy.source.type = 'TBD';
  }
  return tidy;
}

function isUndecided(type: unknown): boolean {
  return typeof type === 'string' && type.toUpperCase() === 'TBD';
}

function withoutEmpty(
  value: Readonly<Record<string, unknown>>,
  keep: (key: string) => boolean = () => true,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key, inner]) => inner !== null && keep(key)));
}

/** Checks a tidy configuration against the schema, and keeps what is well-formed of it. */
export function checkConfig(
  written: Readonly<Record<string, unknown>>,
  references: References,
  file: YamlFile,
  problems: ProblemList,
): CheckedConfig {
  const value = resolvedRecord(written, references);
  const result = configSchema.safeParse(value);
  if (result.success) {
    return { ...result.data, tables: (result.data.tables ?? []).map((config, index) => ({ index, config })) };
  }
  const isUnresolved = (path: readonly (string | number)[]): boolean => references.isUnresolved(path);
  const whole = 'the configuration';
  const checked = { schema: configSchema, value, written, file, whole, isUnresolved };
  reportIssues(result.error.issues, checked, problems);

  const { shape } = configSchema;
  const tables = Array.isArray(value.tables) ? value.tables : [];
  return {
    tables: tables.flatMap((table: unknown, index) => {
      const config = tableSchema.safeParse(table).data;
      return config === undefined ? [] : [{ index, config }];
    }),
    targets: shape.targets.safeParse(value.targets).data,
    transformations: shape.transformations.safeParse(value.transformations).data,
    selection: shape.selection.safeParse(value.selection).data,
    storage: shape.storage.safeParse(value.storage).data,
    search: shape.search.safeParse(withGoodIndexes(value.search)).data,
    connections: shape.connections.safeParse(withGood(connectionSchema, value.connections)).data,
    loads: shape.loads.safeParse(withGood(loadSchema, value.loads)).data,
    bundle: shape.bundle.safeParse(value.bundle).data,
    grants: shape.grants.safeParse(value.grants).data,
    notify: shape.notify.safeParse(value.notify).data,
    ci: shape.ci.safeParse(value.ci).data,
  };
}

/** One index with a mistake, or a wrong backend, does not keep the others from being checked. */
function withGoodIndexes(search: unknown): unknown {
  return isRecord(search) ? { indexes: withGood(indexSchema, search.indexes) ?? {} } : search;
}

/** Those of a mapping's values that are well-formed. */
function withGood(schema: z.ZodType, values: unknown): Record<string, unknown> | undefined {
  if (!isRecord(values)) return undefined;
  return Object.fromEntries(Object.entries(values).filter(([, value]) => schema.safeParse(value).success));
}

function resolvedRecord(
  value: Readonly<Record<string, unknown>>,
  references: References,
): Readonly<Record<string, unknown>> {
  const resolved = references.resolve(value);
  return isRecord(resolved) ? resolved : value;
}
