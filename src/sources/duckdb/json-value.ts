import { identifier, literal } from '../../duckdb/index.ts';
import type { ValueType } from './value-type.ts';

/**
 * `usual` is right for every value but NaN and infinity, which JSON does not have; `strict` writes those
 * as texts, which a number field refuses, at the price of looking at every number.
 */
export type JsonMode = 'usual' | 'strict';

/**
 * An SQL expression for something that DuckDB's `to_json` writes as search engines read it: timestamps
 * in ISO 8601, bytes in base64, floats with the digits that they have.
 */
export function jsonValue(value: string, type: ValueType, mode: JsonMode, depth = 0): string {
  const inner = (of: string, ofType: ValueType): string => jsonValue(of, ofType, mode, depth + 1);
  switch (type.kind) {
    case 'timestamp':
      return `replace(CAST(${value} AS VARCHAR), ' ', 'T')`;
    case 'instant':
      // The session is in UTC.
      return `replace(replace(CAST(${value} AS VARCHAR), ' ', 'T'), '+00', 'Z')`;
    case 'blob':
      return `to_base64(${value})`;
    case 'variant':
      return `CAST(${value} AS JSON)`;
    case 'json':
      // Files may say that a text is JSON when it is none.
      return `CASE WHEN json_valid(${value}) THEN to_json(${value}) ELSE to_json(CAST(${value} AS VARCHAR)) END`;
    case 'float':
      // Straight to JSON, 0.1 would become 0.10000000149011612.
      return finite(`CAST(CAST(${value} AS VARCHAR) AS DOUBLE)`, mode);
    case 'double':
      return finite(value, mode);
    case 'list': {
      if (type.of.kind === 'float' && mode === 'usual') {
        return `CAST(CAST(CAST(${value} AS FLOAT[]) AS VARCHAR[]) AS DOUBLE[])`;
      }
      const item = `e${depth}`;
      const written = inner(item, type.of);
      return written === item ? value : `list_transform(${value}, lambda ${item}: ${written})`;
    }
    case 'struct': {
      const fields = type.fields.map(([name, of]) => {
        const field = `struct_extract(${value}, ${literal(name)})`;
        return { name, field, written: inner(field, of) };
      });
      if (fields.every(({ field, written }) => field === written)) return value;
      const packed = fields.map(({ name, written }) => `${identifier(name)} := ${written}`);
      return `CASE WHEN ${value} IS NOT NULL THEN struct_pack(${packed.join(', ')}) END`;
    }
    case 'map': {
      const item = `e${depth}`;
      const key =
        type.key.kind === 'double' || type.key.kind === 'float'
          ? `${item}.key`
          : inner(`${item}.key`, type.key);
      const written = inner(`${item}.value`, type.value);
      if (key === `${item}.key` && written === `${item}.value`) return value;
      const entry = `struct_pack(k := ${key}, v := ${written})`;
      return `CASE WHEN ${value} IS NOT NULL THEN map_from_entries(list_transform(map_entries(${value}), lambda ${item}: ${entry})) END`;
    }
    default:
      return value;
  }
}

function finite(value: string, mode: JsonMode): string {
  if (mode === 'usual') return value;
  const text = `to_json(CAST(to_json(${value}) AS VARCHAR))`;
  return `CASE WHEN ${value} IS NULL OR isfinite(${value}) THEN to_json(${value}) ELSE ${text} END`;
}

/** Whether values of the type may hold NaN or infinity. */
export function mayBeInfinite(type: ValueType): boolean {
  switch (type.kind) {
    case 'float':
    case 'double':
      return true;
    case 'list':
      return mayBeInfinite(type.of);
    case 'struct':
      return type.fields.some(([, of]) => mayBeInfinite(of));
    case 'map':
      return mayBeInfinite(type.value);
    default:
      return false;
  }
}
