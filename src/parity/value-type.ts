import { type DuckDBConnection, neutralType } from '../duckdb/index.ts';

/** The type of a column, taken apart. Scalars have Spark SQL's names. */
export type ValueType =
  | { readonly kind: 'scalar'; readonly name: string }
  | { readonly kind: 'array'; readonly element: ValueType }
  | { readonly kind: 'map'; readonly key: ValueType; readonly value: ValueType }
  | { readonly kind: 'struct'; readonly fields: readonly TypedField[] };

export interface TypedField {
  readonly name: string;
  readonly type: ValueType;
}

type DuckDBType = ReturnType<Awaited<ReturnType<DuckDBConnection['prepare']>>['columnType']>;

/** The columns of a SELECT, without running it. */
export async function columnsOf(connection: DuckDBConnection, select: string): Promise<TypedField[]> {
  const prepared = await connection.prepare(select);
  try {
    return Array.from({ length: prepared.columnCount }, (_, index) => ({
      name: prepared.columnName(index),
      type: valueType(prepared.columnType(index)),
    }));
  } finally {
    prepared.destroySync();
  }
}

function valueType(type: DuckDBType): ValueType {
  if ('keyType' in type)
    return { kind: 'map', key: valueType(type.keyType), value: valueType(type.valueType) };
  if ('valueType' in type) return { kind: 'array', element: valueType(type.valueType) };
  if ('entryTypes' in type) {
    const fields = type.entryTypes.map((inner, index) => ({
      name: type.entryNames[index] ?? '',
      type: valueType(inner),
    }));
    return { kind: 'struct', fields };
  }
  return { kind: 'scalar', name: neutralType(String(type)) };
}

/** A floating-point number, which is equal to another one only within limits. */
export function isFloat(type: ValueType): type is { kind: 'scalar'; name: 'double' | 'float' } {
  return type.kind === 'scalar' && (type.name === 'double' || type.name === 'float');
}

/** Whether such numbers are somewhere in its values. */
export function hasFloats(type: ValueType): boolean {
  switch (type.kind) {
    case 'scalar':
      return isFloat(type);
    case 'array':
      return hasFloats(type.element);
    case 'map':
      return hasFloats(type.key) || hasFloats(type.value);
    case 'struct':
      return type.fields.some((field) => hasFloats(field.type));
  }
}

/** `array<struct<a:int>>` */
export function typeName(type: ValueType): string {
  switch (type.kind) {
    case 'scalar':
      return type.name;
    case 'array':
      return `array<${typeName(type.element)}>`;
    case 'map':
      return `map<${typeName(type.key)},${typeName(type.value)}>`;
    case 'struct':
      return `struct<${type.fields.map((field) => `${field.name}:${typeName(field.type)}`).join(',')}>`;
  }
}

/**
 * How two types go together. `close` ones hold the same values: whole numbers of another width, decimals
 * of another precision, timestamps with and without a time zone (both engines count in UTC).
 */
export type Likeness = 'same' | 'close' | 'other';

export function likeness(a: ValueType, b: ValueType): Likeness {
  if (a.kind === 'scalar' && b.kind === 'scalar') {
    if (a.name === b.name) return 'same';
    return family(a.name) === family(b.name) ? 'close' : 'other';
  }
  if (a.kind === 'array' && b.kind === 'array') return likeness(a.element, b.element);
  if (a.kind === 'map' && b.kind === 'map')
    return least([likeness(a.key, b.key), likeness(a.value, b.value)]);
  if (a.kind === 'struct' && b.kind === 'struct') {
    if (a.fields.length !== b.fields.length) return 'other';
    return least(
      a.fields.map((field, index) => {
        const other = b.fields[index];
        return other?.name === field.name ? likeness(field.type, other.type) : 'other';
      }),
    );
  }
  return 'other';
}

function least(found: readonly Likeness[]): Likeness {
  if (found.includes('other')) return 'other';
  return found.includes('close') ? 'close' : 'same';
}

function family(name: string): string {
  if (/^(tinyint|smallint|int|bigint|decimal\(\d+,0\))$/.test(name)) return 'whole number';
  if (/^timestamp(_ntz)?$/.test(name)) return 'timestamp';
  return name.replace(/^decimal\(\d+,(\d+)\)$/, 'decimal with $1 places');
}
