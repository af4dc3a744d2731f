import type { ValueKind } from '../../client/plan.ts';

/** SQL that reads fields from a document's JSON, as a search engine would. */
export interface FieldValues {
  /** For FROM: one row per value, as `v`. `document` may be any expression over the tables before it. */
  readonly table: string;
  /** The value: text, or a number (a date is milliseconds since 1970, a boolean 1 or 0). */
  readonly value: string;
  /** Holds for the rows that are values at all. */
  readonly condition: string;
}

/**
 * The values of a field of a document. A dot leads into objects, and through lists of them; it may also be
 * part of a name. A list has all of its values; null is none.
 */
export function fieldValues(document: string, field: string, kind: ValueKind | 'any'): FieldValues {
  const [first = '', ...rest] = field.split('.');
  const tables = [
    rest.length === 0
      ? `json_each(${document}, ${path(first)}) AS v`
      : `json_each(${dotted(document, field, first, rest)}) AS s0`,
  ];
  for (const [level, name] of rest.entries()) {
    const object = `iif(s${level}.type = 'object', s${level}.value, '{}')`;
    const isLast = level === rest.length - 1;
    tables.push(
      isLast
        ? `json_each(${object}, ${path(name)}) AS v`
        : `json_each(${asList(object, name)}) AS s${level + 1}`,
    );
  }
  return { table: tables.join(' CROSS JOIN '), value: values[kind], condition: conditions[kind] };
}

const scalar = `v.type NOT IN ('null', 'object', 'array')`;

/** What JSON says, or a search engine would make of it. */
const values = {
  any: 'v.value',
  keyword: `CASE v.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(v.value AS TEXT) END`,
  long: 'v.value + 0',
  double: 'v.value + 0',
  boolean: `(v.type = 'true' OR v.value = 'true')`,
  // SQLite takes a year alone for a day number, and knows no zone without minutes.
  date: `CASE v.type WHEN 'text' THEN CAST(round(1000 * unixepoch(
    CASE
      WHEN length(v.value) = 4 THEN v.value || '-01-01'
      WHEN length(v.value) = 7 THEN v.value || '-01'
      WHEN v.value GLOB '*:*[-+][0-9][0-9]' THEN v.value || ':00'
      ELSE v.value
    END, 'subsec')) AS INTEGER) ELSE v.value END`,
} as const;

const conditions = {
  any: `v.type <> 'null'`,
  keyword: scalar,
  long: scalar,
  double: scalar,
  boolean: scalar,
  date: scalar,
} as const;

/** A member as a list, whatever it is; absent: a list of null. */
function asList(object: string, name: string): string {
  const member = `${object} -> ${path(name)}`;
  return `iif(json_type(${object}, ${path(name)}) = 'array', ${member}, json_array(${member}))`;
}

/** The first step into `a.b`; a document may also hold it as one name. */
function dotted(document: string, field: string, first: string, rest: readonly string[]): string {
  const nested = rest.reduceRight(
    (inner, name) => `json_object(${text(name)}, ${inner})`,
    `${document} -> ${path(field)}`,
  );
  return `CASE WHEN json_type(${document}, ${path(field)}) IS NULL
    THEN ${asList(document, first)} ELSE json_array(${nested}) END`;
}

/** Field names are written into the SQL: there are few of them. */
function path(name: string): string {
  return text(`$.${JSON.stringify(name)}`);
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
