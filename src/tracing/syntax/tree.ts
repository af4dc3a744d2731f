import { isRecord } from '../../kernel/index.ts';

/** A node of DuckDB's syntax tree, as `json_serialize_sql` gives it with every property. */
export type Tree = Readonly<Record<string, unknown>>;

export function child(tree: Tree, key: string): Tree | undefined {
  const value = tree[key];
  return isRecord(value) ? value : undefined;
}

export function children(tree: Tree, key: string): Tree[] {
  const value = tree[key];
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** A text of a node; '' where there is none. */
export function word(tree: Tree, key: string): string {
  const value = tree[key];
  return typeof value === 'string' ? value : '';
}

export function words(tree: Tree, key: string): string[] {
  const value = tree[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** A node with all nodes below it, subqueries left out: their names are another matter. */
export function* walk(tree: Tree): Generator<Tree> {
  yield tree;
  for (const [key, value] of Object.entries(tree)) {
    if (key === 'subquery') continue;
    for (const item of Array.isArray(value) ? value.flat() : [value]) if (isRecord(item)) yield* walk(item);
  }
}

/** A copy in which `change` has put other nodes in the place of some; it does not see what it has put there. */
export function rewrite(tree: Tree, change: (node: Tree) => Tree | undefined): Tree {
  const changed = change(tree);
  if (changed) return changed;
  const inside = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(inside) : isRecord(value) ? rewrite(value, change) : value;
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, inside(value)]));
}

/** `["a", "b"]` of the column reference `a.b`; undefined for every other node. */
export function columnPath(tree: Tree): readonly string[] | undefined {
  return tree.class === 'COLUMN_REF' ? words(tree, 'column_names') : undefined;
}

export function columnRef(path: readonly string[], like?: Tree): Tree {
  return {
    ...{ class: 'COLUMN_REF', type: 'COLUMN_REF', alias: '' },
    ...(typeof like?.query_location === 'number' && { query_location: like.query_location }),
    column_names: path,
  };
}

/** The conditions that must all hold. */
export function conjuncts(condition: Tree | undefined): Tree[] {
  if (!condition) return [];
  if (condition.type !== 'CONJUNCTION_AND') return [condition];
  return children(condition, 'children').flatMap(conjuncts);
}

export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** A query as a relation of a FROM clause. */
export function asRelation(node: Tree, alias: string, columns: readonly string[] = []): Tree {
  return {
    ...{ type: 'SUBQUERY', alias, sample: null },
    subquery: { node, named_param_map: [] },
    column_name_alias: columns,
  };
}
