import { child, children, sameName, type Tree, word, words } from './tree.ts';

/** Common table expressions that a query may name: those of the nearest WITH first. */
export type Scope = readonly (readonly Tree[])[];

export interface Cte {
  readonly node: Tree;
  /** What it may itself name. */
  readonly scope: Scope;
  /** Names given to its columns: `WITH a(x, y) AS …`. */
  readonly columns: readonly string[];
}

/** What stands in scope inside a query. */
export function enter(query: Tree, scope: Scope): Scope {
  const ctes = ctesOf(query);
  return ctes.length > 0 ? [ctes, ...scope] : scope;
}

export function findCte(name: string, scope: Scope): Cte | undefined {
  for (const [level, ctes] of scope.entries()) {
    const at = ctes.findIndex((cte) => sameName(word(cte, 'key'), name));
    const value = at < 0 ? undefined : child(ctes[at] ?? {}, 'value');
    const node = value && child(child(value, 'query') ?? {}, 'node');
    if (value && node) {
      const before = ctes.slice(0, at);
      return { node, scope: [before, ...scope.slice(level + 1)], columns: words(value, 'aliases') };
    }
  }
  return undefined;
}

function ctesOf(query: Tree): Tree[] {
  return children(child(query, 'cte_map') ?? {}, 'map');
}

/** A query that brings along the common table expressions it may name. */
export function selfContained(query: Tree, scope: Scope, star: Tree): Tree {
  return scope
    .filter((ctes) => ctes.length > 0)
    .reduce<Tree>(
      (inner, ctes) => ({
        ...star,
        cte_map: { map: ctes },
        from_table: {
          ...{ type: 'SUBQUERY', alias: 'scoped', sample: null, column_name_alias: [] },
          subquery: { node: inner, named_param_map: [] },
        },
      }),
      query,
    );
}
