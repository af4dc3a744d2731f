import { isRecord } from '../../../kernel/index.ts';
import type { SortKey } from '../../client/plan.ts';
import type { Parameter, Row } from '../connection.ts';
import type { IndexView } from '../reader.ts';
import { asNumber, asText } from '../values.ts';
import { keywordPosition } from './condition.ts';
import { fieldValues } from './field-values.ts';
import { type Fragment, joined } from './fragment.ts';

/** Where a hit stands in the order: a value per key, and the id, as JSON can hold them. */
export type Place = readonly (string | number | null | { readonly integer: string })[];

/** A cursor comes from outside: it may have been tampered with. */
export function isPlace(value: unknown): value is Place {
  return (
    Array.isArray(value) &&
    value.every(
      (part) =>
        part === null ||
        typeof part === 'string' ||
        typeof part === 'number' ||
        (isRecord(part) && typeof part.integer === 'string' && /^-?\d{1,19}$/.test(part.integer)),
    )
  );
}

/** Of documents `d`, whose score is given by SQL: the columns k0, k1, … that they are ordered by. */
export function sortColumns(view: IndexView, keys: readonly SortKey[], score: string): string {
  return keys
    .map((key, position) => `, ${key.by === 'score' ? score : sortValue(view, key)} AS k${position}`)
    .join('');
}

/** Those columns again, as they can be read whatever they hold. */
export function readableColumns(keys: readonly SortKey[]): string {
  return keys
    .map((_, position) => {
      const key = `candidates.k${position}`;
      const value = `CASE typeof(${key}) WHEN 'integer' THEN CAST(${key} AS TEXT) ELSE ${key} END`;
      return `, ${value} AS value${position}, typeof(${key}) AS type${position}`;
    })
    .join('');
}

/** Documents without a value come last, both ways; ties by id. */
export function orderBy(keys: readonly SortKey[]): string {
  const terms = keys.flatMap(({ order }, position) => [
    `k${position} IS NULL`,
    `k${position} ${order.toUpperCase()}`,
  ]);
  return [...terms, 'id'].join(', ');
}

/** What comes behind a place. */
export function behind(keys: readonly SortKey[], place: Place): Fragment {
  const columns = [...keys.map(({ order }, position) => ({ name: `k${position}`, order })), idColumn];
  const parts = columns.map(({ name, order }, position): Fragment => {
    const value = parameter(place[position] ?? null);
    const equal = columns.slice(0, position).map((column, earlier) => ({
      sql: `${column.name} IS ?`,
      parameters: [parameter(place[earlier] ?? null)],
    }));
    const further: Fragment =
      value === null
        ? { sql: 'false', parameters: [] }
        : { sql: `(${name} ${order === 'asc' ? '>' : '<'} ? OR ${name} IS NULL)`, parameters: [value] };
    return joined([...equal, further], ' AND ');
  });
  const { sql, parameters } = joined(parts, ') OR (');
  return { sql: `((${sql}))`, parameters };
}

const idColumn = { name: 'id', order: 'asc' } as const;

export function placeOf(row: Row, keys: readonly SortKey[]): Place {
  const values = keys.map((_, position) => {
    const [value, type] = [row[`value${position}`], row[`type${position}`]];
    if (type === 'integer') return { integer: asText(value) };
    if (type === 'null') return null;
    return type === 'real' ? asNumber(value) : asText(value);
  });
  return [...values, asText(row.id)];
}

function parameter(value: Place[number]): Parameter {
  return typeof value === 'object' && value !== null ? BigInt(value.integer) : value;
}

/** A list counts by its least value, descending by its greatest. */
function sortValue(view: IndexView, key: Extract<SortKey, { by: 'value' }>): string {
  const best = key.order === 'asc' ? 'min' : 'max';
  const position = keywordPosition(view, key.field);
  if (position !== undefined) {
    return `(SELECT ${best}(of.value) FROM document_keywords AS has
      CROSS JOIN keyword_values AS of ON of.keyword = has.keyword
      WHERE has.document = d.row AND of.field = ${position})`;
  }
  const { table, value, condition } = fieldValues('d.document', key.field.name, key.field.kind);
  return `(SELECT ${best}(${value}) FROM ${table} WHERE ${condition})`;
}
