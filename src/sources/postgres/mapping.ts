import { exitCode, HeadraceError, type Problem } from '../../kernel/index.ts';
import { documentValue, mayHoldJsonText } from './column-sql.ts';
import { fieldOf } from './field-type.ts';
import { checkMapping } from './mapping-problems.ts';
import { nestedParts } from './nested-parts.ts';
import { identifier } from './sql.ts';
import type { Column, DocumentSql, MappingConfig, PlannedField, Shape } from './types.ts';

/**
 * The SQL that makes the document of a row: fields in the order of their columns, then nested objects, then
 * computed fields, each as configured. A side join without a table costs nothing: Postgres folds it away, and
 * what remains is one `row_to_json` of one row.
 *
 * @throws HeadraceError (exit code 2) with everything that is wrong with the mapping.
 */
export function compileMapping(mapping: MappingConfig, shape: Shape): DocumentSql {
  const problems: readonly Problem[] = checkMapping(mapping, shape);
  if (problems.length > 0) throw new HeadraceError(problems, { exitCode: exitCode.usage });
  const { rename = {}, nest = {}, drop = [], cast = {}, computed = {} } = mapping;

  const columns = new Map(shape.columns.map((column) => [column.name, column]));
  const value = (name: string): string => documentValue(known(columns, name), cast[name]);
  const nested = Object.entries(nest).map(([target, content]) => ({
    target,
    parts: nestedParts(content, rename),
  }));
  const elsewhere = new Set([...drop, ...nested.flatMap(({ parts }) => parts.map(({ column }) => column))]);

  const nestAlias = freeName('n', [...columns.keys()]);
  const joins: string[] = [];
  const selected: string[] = [];
  const fields: PlannedField[] = [];
  const calculations = Object.entries(computed);
  if (calculations.length > 0) joins.push(computedJoin(calculations, shape));
  for (const column of shape.columns) {
    if (elsewhere.has(column.name)) continue;
    const name = rename[column.name] ?? column.name;
    selected.push(`${value(column.name)} AS ${identifier(name)}`);
    const type = cast[column.name];
    fields.push({
      name,
      field: type === undefined ? fieldOf(name, column) : undefined,
      expression: value(column.name),
      where: `the cast of "${column.name}" to ${type}`,
    });
  }
  for (const [at, { target, parts }] of nested.entries()) {
    joins.push(
      lateral(
        parts.map(({ name, column }) => `${value(column)} AS ${identifier(name)}`),
        `${nestAlias}${at}`,
      ),
    );
    selected.push(`${nestAlias}${at} AS ${identifier(target)}`);
    const field = { name: target, type: 'object', list: false } as const;
    fields.push({ name: target, field, expression: 'NULL', where: `the nested "${target}"` });
  }
  for (const [at, [name, sql]] of calculations.entries()) {
    selected.push(`c.c${at} AS ${identifier(name)}`);
    fields.push({ name, field: undefined, expression: `(${sql})`, where: `the computed "${name}"` });
  }
  return {
    from: [...joins, lateral(selected, 'd')].map((join) => `, ${join}`).join(''),
    // A column may be called like the alias, and would be meant without the star.
    json: 'row_to_json(d.*)',
    verbatim: calculations.length > 0 || Object.keys(cast).length > 0 || shape.columns.some(mayHoldJsonText),
    fields,
  };
}

/**
 * Comes before all other joins, so that an expression sees no columns but those of the table. The column that
 * nobody uses makes Postgres evaluate what is volatile (`random()`) for every row, not once for all.
 */
function computedJoin(calculations: readonly (readonly [string, string])[], { columns }: Shape): string {
  const values = calculations.map(([, sql], at) => `(${sql}) AS c${at}`);
  return lateral([...values, ...columns.slice(0, 1).map(({ name }) => `t.${identifier(name)} AS each`)], 'c');
}

/** A start of names that no column has. */
function freeName(start: string, columns: readonly string[]): string {
  return columns.some((name) => name.startsWith(start)) ? freeName(`${start}_`, columns) : start;
}

function lateral(values: readonly string[], alias: string): string {
  return `LATERAL (SELECT ${values.join(', ')}) AS ${alias}`;
}

function known(columns: ReadonlyMap<string, Column>, name: string): Column {
  const column = columns.get(name);
  if (column === undefined) throw new Error(`column "${name}" was to be checked`);
  return column;
}
