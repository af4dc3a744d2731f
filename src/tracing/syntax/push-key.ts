import { equalitiesOf, movedTo } from './equalities.ts';
import { itemsIn, qualified } from './resolve.ts';
import type { Scope } from './scope.ts';
import { type Item, itemsOf, nameOf, type Output, outputsOf, type Relations } from './shapes.ts';
import { children, columnPath, columnRef, rewrite, sameName, type Tree, walk, word } from './tree.ts';

/** A relation that a SELECT reads and that carries the key, as an expression of its columns. */
export interface Carried {
  readonly item: Item;
  readonly key: Tree;
  /** Whether the result's key is computed from it; else it is joined by it. */
  readonly origin: boolean;
}

export type Pushed =
  | { readonly carried: readonly Carried[]; readonly chosen: boolean }
  /** The expression that the key comes from, and cannot be followed through. */
  | { readonly stopped: Tree; readonly why: string };

/** Aggregates whose result is one of the values they were given. */
const choosing = new Set(
  'any_value arbitrary first last min max arg_min arg_max min_by max_by mode'.split(' '),
);
const severalRows = new Set(['unnest', 'explode', 'generate_subscripts']);

/**
 * A key, which is an expression of a SELECT's result, in terms of the relations that it reads: columns
 * are replaced by what they are computed from.
 */
export function pushKey(
  select: Tree,
  scope: Scope,
  key: Tree,
  relations: Relations,
  aggregates: ReadonlySet<string>,
): Pushed {
  const items = itemsOf(select, scope, relations);
  const outputs = outputsOf(select, scope, relations);
  let failed: Pushed | undefined;
  let chosen = false;
  const source = rewrite(key, (node) => {
    const [name = '', ...fields] = columnPath(node) ?? [];
    if (name === '') return undefined;
    const found = outputs?.find((output) => sameName(output.name, name));
    const expression = found?.expression ?? explicit(select, name);
    if (!expression) {
      failed = { stopped: node, why: `where "${name}" comes from cannot be told` };
      return node;
    }
    const full: Tree = { ...qualified(expression, items, outputs ?? []), alias: '' };
    const path = columnPath(full);
    if (fields.length > 0 && path) return columnRef([...path, ...fields], full);
    if (fields.length > 0) failed = { stopped: full, why: 'it is a field of something computed' };
    return full;
  });
  if (failed) return failed;
  const plain = rewrite(source, (node) => {
    const [first] = children(node, 'children');
    const chooses = node.class === 'FUNCTION' && choosing.has(word(node, 'function_name').toLowerCase());
    if (!chooses || !first || !aggregates.has(word(node, 'function_name').toLowerCase())) return undefined;
    chosen = true;
    return first;
  });
  const obstacle = [...walk(plain)].flatMap((node) => obstacleIn(node, aggregates) ?? [])[0];
  if (obstacle) return { stopped: source, why: obstacle };
  return { ...carriers(select, plain, items, outputs ?? []), chosen };
}

function carriers(
  select: Tree,
  key: Tree,
  items: readonly Item[],
  outputs: readonly Output[],
): { readonly carried: readonly Carried[] } | { readonly stopped: Tree; readonly why: string } {
  const origins = itemsIn(key, items);
  if (origins.size === 0) return { stopped: key, why: 'it comes from no table' };
  const equalities = equalitiesOf(select, items, outputs);
  const carried = items.flatMap((item) => {
    const moved = movedTo(item, key, items, equalities);
    return moved ? [{ item, key: unqualified(moved, item), origin: origins.has(item) }] : [];
  });
  // What is made from several relations may still be found in one that all of them are joined with.
  if (carried.length > 0) {
    const some = carried.some(({ origin }) => origin);
    return { carried: carried.map((one, at) => (some ? one : { ...one, origin: at === 0 })) };
  }
  return {
    stopped: key,
    why: `it is made from ${[...origins].map(({ label }) => label).join(' and ')} together`,
  };
}

/** An output whose name is written, in a SELECT whose stars cannot be expanded; or the only star. */
function explicit(select: Tree, name: string): Tree | undefined {
  const list = children(select, 'select_list');
  const written = list.find((expression) => sameName(nameOf(expression) ?? '', name));
  const stars = list.filter((expression) => expression.class === 'STAR');
  const [star] = stars;
  return written ?? (star && stars.length === 1 && !star.expr ? starColumn(star, name) : undefined);
}

function starColumn(star: Tree, name: string): Tree {
  const relation = word(star, 'relation_name');
  return columnRef(relation === '' ? [name] : [relation, name], star);
}

function unqualified(expression: Tree, { name }: Item): Tree {
  return rewrite(expression, (node) => {
    const [first = '', ...rest] = columnPath(node) ?? [];
    return rest.length > 0 && sameName(first, name) ? columnRef(rest, node) : undefined;
  });
}

function obstacleIn(node: Tree, aggregates: ReadonlySet<string>): string | undefined {
  if (node.class === 'WINDOW') return 'it is computed over several rows';
  if (node.class === 'SUBQUERY') return 'it is computed by a subquery';
  if (node.class !== 'FUNCTION') return undefined;
  const name = word(node, 'function_name').toLowerCase();
  if (severalRows.has(name)) return 'one row becomes several';
  return aggregates.has(name) ? 'it is an aggregate' : undefined;
}
