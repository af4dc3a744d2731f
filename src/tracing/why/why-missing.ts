import type { Problem } from '../../kernel/index.ts';
import { excluded, outdone } from '../problems.ts';
import { resolveColumn } from '../syntax/resolve.ts';
import type { Carrier, Route, SelectRoute, UnionRoute } from '../syntax/route.ts';
import { enter } from '../syntax/scope.ts';
import { type Item, itemsOf, outputsOf } from '../syntax/shapes.ts';
import { asRelation, child, columnPath, columnRef, rewrite, sameName, type Tree } from '../syntax/tree.ts';
import { lostInChoice, partitionsIn } from './chosen.ts';
import { ownColumns, placeOf, type WhyContext } from './context.ts';
import { lostInJoin, type Narrowed } from './join.ts';
import { findRival } from './rival.ts';
import { type Condition, conditionsOf, failing, filteredBy } from './where.ts';

/** Why a query does not have the key: what drops it, or the tables that lack it already. */
export type Why = { readonly problem: Problem } | { readonly lacking: readonly string[] };

/** Follows the key from inside outwards to the query that drops it; undefined where that cannot be told. */
export async function whyMissing(route: Route, context: WhyContext): Promise<Why | undefined> {
  if (route.kind === 'stopped') return undefined;
  if (route.kind === 'union') return whyNotUnited(route, context);
  const origins = route.carriers.filter(({ origin }) => origin);
  const inner = enter(route.node, route.scope);
  let lacking: Why | undefined;
  for (const carrier of origins) {
    const { item, key } = carrier;
    if (await context.desk.has(item.leaf, inner, key, context.value)) {
      const problem = await whyDropped(route, carrier, context);
      return problem && { problem };
    }
    lacking ??= await whyLacking(carrier, context);
  }
  return lacking;
}

async function whyLacking({ item, below }: Carrier, context: WhyContext): Promise<Why | undefined> {
  if (item.what.kind === 'table') return { lacking: [item.what.table] };
  return below && whyMissing(below, context);
}

async function whyNotUnited(route: UnionRoute, context: WhyContext): Promise<Why | undefined> {
  const [left, right] = route.branches;
  const inner = enter(route.node, route.scope);
  const has = (branch: Route): Promise<boolean> =>
    context.desk.has(asRelation(branch.node, 'it', branch.names), inner, branch.key, context.value);
  if (!route.operator.startsWith('UNION') && left && (await has(left))) {
    const at = placeOf(context.compiled, right?.node ?? route.node);
    const other = 'the second SELECT';
    if (route.operator === 'EXCEPT') return { problem: excluded({ how: 'EXCEPT', other, wanted: [] }, at) };
    return right && whyMissing(right, context);
  }
  const branches = route.operator.startsWith('UNION') ? route.branches : route.branches.slice(0, 1);
  const lacking: string[] = [];
  let untold = false;
  for (const branch of branches) {
    const why = await whyMissing(branch, context);
    if (why && 'problem' in why) return why;
    untold ||= why === undefined;
    lacking.push(...(why?.lacking ?? []));
  }
  return untold ? undefined : { lacking };
}

async function whyDropped(
  route: SelectRoute,
  carrier: Carrier,
  context: WhyContext,
): Promise<Problem | undefined> {
  const { node, scope: outer } = route;
  const { desk, value } = context;
  const scope = enter(node, outer);
  const from = child(node, 'from_table');
  if (!from) return undefined;
  const items = itemsOf(node, outer, context.relations);
  const outputs = outputsOf(node, outer, context.relations) ?? [];
  const { leaf, name } = carrier.item;
  const narrow = asRelation(await desk.matching(leaf, carrier.key, value), name);
  const narrowed: Narrowed = { from, leaf, narrow, items, scope };

  const unjoined = await lostInJoin(narrowed, context);
  if (unjoined) {
    const partner = route.carriers.find(({ item }) => item.leaf === unjoined.other?.leaf);
    const why = partner?.below && (await whyMissing(partner.below, context));
    const because = why && 'problem' in why ? explanation(partner, why.problem) : undefined;
    return unjoined.problem(because);
  }
  const only = rewrite(from, (part) => (part === leaf ? narrow : undefined));
  const where = conditionsOf(child(node, 'where_clause'), items, outputs);
  const failed = await failing(where, only, scope, context);
  if (failed) {
    return (
      (await outdoneIn(failed.condition, items, route.carriers, context)) ??
      (await filteredBy('WHERE', failed, only, scope, items, context))
    );
  }
  return lostInChoice(route, context);
}

function explanation(partner: Carrier | undefined, { message, place }: Problem): string {
  const at = place ? ` (${place.file}:${place.line})` : '';
  return `In ${partner?.item.label ?? 'it'}: ${message}${at}`;
}

/** `WHERE rn = 1`, where rn numbers rows in a subquery: which row was the first? */
async function outdoneIn(
  { written, full }: Condition,
  items: readonly Item[],
  carriers: readonly Carrier[],
  context: WhyContext,
): Promise<Problem | undefined> {
  for (const column of ownColumns(full, items)) {
    const found = resolveColumn(columnPath(column) ?? [], items);
    const what = found?.item.what;
    if (!found || what?.kind !== 'query' || what.node.type !== 'SELECT_NODE') continue;
    const output = outputsOf(what.node, what.scope, context.relations)?.find(({ name }) =>
      sameName(name, found.column),
    );
    const carrier = carriers.find(({ item }) => item.leaf === found.item.leaf);
    if (output?.expression.class !== 'WINDOW' || !carrier) continue;
    const { name } = found.item;
    const rival = await findRival(
      {
        ...{ losers: what.node, winners: what.node, names: what.names, scope: what.scope },
        groups: partitionsIn(output.expression),
        key: carrier.key,
        condition: inColumnsOf(name, full),
      },
      context,
    );
    const clause = `WHERE ${await context.desk.trees.show(written)}`;
    return outdone({ clause, ...rival }, placeOf(context.compiled, written));
  }
  return undefined;
}

function inColumnsOf(item: string, expression: Tree): Tree {
  return rewrite(expression, (node) => {
    const [first = '', ...rest] = columnPath(node) ?? [];
    return rest.length > 0 && sameName(first, item) ? columnRef(rest, node) : undefined;
  });
}
