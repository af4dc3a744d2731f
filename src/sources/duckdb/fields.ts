import type { SourceField, SourceFieldType } from '../fields.ts';
import type { ScalarKind, ValueType } from './value-type.ts';

const fieldTypes: Readonly<Record<ScalarKind, SourceFieldType>> = {
  boolean: 'boolean',
  integer: 'long',
  // Neither fits a long; what is searched is rounded, what is stored is not.
  huge: 'double',
  decimal: 'double',
  float: 'double',
  double: 'double',
  text: 'text',
  token: 'keyword',
  date: 'date',
  timestamp: 'date',
  instant: 'date',
  blob: 'binary',
  json: 'object',
  variant: 'object',
  union: 'object',
};

/** What a search engine has to know of a field. A list of floats is a vector: Parquet knows no other kind. */
export function sourceField(name: string, type: ValueType): SourceField {
  if (type.kind !== 'list') return { name, type: fieldType(type), list: false };
  if (type.of.kind === 'float' || (type.of.kind === 'double' && type.length !== undefined)) {
    const dimensions = type.length === undefined ? {} : { dimensions: type.length };
    return { name, type: 'vector', list: false, ...dimensions };
  }
  // To a search engine, a list of lists is a list of what is in them.
  let { of } = type;
  while (of.kind === 'list') of = of.of;
  return { name, type: fieldType(of), list: true };
}

function fieldType(type: ValueType): SourceFieldType {
  return type.kind === 'struct' || type.kind === 'map' || type.kind === 'list'
    ? 'object'
    : fieldTypes[type.kind];
}
