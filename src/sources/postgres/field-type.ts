import type { SourceField, SourceFieldType } from '../fields.ts';
import type { Column } from './types.ts';

const types: Readonly<Record<string, SourceFieldType>> = {
  int2: 'long',
  int4: 'long',
  int8: 'long',
  oid: 'long',
  float4: 'double',
  float8: 'double',
  numeric: 'double',
  bool: 'boolean',
  date: 'date',
  timestamp: 'date',
  timestamptz: 'date',
  text: 'text',
  varchar: 'text',
  citext: 'text',
  json: 'object',
  jsonb: 'object',
  hstore: 'object',
  bytea: 'binary',
  vector: 'vector',
  halfvec: 'vector',
  sparsevec: 'vector',
};

/** What a column is to a search engine. */
export function fieldOf(
  name: string,
  column: Pick<Column, 'base' | 'baseKind' | 'list' | 'dimensions'>,
): SourceField {
  const type = column.baseKind === 'composite' ? 'object' : (types[column.base] ?? 'keyword');
  return {
    name,
    type,
    list: column.list,
    ...(type === 'vector' && column.dimensions !== undefined ? { dimensions: column.dimensions } : {}),
  };
}
