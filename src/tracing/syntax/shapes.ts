import { streamRelation } from '../../sql/index.ts';
import { enter, findCte, type Scope } from './scope.ts';
import { child, children, columnPath, columnRef, sameName, type Tree, word, words } from './tree.ts';

/** Column names of the relations that a SELECT may read, by lower-case name; `source` included. */
export type Relations = ReadonlyMap<string, readonly string[]>;

/** One relation of a FROM clause. */
export interface Item {
  /** What columns are qualified with. */
  readonly name: string;
  /** What it is, for people. */
  readonly label: string;
  /** Its node in the FROM clause. */
  readonly leaf: Tree;
  /** Undefined where they cannot be told from the syntax. */
  readonly columns: readonly string[] | undefined;
  readonly what:
    | {
        readonly kind: 'table';
        readonly table: string;
        /** The table's own names of the columns. */
        readonly own: readonly string[] | undefined;
      }
    | {
        readonly kind: 'query';
        readonly node: Tree;
        readonly scope: Scope;
        readonly names: readonly string[];
      }
    | { readonly kind: 'other' };
  /** Whether rows come out also where this one has none (outer joins), or only where it has none (ANTI). */
  readonly presence: 'required' | 'optional' | 'absent';
}

/** One column of a result; the expression is in terms of the query's own relations. */
export interface Output {
  readonly name: string;
  readonly expression: Tree;
}

/** What a SELECT reads, in the order it is written. */
export function itemsOf(select: Tree, scope: Scope, relations: Relations): Item[] {
  const from = child(select, 'from_table');
  return from ? leavesOf(from, 'required', enter(select, scope), relations) : [];
}

function leavesOf(from: Tree, presence: Item['presence'], scope: Scope, relations: Relations): Item[] {
  if (from.type !== 'JOIN') return from.type === 'EMPTY' ? [] : [itemOf(from, presence, scope, relations)];
  const [left, right] = [child(from, 'left'), child(from, 'right')];
  const type = word(from, 'join_type');
  const outer = (sides: readonly string[]): Item['presence'] =>
    sides.includes(type) ? 'optional' : presence;
  return [
    ...(left ? leavesOf(left, outer(['RIGHT', 'OUTER', 'FULL']), scope, relations) : []),
    ...(right
      ? leavesOf(right, type === 'ANTI' ? 'absent' : outer(['LEFT', 'OUTER', 'FULL']), scope, relations)
      : []),
  ];
}

function itemOf(leaf: Tree, presence: Item['presence'], scope: Scope, relations: Relations): Item {
  const alias = word(leaf, 'alias');
  const renamed = words(leaf, 'column_name_alias');
  const named = (columns: readonly string[] | undefined): readonly string[] | undefined =>
    columns ? [...renamed, ...columns.slice(renamed.length)] : undefined;
  const base = (table: string, relation: string): Item => ({
    ...{ name: alias || relation, label: table, leaf, presence },
    columns: named(relations.get(table.toLowerCase())),
    what: { kind: 'table', table, own: relations.get(table.toLowerCase()) },
  });
  const query = (node: Tree, inner: Scope, names: readonly string[], label: string): Item => {
    const own = outputsOf(node, inner, relations)?.map(({ name }) => name);
    const columns = named(own && [...names, ...own.slice(names.length)]);
    return {
      ...{ name: alias || label, label, leaf, presence, columns },
      what: { kind: 'query', node, scope: inner, names: columns ?? names },
    };
  };
  if (leaf.type === 'BASE_TABLE') {
    const name = word(leaf, 'table_name');
    const cte = findCte(name, scope);
    return cte ? query(cte.node, cte.scope, cte.columns, name) : base(name, name);
  }
  if (leaf.type === 'SUBQUERY') {
    const node = child(child(leaf, 'subquery') ?? {}, 'node');
    if (node) return query(node, scope, [], alias || 'a subquery');
  }
  const streamed = streamedTable(leaf);
  if (streamed) return base(streamed, streamRelation(streamed));
  return {
    name: alias,
    label: alias || 'a relation',
    leaf,
    presence,
    columns: undefined,
    what: { kind: 'other' },
  };
}

/** The table that `STREAM(name)` reads. */
function streamedTable(leaf: Tree): string | undefined {
  const called = leaf.type === 'TABLE_FUNCTION' ? child(leaf, 'function') : undefined;
  if (!called || !sameName(word(called, 'function_name'), 'stream')) return undefined;
  const [argument] = children(called, 'children');
  return argument && columnPath(argument)?.at(-1);
}

/** The columns of a query's result; undefined where they cannot be told from the syntax. */
export function outputsOf(node: Tree, scope: Scope, relations: Relations): Output[] | undefined {
  if (node.type !== 'SELECT_NODE') {
    const left = child(node, 'left');
    return left && outputsOf(left, enter(node, scope), relations);
  }
  const items = itemsOf(node, scope, relations);
  const outputs: Output[] = [];
  for (const expression of children(node, 'select_list')) {
    const found =
      expression.class === 'STAR'
        ? starOutputs(expression, items, child(node, 'from_table'))
        : [{ name: nameOf(expression) ?? `unnamed_${outputs.length}`, expression }];
    if (!found) return undefined;
    outputs.push(...found);
  }
  return outputs;
}

/** What an expression of a SELECT list is called, when something says it. */
export function nameOf(expression: Tree): string | undefined {
  return word(expression, 'alias') || columnPath(expression)?.at(-1);
}

function starOutputs(star: Tree, items: readonly Item[], from: Tree | undefined): Output[] | undefined {
  const relation = word(star, 'relation_name');
  if (star.columns === true || star.expr) return undefined;
  const excluded = [
    ...words(star, 'exclude_list'),
    ...children(star, 'qualified_exclude_list').map((name) => word(name, 'column')),
  ];
  const replaced = new Map(
    children(star, 'replace_list').map((entry) => [word(entry, 'key').toLowerCase(), child(entry, 'value')]),
  );
  const renamed = new Map(
    children(star, 'rename_list').map((entry) => [
      word(child(entry, 'key') ?? {}, 'column').toLowerCase(),
      word(entry, 'value'),
    ]),
  );
  const merged = relation === '' ? mergedColumns(from) : new Set<string>();
  const outputs: Output[] = [];
  for (const { name: item, columns, presence } of items) {
    if (relation !== '' && !sameName(relation, item)) continue;
    if (presence === 'absent') continue;
    if (!columns) return undefined;
    for (const column of columns) {
      const lower = column.toLowerCase();
      if (excluded.some((name) => sameName(name, column))) continue;
      if (merged.has(lower) && outputs.some(({ name }) => sameName(name, column))) continue;
      const expression = replaced.get(lower) ?? columnRef([item, column], star);
      outputs.push({ name: renamed.get(lower) ?? column, expression });
    }
  }
  return outputs;
}

/** Columns that a join gives once: those of USING. */
function mergedColumns(from: Tree | undefined): Set<string> {
  if (from?.type !== 'JOIN') return new Set();
  const below = [child(from, 'left'), child(from, 'right')].flatMap((side) => [...mergedColumns(side)]);
  return new Set([...below, ...words(from, 'using_columns').map((name) => name.toLowerCase())]);
}
