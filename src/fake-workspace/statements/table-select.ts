import type { GivenStatement, StatementAnswer } from '../options.ts';

/** Rows that a statement may read. */
export interface ReadableTable {
  readonly columns: readonly { readonly name: string; readonly type_text: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A row, by names of columns in small letters. */
type Row = ReadonlyMap<string, string | null>;
/** Undefined for a column that the row does not have. */
type Value = (row: Row) => string | null | undefined;

const shape =
  /^select\s+(?<columns>.+?)\s+from\s+(?<table>event_log\s*\([^)]*\)|[\w.`-]+)(?:\s+where\s+(?<where>.+?))?(?:\s+order\s+by\s+(?<order>.+?))?(?:\s+limit\s+(?<limit>\d+))?\s*;?$/is;

/**
 * Answers the plainest of statements from rows: columns or `*` of one table; conditions `a = 'x'`, `a > :x`,
 * `a IN ('x', 'y')` and `a IS NOT NULL`, joined by AND; an order; a limit. A column may be a path into its JSON,
 * as in `details:flow_definition.output_dataset`. All values are texts, and compared as such.
 *
 * @param find the table of a name, as it is written.
 * @returns undefined for anything else: nothing is answered that is not understood as a whole.
 */
export function selectFrom(
  { statement, parameters }: Pick<GivenStatement, 'statement' | 'parameters'>,
  find: (name: string) => ReadableTable | undefined,
): StatementAnswer | undefined {
  const { columns = '', table: name = '', where, order, limit } = shape.exec(statement.trim())?.groups ?? {};
  const table = find(name);
  if (!table) return undefined;
  const named = new Map(parameters.map((parameter) => [parameter.name, parameter.value]));
  const outputs = known(columns.trim() === '*' ? table.columns.map(whole) : columns.split(',').map(outputOf));
  const tests = known(where?.split(/\s+and\s+/i).map((text) => testOf(text.trim(), named)) ?? []);
  const orders = known(order?.split(',').map(orderOf) ?? []);
  if (!outputs || !tests || !orders) return undefined;
  const rows = table.rows
    .map((row): Row => new Map(table.columns.map((each, at) => [each.name.toLowerCase(), row[at] ?? null])))
    .filter((row) => tests.every((test) => test(row)))
    .sort((a, b) => orders.map((compare) => compare(a, b)).find((result) => result !== 0) ?? 0)
    .slice(0, limit === undefined ? undefined : Number(limit))
    .map((row) => known(outputs.map(({ value }) => value(row))));
  const read = known(rows);
  return read && { columns: outputs.map(({ name, type }) => ({ name, type })), chunks: [{ rows: read }] };
}

/** All of them, or nothing. */
function known<T>(items: readonly (T | undefined)[]): readonly T[] | undefined {
  const found = items.filter((item) => item !== undefined);
  return found.length === items.length ? found : undefined;
}

interface Output {
  readonly name: string;
  readonly type: string;
  readonly value: Value;
}

function whole({ name, type_text: type }: ReadableTable['columns'][number]): Output {
  return { name, type, value: (row) => row.get(name.toLowerCase()) };
}

function outputOf(text: string): Output | undefined {
  const [, path = '', alias] = /^([\w.:`]+?)(?:::\w+)?(?:\s+as\s+(\w+))?$/i.exec(text.trim()) ?? [];
  const value = columnValue(path);
  return value && { name: alias ?? path.split(/[:.]/).at(-1) ?? path, type: 'STRING', value };
}

/** `a`, or a path into the JSON of `a`. */
function columnValue(text: string): Value | undefined {
  const plain = text.replaceAll('`', '').toLowerCase();
  if (!/^[a-z_]\w*(?:[:.][a-z_]\w*)*$/.test(plain)) return undefined;
  const [column = '', ...path] = plain.split(/[:.]/);
  return (row) => {
    const value = row.get(column);
    return path.length === 0 || typeof value !== 'string' ? value : inside(value, path);
  };
}

function inside(json: string, path: readonly string[]): string | null {
  let value: unknown = JSON.parse(json);
  for (const key of path) {
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    value = entries.find(([name]) => name.toLowerCase() === key)?.[1];
  }
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const condition =
  /^(?<path>[\w.:`]+?)(?:\s+(?<present>is\s+not\s+null)|\s+in\s*\((?<list>[^)]*)\)|\s*(?<operator>=|>=|>|<=|<)\s*(?<operand>'[^']*'|:\w+))$/i;

function testOf(
  text: string,
  named: ReadonlyMap<string, string | undefined>,
): ((row: Row) => boolean) | undefined {
  const { path = '', present, list, operator = '', operand = '' } = condition.exec(text)?.groups ?? {};
  const value = columnValue(path);
  const wanted = known(
    (list ?? operand)
      .split(',')
      .map((part) => part.trim())
      .map((part) => (part.startsWith(':') ? named.get(part.slice(1)) : part.slice(1, -1))),
  );
  if (!value || !wanted) return undefined;
  if (present) return (row) => typeof value(row) === 'string';
  const compare = comparisons[list === undefined ? operator : '='];
  return (row) => {
    const found = value(row);
    return typeof found === 'string' && wanted.some((each) => compare?.(found, each));
  };
}

const comparisons: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  '=': (a, b) => a === b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
};

function orderOf(text: string): ((a: Row, b: Row) => number) | undefined {
  const [, path = '', direction = 'asc'] = /^([\w.:`]+)(?:\s+(asc|desc))?$/i.exec(text.trim()) ?? [];
  const value = columnValue(path);
  const sign = direction.toLowerCase() === 'desc' ? -1 : 1;
  if (!value) return undefined;
  return (a, b) => {
    const [x, y] = [value(a) ?? '', value(b) ?? ''];
    return x < y ? -sign : x > y ? sign : 0;
  };
}
