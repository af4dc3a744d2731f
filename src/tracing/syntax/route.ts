import { type Pushed, pushKey } from './push-key.ts';
import { enter, type Scope } from './scope.ts';
import { type Item, outputsOf, type Relations } from './shapes.ts';
import { child, columnPath, columnRef, rewrite, sameName, type Tree, word } from './tree.ts';

/** How a key comes through a query: from which of its relations, and through which queries inside. */
export type Route = SelectRoute | UnionRoute | StoppedRoute;

interface Stage {
  readonly node: Tree;
  readonly scope: Scope;
  /** Names of its columns, where they are given from outside. */
  readonly names: readonly string[];
  /** The key in terms of its result. */
  readonly key: Tree;
}

export interface SelectRoute extends Stage {
  readonly kind: 'select';
  readonly carriers: readonly Carrier[];
  /** Whether an aggregate chooses the key among those of a group. */
  readonly chosen: boolean;
}

export interface Carrier {
  readonly item: Item;
  /** In terms of the relation's columns. */
  readonly key: Tree;
  /** Whether the result's key is computed from it; else it is joined by it. */
  readonly origin: boolean;
  /** For a query: how the key comes through that. */
  readonly below: Route | undefined;
}

/** UNION, EXCEPT, INTERSECT. */
export interface UnionRoute extends Stage {
  readonly kind: 'union';
  readonly operator: string;
  readonly branches: readonly Route[];
}

export interface StoppedRoute extends Stage {
  readonly kind: 'stopped';
  /** What the key comes from and cannot be followed through. */
  readonly expression: Tree;
  readonly why: string;
}

/** A table in which the key may be looked for. */
export interface Leaf {
  readonly table: string;
  readonly key: Tree;
  readonly origin: boolean;
  readonly presence: Item['presence'];
}

export interface RouteContext {
  readonly relations: Relations;
  readonly aggregates: ReadonlySet<string>;
}

export function routeOf(
  node: Tree,
  scope: Scope,
  key: Tree,
  context: RouteContext,
  names: readonly string[] = [],
  depth = 0,
): Route {
  const stage: Stage = { node, scope, names, key };
  const inner = renamed(key, names, node, scope, context);
  if (depth > 40)
    return { kind: 'stopped', ...stage, expression: key, why: 'its queries are nested too deeply' };
  if (node.type === 'SET_OPERATION_NODE') return unionRoute(stage, inner, context, depth);
  if (node.type !== 'SELECT_NODE') {
    return { kind: 'stopped', ...stage, expression: key, why: 'it comes out of a recursive query' };
  }
  const pushed: Pushed = pushKey(node, scope, inner, context.relations, context.aggregates);
  if ('stopped' in pushed) return { kind: 'stopped', ...stage, expression: pushed.stopped, why: pushed.why };
  const carriers = pushed.carried.map((carried): Carrier => {
    const { what } = carried.item;
    const below =
      what.kind === 'query'
        ? routeOf(what.node, what.scope, carried.key, context, what.names, depth + 1)
        : undefined;
    return { ...carried, below };
  });
  return { kind: 'select', ...stage, carriers, chosen: pushed.chosen };
}

/** The key with the query's own names for its columns. */
function renamed(
  key: Tree,
  names: readonly string[],
  node: Tree,
  scope: Scope,
  { relations }: RouteContext,
): Tree {
  if (names.length === 0) return key;
  const own = outputsOf(node, scope, relations);
  return rewrite(key, (part) => {
    const [name = '', ...fields] = columnPath(part) ?? [];
    const inside = own?.[names.findIndex((given) => sameName(given, name))]?.name;
    return inside ? columnRef([inside, ...fields], part) : undefined;
  });
}

function unionRoute(stage: Stage, key: Tree, context: RouteContext, depth: number): UnionRoute {
  const { node, scope } = stage;
  const operator = word(node, 'setop_type');
  const inner = enter(node, scope);
  const [left, right] = [child(node, 'left'), child(node, 'right')];
  // Columns of a union are matched by position, and called as in the first SELECT.
  const names =
    operator === 'UNION_BY_NAME' || !left
      ? []
      : (outputsOf(left, inner, context.relations)?.map(({ name }) => name) ?? []);
  const branches = [
    ...(left ? [routeOf(left, inner, key, context, [], depth + 1)] : []),
    ...(right ? [routeOf(right, inner, key, context, names, depth + 1)] : []),
  ];
  return { kind: 'union', ...stage, operator, branches };
}

/** The tables that a route leads to. */
export function leavesOf(route: Route): Leaf[] {
  if (route.kind === 'stopped') return [];
  if (route.kind === 'union') {
    const kept = route.operator === 'EXCEPT' ? route.branches.slice(0, 1) : route.branches;
    const either = route.operator.startsWith('UNION');
    return kept
      .flatMap(leavesOf)
      .map((leaf) => (either && leaf.presence === 'required' ? { ...leaf, presence: 'optional' } : leaf));
  }
  return route.carriers.flatMap(({ item, key, origin, below }) => {
    if (item.what.kind === 'table') {
      const own = withOwnNames(key, item.columns, item.what.own);
      return [{ table: item.what.table, key: own, origin, presence: origin ? 'required' : item.presence }];
    }
    const inside = below ? leavesOf(below) : [];
    return inside.map((leaf) => ({
      ...leaf,
      origin: leaf.origin && origin,
      presence: item.presence === 'required' || origin ? leaf.presence : item.presence,
    }));
  });
}

/** A key in a table's own names of columns, where a query has given it others. */
function withOwnNames(
  key: Tree,
  given: readonly string[] | undefined,
  own: readonly string[] | undefined,
): Tree {
  if (!given || !own) return key;
  return rewrite(key, (part) => {
    const [name = '', ...fields] = columnPath(part) ?? [];
    const inside = own[given.findIndex((column) => sameName(column, name))];
    return inside ? columnRef([inside, ...fields], part) : undefined;
  });
}

/** The places where a route stops, nearest to the result first. */
export function stopsOf(route: Route): StoppedRoute[] {
  if (route.kind === 'stopped') return [route];
  if (route.kind === 'union') return route.branches.flatMap(stopsOf);
  return route.carriers.flatMap(({ below, origin }) => (below && origin ? stopsOf(below) : []));
}
