import { join } from 'node:path';
import { defaultLoadOptions } from '../../load/index.ts';
import type { SearchIndexConfig } from '../../project/index.ts';
import type { Fields, IndexSchema } from '../../search/index.ts';
import {
  openSqliteHashRanges,
  removeSqliteDocuments,
  type SqliteTarget,
  sqliteStateStore,
  sqliteTarget,
} from '../../search/index.ts';
import { statePaths } from '../../state/index.ts';
import type { IndexTarget } from './index-target.ts';

export interface WantedSqliteTarget {
  readonly root: string;
  /** The index's name, which is also its file's. */
  readonly name: string;
  /** The field that holds the key. */
  readonly key: string;
  readonly fields: Fields;
  readonly config: SearchIndexConfig | undefined;
  /** Make and change nothing before the first write. */
  readonly dryRun?: boolean | undefined;
  /** Empty it first, whatever its fields were. */
  readonly recreate?: boolean;
}

/** The embedded index of a project, made where there is none. */
export async function openSqliteTarget({
  root,
  name,
  key,
  fields,
  config,
  dryRun = false,
  recreate = false,
}: WantedSqliteTarget): Promise<IndexTarget> {
  const path = sqlitePath(root, name);
  const vector = Object.entries(fields).find(([, { type }]) => type === 'vector')?.[0];
  const open = (): Promise<SqliteTarget> =>
    sqliteTarget({
      path,
      schema: embeddedSchema(fields, config, vector),
      fields: valueFields(fields),
      key,
      recreate,
      ...(vector !== undefined && { vector }),
    });
  let index = dryRun ? undefined : await open();
  return {
    physical: name,
    alias: undefined,
    description: { backend: 'sqlite', path },
    target: {
      async write(records, version, signal) {
        index ??= await open();
        return index.write(records, version, signal);
      },
    },
    states: sqliteStateStore(path, { leaseMs: defaultLoadOptions.leaseMs }),
    stamps: () => openSqliteHashRanges(path),
    delete: (documents, signal) => removeSqliteDocuments(path, documents, { signal }),
    refresh: async () => {},
    close: async () => index?.close(),
  };
}

/** The file of an embedded index. */
export function sqlitePath(root: string, name: string): string {
  return join(statePaths(root).search, `${name}.db`);
}

/** What is searched and filtered by; the rest is looked up in the documents. */
function embeddedSchema(
  fields: Fields,
  config: SearchIndexConfig | undefined,
  vector: string | undefined,
): IndexSchema {
  const ofType = (type: string): string[] =>
    Object.entries(fields).flatMap(([name, field]) => (field.type === type ? [name] : []));
  const found = vector === undefined ? undefined : fields[vector];
  return {
    text: config?.text ?? ofType('text'),
    keywords: config?.keywords ?? ofType('keyword'),
    analyzer: config?.analyzer ?? 'standard',
    dimensions: found?.type === 'vector' ? found.dimensions : undefined,
  };
}

/** Those that can be filtered and sorted by without being words or names. */
function valueFields(fields: Fields): NonNullable<IndexSchema['fields']> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, { type }]) =>
      type === 'long' || type === 'double' || type === 'boolean' || type === 'date' ? [[name, type]] : [],
    ),
  );
}
