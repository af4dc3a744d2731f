import type { Problem } from '../../kernel/index.ts';
import type { SearchIndexConfig } from '../../project/index.ts';
import type { SourceField } from '../../sources/index.ts';
import { unknownIndexField } from '../problems.ts';

/** What the configuration of an index names, and the source does not have. Of the inside of objects nobody can tell. */
export function unknownFields(
  source: readonly SourceField[],
  config: Pick<SearchIndexConfig, 'name' | 'text' | 'keywords' | 'vector' | 'at'> | undefined,
): Problem[] {
  if (config === undefined) return [];
  const known = source.map(({ name }) => name);
  const objects = source.flatMap(({ name, type }) => (type === 'object' ? [name] : []));
  const column = config.vector?.embedder === 'column' ? [config.vector.column] : [];
  const named = { text: config.text, keywords: config.keywords, vector: column };
  return Object.entries(named).flatMap(([key, fields]) =>
    fields
      .filter((field) => !known.includes(field) && !objects.some((name) => field.startsWith(`${name}.`)))
      .map((field) => unknownIndexField({ index: config.name, key, field, known }, config.at)),
  );
}
