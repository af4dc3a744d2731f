import type { Problem } from '../../kernel/index.ts';
import { filtered } from '../problems.ts';
import { shown } from '../shown.ts';
import { qualified } from '../syntax/resolve.ts';
import type { SelectRoute } from '../syntax/route.ts';
import type { Item, Output } from '../syntax/shapes.ts';
import { asRelation, children, conjuncts, type Tree, walk, word } from '../syntax/tree.ts';
import { placeOf, type WhyContext } from './context.ts';

/** Calls of aggregates in an expression. */
export function aggregatesIn(expression: Tree, aggregates: ReadonlySet<string>): Tree[] {
  return [...walk(expression)].filter(
    (node) => node.class === 'FUNCTION' && aggregates.has(word(node, 'function_name').toLowerCase()),
  );
}

/** `HAVING count(*) > 1 is false (count(*) = 1)`; `route` is that of the SELECT without its HAVING. */
export async function havingFilters(
  having: Tree,
  { node, names, scope, key }: SelectRoute,
  items: readonly Item[],
  outputs: readonly Output[],
  { desk, compiled, value }: WhyContext,
): Promise<Problem> {
  const conditions = conjuncts(having);
  const full = conditions.map((condition) => qualified(condition, items, outputs));
  const calls = full.map((condition) => aggregatesIn(condition, desk.aggregates));
  const added = [
    ...full.map((condition, at) => ({ ...condition, alias: `headrace_c${at}` })),
    ...calls.flatMap((list, at) => list.map((call, of) => ({ ...call, alias: `headrace_v${at}_${of}` }))),
  ];
  const wider = { ...node, select_list: [...children(node, 'select_list'), ...added] };
  const found = await desk.matching(asRelation(wider, 'it', names), key, value);
  const names_ = added.map(({ alias }) => `CAST(to_json(${alias}) AS VARCHAR) AS ${alias}`);
  const query = await desk.trees.fill(`SELECT ${names_.join(', ')} FROM __it AS it LIMIT 1`, {
    __it: found,
  });
  const [row = {}] = await desk.rows(query, scope);
  const at = Math.max(
    0,
    full.findIndex((_, position) => row[`headrace_c${position}`] !== 'true'),
  );
  const values = (calls[at] ?? []).map(
    async (call, of) => `${await desk.trees.show(call)} = ${shown(row[`headrace_v${at}_${of}`])}`,
  );
  const condition = conditions[at] ?? having;
  return filtered(
    {
      clause: 'HAVING',
      condition: await desk.trees.show(condition),
      result: row[`headrace_c${at}`] === 'false' ? 'false' : 'NULL',
      values: await Promise.all(values),
    },
    placeOf(compiled, condition),
  );
}
