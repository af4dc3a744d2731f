import { identifier, literal } from '../duckdb/index.ts';
import type { TypedField, ValueType } from './value-type.ts';

/**
 * A row in its canonical form, in the order of the columns: JSON values whose scalars are texts. A map is
 * the list of its entries, sorted.
 */
export type CanonicalRow = readonly unknown[];

/**
 * An SQL expression for a row as one text: JSON whose leaves are exact texts of the values. Equal rows
 * give equal texts, whatever wrote them; only numbers with a floating point need a second look.
 */
export function canonicalRow(columns: readonly TypedField[]): string {
  const fields = columns.map(({ name, type }, index) => `c${index} := ${canonical(type, identifier(name))}`);
  return `CAST(to_json(struct_pack(${fields.join(', ')})) AS VARCHAR)`;
}

/** Reads what {@link canonicalRow} wrote. */
export function readCanonicalRow(text: string): CanonicalRow {
  const row: Readonly<Record<string, unknown>> = JSON.parse(text);
  return Object.values(row);
}

function canonical(type: ValueType, value: string, depth = 0): string {
  const inner = `x${depth}`;
  switch (type.kind) {
    case 'scalar':
      return scalar(type.name, value);
    case 'array':
      return `list_transform(${value}, lambda ${inner}: ${canonical(type.element, inner, depth + 1)})`;
    case 'map': {
      const key = canonical(type.key, `${inner}.key`, depth + 1);
      const entry = `struct_pack(key := ${key}, value := ${canonical(type.value, `${inner}.value`, depth + 1)})`;
      return `list_sort(list_transform(map_entries(${value}), lambda ${inner}: ${entry}))`;
    }
    case 'struct': {
      const fields = type.fields.map(({ name, type }) => {
        const field = canonical(type, `struct_extract(${value}, ${literal(name)})`, depth);
        return `${identifier(name)} := ${field}`;
      });
      return `CASE WHEN ${value} IS NULL THEN NULL ELSE struct_pack(${fields.join(', ')}) END`;
    }
  }
}

function scalar(name: string, value: string): string {
  if (name === 'binary') return `hex(${value})`;
  // In UTC, and in microseconds: all that both engines know of an instant.
  if (name === 'timestamp') return `CAST(timezone('UTC', ${value}) AS VARCHAR)`;
  if (name === 'timestamp_ntz') return `CAST(CAST(${value} AS TIMESTAMP) AS VARCHAR)`;
  return `CAST(${value} AS VARCHAR)`;
}
