import { namesOf } from './lists.ts';
import type { ProblemList } from './problem-list.ts';
import { missingKey, unknownIndexTable } from './problems.ts';
import type { YamlFile } from './read-yaml.ts';
import type { IndexConfig, VectorInput } from './search-schema.ts';
import type { SearchIndexConfig, Table, VectorConfig } from './types.ts';

const defaultDimensions = 256;

export interface IndexContext {
  readonly tables: ReadonlyMap<string, Table>;
  /** Names of all tables as written, also of those with mistakes. */
  readonly written: ReadonlyMap<string, unknown>;
  readonly file: YamlFile;
  readonly problems: ProblemList;
}

/** The indexes that can be made; of an unknown table, none can. */
export function buildIndexes(
  configs: Readonly<Record<string, IndexConfig>>,
  { tables, written, file, problems }: IndexContext,
): ReadonlyMap<string, SearchIndexConfig> {
  const indexes = new Map<string, SearchIndexConfig>();
  for (const [name, config] of Object.entries(configs)) {
    const path = ['search', 'indexes', name];
    if (!written.has(config.from)) {
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
    if (!tables.has(config.from)) continue;
    indexes.set(name, {
      name,
      from: config.from,
      id: config.id,
      text,
      keywords: namesOf(config.keywords),
      analyzer: config.analyzer ?? 'standard',
      vector,
      ...(config.template && { template: config.template }),
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
