import type { SourceField, SourceFieldType } from '../fields.ts';

/** A column of a table in a workspace; `type` is its whole type as SQL, in capitals. */
export interface SparkColumn {
  readonly name: string;
  readonly type: string;
}

const fieldTypes: Readonly<Record<string, SourceFieldType>> = {
  STRING: 'text',
  VARCHAR: 'text',
  CHAR: 'text',
  TINYINT: 'long',
  BYTE: 'long',
  SMALLINT: 'long',
  SHORT: 'long',
  INT: 'long',
  INTEGER: 'long',
  BIGINT: 'long',
  LONG: 'long',
  // No long takes every one of them; what is searched is rounded, what is stored is not.
  DECIMAL: 'double',
  FLOAT: 'double',
  DOUBLE: 'double',
  BOOLEAN: 'boolean',
  DATE: 'date',
  TIMESTAMP: 'date',
  TIMESTAMP_NTZ: 'date',
  BINARY: 'binary',
  INTERVAL: 'keyword',
};

/** What a search engine has to know of a column. A list of floats is a vector: Spark knows no other kind. */
export function sparkField({ name, type }: SparkColumn): SourceField {
  if (elementOf(type) === 'FLOAT') return { name, type: 'vector', list: false };
  let inner = type;
  // To a search engine, a list of lists is a list of what is in them.
  for (let element = elementOf(type); element !== undefined; element = elementOf(inner)) inner = element;
  return { name, type: fieldTypes[baseOf(inner)] ?? 'object', list: inner !== type };
}

/** Whether a column can say which of two documents is newer. */
export function canBeVersion(type: string): boolean {
  if (baseOf(type) === 'DECIMAL') return /,\s*0\s*\)$|^DECIMAL$|^DECIMAL\(\d+\)$/.test(type);
  return ['long', 'date'].includes(fieldTypes[baseOf(type)] ?? '');
}

/** `DECIMAL(10,2)` -> `DECIMAL`. */
export function baseOf(type: string): string {
  return /^\w+/.exec(type)?.[0] ?? '';
}

function elementOf(type: string): string | undefined {
  return /^ARRAY<(.*)>$/s.exec(type)?.[1]?.trim();
}
