import { shown } from '../shown.ts';
import { columnsIn } from '../syntax/resolve.ts';
import type { Scope } from '../syntax/scope.ts';
import { asRelation, children, columnPath, type Tree } from '../syntax/tree.ts';
import type { WhyContext } from './context.ts';

/** What a row shares with the one that was kept instead of it, and how to find that one. */
export interface Rival {
  /** `email = "a@b"`. */
  readonly same: readonly string[];
  /** `order_id = 5`; empty where there is none. */
  readonly winner: readonly string[];
}

/** Two versions of a SELECT, before and after one of several rows was chosen. */
export interface Choice {
  readonly losers: Tree;
  readonly winners: Tree;
  /** Names of the result's columns, where they are given from outside. */
  readonly names: readonly string[];
  readonly scope: Scope;
  /** What rows that compete with each other have in common. */
  readonly groups: readonly Tree[];
  /** In terms of the result. */
  readonly key: Tree;
  /** What winners must also meet, in terms of the result. */
  readonly condition?: Tree;
}

/** Finds the row that was kept in the place of the one with the key. */
export async function findRival(choice: Choice, { desk, value }: WhyContext): Promise<Rival> {
  const { losers, winners, names, scope, groups, key, condition } = choice;
  const { trees } = desk;
  const marked = async (query: Tree): Promise<Tree> =>
    asRelation(
      { ...query, select_list: [...children(query, 'select_list'), ...(await aliased())] },
      'it',
      names,
    );
  const aliased = async (): Promise<Tree[]> =>
    groups.map((group, at) => ({ ...group, alias: `headrace_g${at}` }));
  const list = groups.map((_, at) => `headrace_g${at}`);
  const ids = columnsIn(key);
  const idNames = ids.map((_, at) => `headrace_k${at}`);
  const idParts = Object.fromEntries(ids.map((id, at) => [`__k${at}`, id]));
  const loser = await trees.fill(`SELECT ${list.join(', ') || '1 AS one'} FROM __it LIMIT 1`, {
    __it: asRelation(await desk.matching(await marked(losers), key, value), 'it'),
  });
  const winner = await trees.fill(
    `SELECT ${[...ids.map((_, at) => `__k${at} AS ${idNames[at]}`), ...list].join(', ')} FROM __it ${condition ? 'WHERE __condition' : ''}`,
    { ...idParts, __it: await marked(winners), ...(condition && { __condition: condition }) },
  );
  const on = list.map((name) => `w.${name} IS NOT DISTINCT FROM l.${name}`).join(' AND ') || 'true';
  const columns = [
    ...list.map((name, at) => `CAST(to_json(l.${name}) AS VARCHAR) AS v${at}`),
    ...idNames.map((name, at) => `CAST(to_json(w.${name}) AS VARCHAR) AS w${at}`),
  ];
  const both = await trees.fill(
    `SELECT ${columns.join(', ')} FROM __loser AS l LEFT JOIN __winner AS w ON ${on} LIMIT 1`,
    { __loser: asRelation(loser, 'l'), __winner: asRelation(winner, 'w') },
  );
  const [row] = await desk.rows(both, scope);
  if (!row) return { same: [], winner: [] };
  const named = (expressions: readonly Tree[], prefix: string): Promise<string[]> =>
    Promise.all(
      expressions.map(async (expression, at) => {
        const name = columnPath(expression)?.at(-1) ?? (await trees.show(expression));
        return `${name} = ${shown(row[`${prefix}${at}`])}`;
      }),
    );
  const won = typeof row.w0 === 'string';
  return { same: await named(groups, 'v'), winner: won ? await named(ids, 'w') : [] };
}
