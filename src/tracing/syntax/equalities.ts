import { type Column, itemsIn, qualified, resolveColumn } from './resolve.ts';
import type { Item, Output } from './shapes.ts';
import {
  child,
  columnPath,
  columnRef,
  conjuncts,
  rewrite,
  sameName,
  type Tree,
  word,
  words,
} from './tree.ts';

/** Two expressions, each of one relation only, that joins and conditions hold equal. */
interface Equality {
  readonly left: Tree;
  readonly right: Tree;
}

export function equalitiesOf(select: Tree, items: readonly Item[], outputs: readonly Output[]): Equality[] {
  const from = child(select, 'from_table');
  const conditions = [...(from ? joinConditions(from) : []), ...conjuncts(child(select, 'where_clause'))];
  const written = conditions.flatMap((condition) => {
    if (condition.type !== 'COMPARE_EQUAL' && condition.type !== 'COMPARE_NOT_DISTINCT_FROM') return [];
    const [left, right] = [child(condition, 'left'), child(condition, 'right')];
    if (!left || !right) return [];
    const pair = { left: qualified(left, items, outputs), right: qualified(right, items, outputs) };
    return itemsIn(pair.left, items).size === 1 && itemsIn(pair.right, items).size === 1 ? [pair] : [];
  });
  return [...written, ...(from ? usingEqualities(from, items) : [])];
}

function joinConditions(from: Tree): Tree[] {
  if (from.type !== 'JOIN') return [];
  const [left, right] = [child(from, 'left'), child(from, 'right')];
  return [
    ...(left ? joinConditions(left) : []),
    ...(right ? joinConditions(right) : []),
    ...conjuncts(child(from, 'condition')),
  ];
}

/** USING names columns of one name on both sides. */
function usingEqualities(from: Tree, items: readonly Item[]): Equality[] {
  const names = from.type === 'JOIN' ? [...new Set(usingNames(from))] : [];
  return names.flatMap((name) => {
    const owners = items.filter(({ columns }) => columns?.some((column) => sameName(column, name)));
    return owners.slice(1).map((owner, at) => ({
      left: columnRef([owners[at]?.name ?? '', name]),
      right: columnRef([owner.name, name]),
    }));
  });
}

function usingNames(from: Tree): string[] {
  const sides = [child(from, 'left'), child(from, 'right')].filter((side) => side !== undefined);
  return [
    ...words(from, 'using_columns'),
    ...sides.flatMap((side) => (side.type === 'JOIN' ? usingNames(side) : [])),
  ];
}

/** The same expression in columns of another relation, as far as equalities lead there. */
export function movedTo(
  target: Item,
  expression: Tree,
  items: readonly Item[],
  equalities: readonly Equality[],
): Tree | undefined {
  let possible = true;
  const moved = rewrite(expression, (node) => {
    const path = columnPath(node);
    const column = path && resolveColumn(path, items);
    if (!column) return undefined;
    const found = equal(column, target, items, equalities);
    possible &&= found !== undefined;
    return found ?? node;
  });
  return possible ? moved : undefined;
}

function equal(
  { item, column, fields }: Column,
  target: Item,
  items: readonly Item[],
  equalities: readonly Equality[],
): Tree | undefined {
  const start = columnRef([item.name, column, ...fields]);
  if (item === target) return start;
  const seen: Tree[] = [start];
  for (const known of seen) {
    for (const { left, right } of equalities) {
      for (const [one, other] of [
        [left, right],
        [right, left],
      ] as const) {
        if (!sameColumn(withoutCast(one), known)) continue;
        if (itemsIn(other, items).has(target)) return other;
        const plain = withoutCast(other);
        if (columnPath(plain) && !seen.some((before) => sameColumn(before, plain))) seen.push(plain);
      }
    }
  }
  return undefined;
}

function sameColumn(a: Tree, b: Tree): boolean {
  const [left, right] = [columnPath(a), columnPath(b)];
  return left !== undefined && right !== undefined && sameName(left.join('\0'), right.join('\0'));
}

/** Values are compared as texts: a change of type alone changes nothing. */
export function withoutCast(expression: Tree): Tree {
  const inner = word(expression, 'class') === 'CAST' ? child(expression, 'child') : undefined;
  return inner ? withoutCast(inner) : expression;
}
