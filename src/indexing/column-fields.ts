import type { IndexSchema } from '../search/index.ts';

type ValueType = NonNullable<IndexSchema['fields']>[string];

const kinds: readonly (readonly [RegExp, ValueType])[] = [
  [/^BOOLEAN$/, 'boolean'],
  [/^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/, 'long'],
  [/^(FLOAT|DOUBLE|DECIMAL\(.*\))$/, 'double'],
  [/^(DATE|TIMESTAMP.*)$/, 'date'],
  [/^(VARCHAR|UUID|ENUM\(.*\))$/, 'keyword'],
];

/**
 * What columns can be filtered and sorted by, besides those the configuration names: a list by its items,
 * a struct not at all.
 *
 * @param columns name -> DuckDB type
 */
export function columnFields(columns: ReadonlyMap<string, string>): Record<string, ValueType> {
  const fields: Record<string, ValueType> = {};
  for (const [name, type] of columns) {
    const item = type.replace(/(\[\d*\])+$/, '');
    const kind = kinds.find(([pattern]) => pattern.test(item))?.[1];
    if (kind !== undefined) fields[name] = kind;
  }
  return fields;
}
