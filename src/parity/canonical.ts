import { identifier, literal } from '../duckdb/index.ts';
import { noise } from './tolerance.ts';
import { isFloat, type TypedField, type ValueType } from './value-type.ts';

/**
 * A row in its canonical form, in the order of the columns: JSON values whose scalars are texts. A map is
 * the list of its entries, sorted.
 */
export type CanonicalRow = readonly unknown[];

/** `rounded` gives the same text to floating-point numbers that differ by less than the tolerance (nearly always). */
export type Precision = 'exact' | 'rounded';

/**
 * An SQL expression for a row as one text: JSON whose leaves are texts of the values. Equal rows give equal
 * texts, whatever wrote them.
 */
export function canonicalRow(columns: readonly TypedField[], precision: Precision): string {
  const fields = columns.map(
    ({ name, type }, index) => `c${index} := ${canonical(type, identifier(name), precision)}`,
  );
  return fields.length > 0 ? `CAST(to_json(struct_pack(${fields.join(', ')})) AS VARCHAR)` : "'{}'";
}

/** Reads what {@link canonicalRow} wrote. */
export function readCanonicalRow(text: string): CanonicalRow {
  const row: Readonly<Record<string, unknown>> = JSON.parse(text);
  return Object.values(row);
}

function canonical(type: ValueType, value: string, precision: Precision, depth = 0): string {
  const inner = `x${depth}`;
  const within = (type: ValueType, value: string): string => canonical(type, value, precision, depth + 1);
  switch (type.kind) {
    case 'scalar':
      return isFloat(type) ? float(type.name, value, precision) : scalar(type.name, value);
    case 'array':
      return `list_transform(${value}, lambda ${inner}: ${within(type.element, inner)})`;
    case 'map': {
      const key = within(type.key, `${inner}.key`);
      const entry = `struct_pack(key := ${key}, value := ${within(type.value, `${inner}.value`)})`;
      return `list_sort(list_transform(map_entries(${value}), lambda ${inner}: ${entry}))`;
    }
    case 'struct': {
      const fields = type.fields.map(({ name, type }) => {
        const field = canonical(type, `struct_extract(${value}, ${literal(name)})`, precision, depth);
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

/** As many digits as the tolerance leaves: numbers of one text are never further apart. */
const rounded = { double: '%.9e', float: '%.6e' } as const;

/** There is one NaN and one zero, whatever their signs. */
function float(name: 'double' | 'float', value: string, precision: Precision): string {
  const [zero, text] =
    precision === 'exact'
      ? [`${value} = 0`, `CAST(${value} AS VARCHAR)`]
      : [`abs(${value}) <= ${noise}`, `printf('${rounded[name]}', ${value})`];
  return `CASE WHEN isnan(${value}) THEN 'nan' WHEN ${zero} THEN '0.0' ELSE ${text} END`;
}
