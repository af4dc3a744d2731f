import type { DuckDBType } from '@duckdb/node-api';
import { type DuckDBConnection, identifier } from '../../duckdb/index.ts';

/** What has to be known of a DuckDB type to write its values as JSON. */
export type ValueType =
  | { readonly kind: ScalarKind }
  | { readonly kind: 'list'; readonly of: ValueType; readonly length?: number }
  | { readonly kind: 'struct'; readonly fields: readonly (readonly [name: string, type: ValueType])[] }
  | { readonly kind: 'map'; readonly key: ValueType; readonly value: ValueType };

export type ScalarKind =
  | 'boolean'
  | 'integer'
  /** Wider than 64 bits. */
  | 'huge'
  | 'decimal'
  | 'float'
  | 'double'
  | 'text'
  /** Short texts from a set, or with a form of their own: enum, UUID, time, interval. */
  | 'token'
  | 'date'
  /** Without a time zone. */
  | 'timestamp'
  /** A point in time. */
  | 'instant'
  | 'blob'
  | 'json'
  | 'variant'
  | 'union';

export interface SourceColumn {
  readonly name: string;
  /** As DuckDB writes it. */
  readonly sqlType: string;
  readonly type: ValueType;
}

const scalars: Readonly<Record<string, ScalarKind>> = {
  BOOLEAN: 'boolean',
  TINYINT: 'integer',
  SMALLINT: 'integer',
  INTEGER: 'integer',
  BIGINT: 'integer',
  UTINYINT: 'integer',
  USMALLINT: 'integer',
  UINTEGER: 'integer',
  UBIGINT: 'huge',
  HUGEINT: 'huge',
  UHUGEINT: 'huge',
  BIGNUM: 'huge',
  FLOAT: 'float',
  DOUBLE: 'double',
  DECIMAL: 'decimal',
  VARCHAR: 'text',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
  TIMESTAMP_S: 'timestamp',
  TIMESTAMP_MS: 'timestamp',
  TIMESTAMP_NS: 'timestamp',
  TIMESTAMP_TZ: 'instant',
  BLOB: 'blob',
  VARIANT: 'variant',
  UNION: 'union',
};

/** Names and types of a SELECT's columns, without running it. */
export async function describeSelect(connection: DuckDBConnection, sql: string): Promise<SourceColumn[]> {
  const { DuckDBTypeId } = await import('@duckdb/node-api');
  const prepared = await connection.prepare(sql);
  try {
    return Array.from({ length: prepared.columnCount }, (_, index) => {
      const type = prepared.columnType(index);
      return {
        name: prepared.columnName(index),
        sqlType: sqlType(type),
        type: valueType(type, (id) => DuckDBTypeId[id] ?? ''),
      };
    });
  } finally {
    prepared.destroySync();
  }
}

function valueType(type: DuckDBType, nameOf: (id: number) => string): ValueType {
  const of = (inner: DuckDBType): ValueType => valueType(inner, nameOf);
  if (type.alias === 'JSON') return { kind: 'json' };
  if ('entryNames' in type) {
    const fields = type.entryNames.map((name, index) => [name, type.entryTypes[index]] as const);
    return {
      kind: 'struct',
      fields: fields.flatMap(([name, inner]) => (inner ? [[name, of(inner)] as const] : [])),
    };
  }
  if ('keyType' in type) return { kind: 'map', key: of(type.keyType), value: of(type.valueType) };
  if ('length' in type) return { kind: 'list', of: of(type.valueType), length: type.length };
  if ('valueType' in type) return { kind: 'list', of: of(type.valueType) };
  return { kind: scalars[nameOf(type.typeId)] ?? 'token' };
}

/** As the type writes itself, but JSON, which calls itself VARCHAR. */
function sqlType(type: DuckDBType): string {
  if (type.alias === 'JSON') return 'JSON';
  if ('entryNames' in type) {
    const fields = type.entryNames.map((name, index) => {
      const inner = type.entryTypes[index];
      return `${identifier(name)} ${inner ? sqlType(inner) : 'VARCHAR'}`;
    });
    return `STRUCT(${fields.join(', ')})`;
  }
  if ('keyType' in type) return `MAP(${sqlType(type.keyType)}, ${sqlType(type.valueType)})`;
  if ('length' in type) return `${sqlType(type.valueType)}[${type.length}]`;
  return 'valueType' in type ? `${sqlType(type.valueType)}[]` : String(type);
}
