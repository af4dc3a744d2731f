import type { Item, Output } from './shapes.ts';
import { child, children, columnPath, columnRef, rewrite, sameName, type Tree, walk } from './tree.ts';

/** A column of one of the relations that a SELECT reads. */
export interface Column {
  readonly item: Item;
  readonly column: string;
  /** Fields inside it. */
  readonly fields: readonly string[];
}

/** Which column a name means; undefined for what is none: a parameter of a lambda, an alias. */
export function resolveColumn(path: readonly string[], items: readonly Item[]): Column | undefined {
  const [first = '', second, ...rest] = path;
  if (second !== undefined) {
    const item = items.find(({ name }) => sameName(name, first));
    if (item) return { item, column: second, fields: rest };
  }
  const owner =
    items.find(({ columns }) => columns?.some((name) => sameName(name, first))) ??
    onlyOne(items.filter(({ columns }) => columns === undefined));
  return owner && { item: owner, column: first, fields: path.slice(1) };
}

function onlyOne<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}

/** An expression whose columns are qualified, and whose aliases of the SELECT list are written out. */
export function qualified(
  expression: Tree,
  items: readonly Item[],
  outputs: readonly Output[],
  depth = 0,
): Tree {
  const parameters = lambdaParameters(expression);
  return rewrite(expression, (node) => {
    if (node.class === 'SUBQUERY') {
      const left = child(node, 'child');
      return left ? { ...node, child: qualified(left, items, outputs, depth) } : node;
    }
    const path = columnPath(node);
    const [name = ''] = path ?? [];
    if (!path || parameters.has(name)) return undefined;
    const known = items.some(({ columns }) => columns?.some((column) => sameName(column, name)));
    const alias = outputs.find((output) => sameName(output.name, name));
    if (path.length === 1 && !known && alias && alias.expression !== expression && depth < 20) {
      return { ...qualified(alias.expression, items, outputs, depth + 1), alias: '' };
    }
    const found = resolveColumn(path, items);
    return found && columnRef([found.item.name, found.column, ...found.fields], node);
  });
}

function lambdaParameters(expression: Tree): Set<string> {
  const lambdas = [...walk(expression)].filter((node) => node.class === 'LAMBDA');
  const heads = lambdas.map((lambda) => child(lambda, 'lhs')).filter((head) => head !== undefined);
  return new Set(
    heads.flatMap((head) => [head, ...children(head, 'children')]).flatMap((head) => columnPath(head) ?? []),
  );
}

/** The relations whose columns stand in an expression. */
export function itemsIn(expression: Tree, items: readonly Item[]): Set<Item> {
  const parameters = lambdaParameters(expression);
  const found = [...walk(expression)].flatMap((node) => {
    const path = columnPath(node);
    const column = path && !parameters.has(path[0] ?? '') ? resolveColumn(path, items) : undefined;
    return column ? [column.item] : [];
  });
  return new Set(found);
}

/** Columns in an expression, each once. */
export function columnsIn(expression: Tree): Tree[] {
  const parameters = lambdaParameters(expression);
  const found = new Map<string, Tree>();
  for (const node of walk(expression)) {
    const path = columnPath(node);
    if (path && !parameters.has(path[0] ?? ''))
      found.set(path.join('.').toLowerCase(), found.get(path.join('.').toLowerCase()) ?? node);
  }
  return [...found.values()];
}
