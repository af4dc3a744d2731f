import type { SearchIndexConfig } from '../../project/index.ts';
import type { Fields } from '../../search/index.ts';
import type { SourceField } from '../../sources/index.ts';

type FieldType = Fields[string];

/** A list of floats with such a name holds an embedding, where nothing says which column does. */
const embeddingName = /^(embedding|vector)s?$|_(embedding|vector)$/i;

/**
 * What an index has to know of its documents, from what the source has and the configuration says.
 * Texts that the configuration does not call `text:` can be filtered by; without a configuration, they can be
 * searched as well.
 *
 * @param dimensions of vectors whose source does not declare them.
 */
export function documentFields(
  source: readonly SourceField[],
  config: Pick<SearchIndexConfig, 'text' | 'keywords' | 'vector'> | undefined,
  dimensions: number,
): Fields {
  const own = source.map((field): [string, FieldType] => [field.name, fieldType(field, config, dimensions)]);
  return Object.fromEntries([...own, ...innerFields(source, config)]);
}

/** Fields inside of objects (`address.town`), as far as the configuration names them. */
function innerFields(
  source: readonly SourceField[],
  config: Pick<SearchIndexConfig, 'text' | 'keywords'> | undefined,
): [string, FieldType][] {
  const objects = new Set(source.flatMap(({ name, type }) => (type === 'object' ? [name] : [])));
  const isInside = (name: string): boolean => name.includes('.') && objects.has(name.split('.')[0] ?? '');
  const { text = [], keywords = [] } = config ?? {};
  return [...new Set([...text, ...keywords])]
    .filter(isInside)
    .map((name) => [
      name,
      text.includes(name) ? { type: 'text', keyword: keywords.includes(name) } : { type: 'keyword' },
    ]);
}

function fieldType(
  { name, type, list, dimensions: declared }: SourceField,
  config: Pick<SearchIndexConfig, 'text' | 'keywords' | 'vector'> | undefined,
  dimensions: number,
): FieldType {
  const column = config?.vector?.embedder === 'column' ? config.vector : undefined;
  const isNumbers = list && type === 'double';
  const isEmbedding = column === undefined ? embeddingName.test(name) : column.column === name;
  if (type === 'vector' || (isNumbers && isEmbedding)) {
    return { type: 'vector', dimensions: declared ?? column?.dimensions ?? dimensions };
  }
  const keyword = config?.keywords.includes(name) ?? true;
  if (config?.text.includes(name)) return { type: 'text', keyword };
  if (type === 'text') return config === undefined ? { type: 'text', keyword } : { type: 'keyword' };
  return type === 'binary' ? { type: 'object' } : { type };
}
