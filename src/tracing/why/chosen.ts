import type { Problem } from '../../kernel/index.ts';
import { cutOff, folded, outdone } from '../problems.ts';
import { qualified } from '../syntax/resolve.ts';
import type { SelectRoute } from '../syntax/route.ts';
import { type Item, itemsOf, type Output, outputsOf } from '../syntax/shapes.ts';
import { asRelation, child, children, type Tree, walk, word } from '../syntax/tree.ts';
import { placeOf, type WhyContext } from './context.ts';
import { aggregatesIn, havingFilters } from './having.ts';
import { findRival, type Rival } from './rival.ts';

/**
 * What is done to whole rows once they are there: LIMIT, DISTINCT ON, QUALIFY, HAVING, GROUP BY. Taken
 * away one after the other from the end; the one without which the key appears is to blame.
 */
export async function lostInChoice(route: SelectRoute, context: WhyContext): Promise<Problem | undefined> {
  const { node, scope, names, key } = route;
  const { desk, compiled, value } = context;
  const relations = context.relations;
  const items = itemsOf(node, scope, relations);
  const outputs = outputsOf(node, scope, relations) ?? [];
  const appears = (query: Tree): Promise<boolean> =>
    desk.has(asRelation(query, 'it', names), scope, key, value);
  const rivalOf = (losers: Tree, winners: Tree, groups: readonly Tree[]): Promise<Rival> =>
    findRival({ losers, winners, names, scope, groups, key }, context);
  const full = (expression: Tree): Tree => qualified(expression, items, outputs);

  const modifiers = children(node, 'modifiers');
  const limit = modifiers.find((modifier) => word(modifier, 'type').startsWith('LIMIT'));
  const unlimited = { ...node, modifiers: modifiers.filter((modifier) => modifier !== limit) };
  if (limit && (await appears(unlimited))) return cutOff({ clause: 'LIMIT' }, placeOf(compiled, limit));

  const distinct = modifiers.find(
    (modifier) =>
      modifier.type === 'DISTINCT_MODIFIER' && children(modifier, 'distinct_on_targets').length > 0,
  );
  const every = { ...unlimited, modifiers: [] };
  if (distinct && (await appears(every))) {
    const targets = children(distinct, 'distinct_on_targets').map(full);
    const rival = await rivalOf(every, unlimited, targets);
    return outdone({ clause: 'DISTINCT ON', ...rival }, placeOf(compiled, distinct));
  }

  const qualify = child(node, 'qualify');
  const unqualified = { ...every, qualify: null };
  if (qualify && (await appears(unqualified))) {
    const clause = `QUALIFY ${await desk.trees.show(qualify)}`;
    const rival = await rivalOf(unqualified, every, partitionsIn(full(qualify)));
    return outdone({ clause, ...rival }, placeOf(compiled, qualify));
  }

  const having = child(node, 'having');
  const ungrouped = { ...unqualified, having: null };
  if (having && (await appears(ungrouped))) {
    return havingFilters(having, { ...route, node: ungrouped }, items, outputs, context);
  }
  if (!route.chosen) return undefined;
  const groups = groupsOf(node, items, outputs, desk.aggregates);
  return foldedInto(groups, route, context);
}

/** What the rows are divided by that a window function in an expression looks at. */
export function partitionsIn(expression: Tree): Tree[] {
  const windows = [...walk(expression)].filter((node) => node.class === 'WINDOW');
  const [first] = windows;
  return first ? children(first, 'partitions') : [];
}

/** Expressions of GROUP BY: written out, by position, by alias, or ALL. */
function groupsOf(
  node: Tree,
  items: readonly Item[],
  outputs: readonly Output[],
  aggregates: ReadonlySet<string>,
): Tree[] {
  const written = children(node, 'group_expressions').map((group) => {
    const { value } = child(group, 'value') ?? {};
    const at = group.class === 'CONSTANT' && typeof value === 'number' ? value - 1 : -1;
    return outputs[at]?.expression ?? group;
  });
  const all =
    node.aggregate_handling === 'FORCE_AGGREGATES'
      ? outputs
          .map(({ expression }) => expression)
          .filter((one) => aggregatesIn(one, aggregates).length === 0)
      : [];
  return [...written, ...all].map((group) => qualified(group, items, outputs));
}

/** The key was one of several in a group, and another one stands for the group. */
async function foldedInto(
  groups: readonly Tree[],
  { node, scope, names, key }: SelectRoute,
  context: WhyContext,
): Promise<Problem> {
  // Before they are grouped, rows have the key itself; after it, what the aggregate made of it.
  const single = {
    ...node,
    modifiers: [],
    group_expressions: [],
    group_sets: [],
    having: null,
    qualify: null,
  };
  const list = children(node, 'select_list').map((expression) => {
    const [argument] = children(expression, 'children');
    return aggregatesIn(expression, context.desk.aggregates).length > 0 && argument
      ? { ...argument, alias: word(expression, 'alias') }
      : expression;
  });
  const losers = { ...single, aggregate_handling: 'STANDARD_HANDLING', select_list: list };
  const rival = await findRival({ losers, winners: node, names, scope, groups, key }, context);
  return folded(rival, placeOf(context.compiled, groups[0] ?? node));
}
