import { buildSync, type LoadingContext } from './build-loading.ts';
import { namesOf } from './lists.ts';
import { missingKey, unknownIndexTable } from './problems.ts';
import type { IndexConfig, VectorInput } from './search-schema.ts';
import type { SearchIndexConfig, Table, VectorConfig } from './types.ts';

const defaultDimensions = 256;

export interface IndexContext extends LoadingContext {
  readonly tables: ReadonlyMap<string, Table>;
  /** Names of all tables as written, also of those with mistakes. */
  readonly written: ReadonlyMap<string, unknown>;
}

/** The indexes that can be made; of an unknown table, none can. */
export function buildIndexes(
  configs: Readonly<Record<string, IndexConfig>>,
  context: IndexContext,
): ReadonlyMap<string, SearchIndexConfig> {
  const { tables, written, file, problems } = context;
  const indexes = new Map<string, SearchIndexConfig>();
  for (const [name, config] of Object.entries(configs)) {
    const path = ['search', 'indexes', name];
    if (config.from !== undefined && !written.has(config.from)) {
      const params = { index: name, name: config.from, names: [...written.keys()] };
      problems.add(unknownIndexTable, params, file.at([...path, 'from']));
    }
    const text = namesOf(config.text);
    const vector = buildVector(config.vector, text);
    if (vector && 'fields' in vector && vector.fields.length === 0) {
      const expected = 'the columns whose text is embedded, or give the index a `text:`';
      const params = { key: 'fields', where: `"vector" of index "${name}"`, expected, written: false };
      problems.add(missingKey, params, file.keyAt([...path, 'vector']));
    }
    const sync = buildSync(config.sync, [...path, 'sync'], context);
    if (config.from !== undefined && !tables.has(config.from)) continue;
    indexes.set(name, {
      name,
      from: config.from,
      id: config.id ?? sync?.key ?? (sync ? 'hk' : 'id'),
      text,
      keywords: namesOf(config.keywords),
      analyzer: config.analyzer ?? 'standard',
      vector,
      ...(config.template !== undefined && { template: config.template }),
      physical: config.physical ?? `${name}_v1`,
      shards: config.number_of_shards === undefined ? undefined : Number(config.number_of_shards),
      sync,
      at: file.keyAt(path) ?? file.at(path),
    });
  }
  return indexes;
}

function buildVector(config: VectorInput | undefined, text: readonly string[]): VectorConfig | undefined {
  if (config === undefined) return undefined;
  if (config === 'corpus') return { embedder: 'corpus', fields: text, dimensions: defaultDimensions };
  const dimensions = Number(config.dimensions ?? defaultDimensions);
  if (config.embedder === 'column') return { embedder: 'column', column: config.column, dimensions };
  const fields = config.fields === undefined ? text : namesOf(config.fields);
  switch (config.embedder) {
    case 'corpus':
      return { embedder: 'corpus', fields, dimensions };
    case 'static':
      return { embedder: 'static', fields, model: config.model, dimensions };
    case 'http': {
      const { url, model, api_key: apiKey } = config;
      return { embedder: 'http', fields, url, model, apiKey, dimensions };
    }
  }
}
