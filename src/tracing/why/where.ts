import type { Problem } from '../../kernel/index.ts';
import { filtered } from '../problems.ts';
import { qualified } from '../syntax/resolve.ts';
import type { Scope } from '../syntax/scope.ts';
import type { Item, Output } from '../syntax/shapes.ts';
import { children, conjuncts, type Tree } from '../syntax/tree.ts';
import { ownColumns, placeOf, valuesOf, type WhyContext } from './context.ts';

export interface Condition {
  /** As it is written. */
  readonly written: Tree;
  /** With qualified columns, and no aliases. */
  readonly full: Tree;
}

export function conditionsOf(
  clause: Tree | undefined,
  items: readonly Item[],
  outputs: readonly Output[],
): Condition[] {
  return conjuncts(clause).map((written) => ({ written, full: qualified(written, items, outputs) }));
}

/** The first condition that does not hold for the row that gets furthest; undefined when one passes all. */
export async function failing(
  conditions: readonly Condition[],
  from: Tree,
  scope: Scope,
  { desk }: WhyContext,
): Promise<{ readonly condition: Condition; readonly result: string } | undefined> {
  if (conditions.length === 0) return undefined;
  const parts = Object.fromEntries(conditions.map(({ full }, at) => [`__c${at}`, full]));
  const list = conditions.map((_, at) => `CAST(__c${at} AS BOOLEAN) AS c${at}`).join(', ');
  const all = conditions.map((_, at) => `__c${at}`).join(' AND ');
  const passing = await desk.trees.fill(`SELECT 1 AS one FROM __from WHERE ${all} LIMIT 1`, {
    ...parts,
    __from: from,
  });
  if ((await desk.rows(passing, scope)).length > 0) return undefined;
  const query = await desk.trees.fill(`SELECT ${list} FROM __from LIMIT 100`, { ...parts, __from: from });
  const found = await desk.rows(query, scope);
  const passed = (row: Readonly<Record<string, unknown>>): number => {
    const at = conditions.findIndex((_, position) => row[`c${position}`] !== true);
    return at < 0 ? conditions.length : at;
  };
  const [best] = [...found].sort((a, b) => passed(b) - passed(a));
  const at = best ? passed(best) : 0;
  const condition = conditions[at];
  return condition && { condition, result: best?.[`c${at}`] === false ? 'false' : 'NULL' };
}

/** `WHERE amount > 0 is false (amount = -3)`. */
export async function filteredBy(
  clause: string,
  { condition, result }: { readonly condition: Condition; readonly result: string },
  from: Tree,
  scope: Scope,
  items: readonly Item[],
  context: WhyContext,
): Promise<Problem> {
  const { desk, compiled } = context;
  const { written, full } = condition;
  const wanting = await desk.trees.fill('SELECT (__c) IS NOT TRUE', { __c: full });
  const [failed] = children(wanting, 'select_list');
  const values = await valuesOf(context, ownColumns(full, items), from, scope, failed);
  return filtered(
    { clause, condition: await desk.trees.show(written), result, values },
    placeOf(compiled, written),
  );
}
