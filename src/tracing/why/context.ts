import { byteToCharOffset, type Location } from '../../kernel/index.ts';
import { type CompiledTable, sqlLocation } from '../../plan/index.ts';
import type { Desk } from '../desk.ts';
import { shown } from '../shown.ts';
import { columnsIn, resolveColumn } from '../syntax/resolve.ts';
import type { Scope } from '../syntax/scope.ts';
import type { Item, Relations } from '../syntax/shapes.ts';
import { columnPath, type Tree, walk, word } from '../syntax/tree.ts';

/** The table whose SQL is asked why it drops the key. */
export interface WhyContext {
  readonly desk: Desk;
  readonly compiled: CompiledTable;
  readonly value: string;
  /** Columns of everything that its SQL may read. */
  readonly relations: Relations;
}

const token = /^(?:\w+|'(?:[^']|'')*'|"[^"]*"|[^\s\w]+)/;

/** Where an expression stands in the table's SQL. */
export function placeOf({ table, sql = '' }: CompiledTable, expression: Tree): Location {
  const bytes = [...walk(expression)].flatMap(({ query_location: at }) =>
    typeof at === 'number' && at <= Buffer.byteLength(sql) ? [at] : [],
  );
  if (bytes.length === 0) return sqlLocation(table, 0);
  const [start = 0, last = 0] = [Math.min(...bytes), Math.max(...bytes)].map((at) =>
    byteToCharOffset(sql, at),
  );
  const end = last + (token.exec(sql.slice(last))?.[0].length ?? 1);
  const line = sql.slice(start, end).split('\n')[0] ?? '';
  return sqlLocation(table, start, Math.max(1, line.length));
}

/** `amount = -3` for each expression, as it is in the first row that meets the condition. */
export async function valuesOf(
  { desk }: WhyContext,
  expressions: readonly Tree[],
  from: Tree,
  scope: Scope,
  condition?: Tree,
): Promise<string[]> {
  if (expressions.length === 0) return [];
  const parts = Object.fromEntries(expressions.map((expression, at) => [`__v${at}`, expression]));
  const list = expressions.map((_, at) => `CAST(to_json(__v${at}) AS VARCHAR) AS v${at}`).join(', ');
  const query = await desk.trees.fill(
    `SELECT ${list} FROM __from ${condition ? 'WHERE __condition' : ''} LIMIT 1`,
    { ...parts, __from: from, ...(condition && { __condition: condition }) },
  );
  const [row] = await desk.rows(query, scope);
  if (!row) return [];
  return Promise.all(
    expressions.map(async (expression, at) => `${await nameOf(desk, expression)} = ${shown(row[`v${at}`])}`),
  );
}

async function nameOf(desk: Desk, expression: Tree): Promise<string> {
  return columnPath(expression)?.at(-1) ?? desk.trees.show(expression);
}

/** Columns of an expression that belong to one of these relations. */
export function ownColumns(expression: Tree, items: readonly Item[]): Tree[] {
  return columnsIn(expression).filter((column) => resolveColumn(columnPath(column) ?? [], items));
}

/** `LEFT JOIN` and the like, as people write them. */
export function joinName(join: Tree): string {
  if (word(join, 'ref_type') === 'CROSS') return 'CROSS JOIN';
  const type = word(join, 'join_type');
  return type === 'INNER' ? 'JOIN' : `${type === 'OUTER' ? 'FULL' : type} JOIN`;
}
