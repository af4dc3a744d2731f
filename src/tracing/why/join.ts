import type { Problem } from '../../kernel/index.ts';
import { excluded, noPartner } from '../problems.ts';
import { withoutCast } from '../syntax/equalities.ts';
import { itemsIn, qualified } from '../syntax/resolve.ts';
import type { Scope } from '../syntax/scope.ts';
import type { Item } from '../syntax/shapes.ts';
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
} from '../syntax/tree.ts';
import { joinName, placeOf, valuesOf, type WhyContext } from './context.ts';

/** A FROM clause in which one relation is narrowed to the rows with the key. */
export interface Narrowed {
  readonly from: Tree;
  readonly leaf: Tree;
  readonly narrow: Tree;
  readonly items: readonly Item[];
  readonly scope: Scope;
}

/** What was wanted of the other side of a join, and did not come. */
export interface Unjoined {
  readonly other: Item | undefined;
  readonly problem: (because: string | undefined) => Problem;
}

/** The innermost join in which the rows with the key get lost. */
export async function lostInJoin(narrowed: Narrowed, context: WhyContext): Promise<Unjoined | undefined> {
  const { from, leaf, narrow, scope } = narrowed;
  for (const join of joinsAround(leaf, from)) {
    const part = await context.desk.trees.fill('SELECT 1 AS one FROM __from LIMIT 1', {
      __from: rewrite(join, (node) => (node === leaf ? narrow : undefined)),
    });
    if ((await context.desk.rows(part, scope)).length === 0) return unjoined(join, narrowed, context);
  }
  return undefined;
}

/** The joins that a relation stands in, the innermost first. */
function joinsAround(leaf: Tree, from: Tree): Tree[] {
  if (from.type !== 'JOIN') return [];
  const side = [child(from, 'left'), child(from, 'right')].find((part) => part && holds(part, leaf));
  return side ? [...joinsAround(leaf, side), from] : [];
}

function holds(part: Tree, leaf: Tree): boolean {
  if (part === leaf) return true;
  return (
    part.type === 'JOIN' &&
    [child(part, 'left'), child(part, 'right')].some((side) => side && holds(side, leaf))
  );
}

async function unjoined(join: Tree, narrowed: Narrowed, context: WhyContext): Promise<Unjoined> {
  const { leaf, narrow, items, scope } = narrowed;
  const [left, right] = [child(join, 'left') ?? {}, child(join, 'right') ?? {}];
  const [ours, theirs] = holds(left, leaf) ? [left, right] : [right, left];
  const others = items.filter((item) => holds(theirs, item.leaf));
  const mine = items.filter((item) => holds(ours, item.leaf));
  const from = rewrite(ours, (node) => (node === leaf ? narrow : undefined));
  const conditions = conditionsOf(join, items).map((condition) => ({
    condition,
    pair: pairOf(condition, mine, others, items),
  }));
  const pairs = conditions.flatMap(({ pair }) => pair ?? []);
  const values = await valuesOf(
    context,
    pairs.map(({ ours: value }) => value),
    from,
    scope,
  );
  const wanted = await Promise.all(
    pairs.map(async ({ theirs: side }, at) => {
      const name = columnPath(side)?.at(-1) ?? (await context.desk.trees.show(side));
      return `${name} = ${values[at]?.split(' = ').slice(1).join(' = ') ?? '?'}`;
    }),
  );
  const how = joinName(join);
  const [other] = others;
  const label = other?.label ?? 'the other side';
  const at = placeOf(context.compiled, child(join, 'condition') ?? theirs);
  if (how === 'ANTI JOIN') {
    return { other, problem: () => excluded({ how, other: label, wanted }, at) };
  }
  const rest = conditions.filter(({ pair }) => !pair).map(({ condition }) => condition);
  const unmet =
    rest.length > 0 && pairs.length > 0
      ? await unmetOf(join, from, theirs, pairs, rest, narrowed, context)
      : [];
  const [pair] = pairs;
  const column = pair && columnPath(withoutCast(pair.theirs))?.at(-1);
  const value = values[0]?.split(' = ').slice(1).join(' = ');
  const plain = other?.what.kind === 'table' && other.label !== 'source' && pairs.length === 1;
  const command =
    plain && column && value && value !== 'NULL'
      ? `headrace trace ${argument(value)} --table ${other.label} --column ${column}`
      : undefined;
  return {
    other,
    problem: (because) => noPartner({ join: how, other: label, wanted, unmet, because, command }, at),
  };
}

/** A JSON value as an argument of a command line. */
function argument(json: string): string {
  const text = json.startsWith('"') && json.endsWith('"') ? json.slice(1, -1) : json;
  return /^[\w.:/@+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

interface Pair {
  readonly ours: Tree;
  readonly theirs: Tree;
}

function conditionsOf(join: Tree, items: readonly Item[]): Tree[] {
  const using = words(join, 'using_columns').flatMap((name) => {
    const owners = items.filter(
      (item) => holds(join, item.leaf) && item.columns?.some((column) => sameName(column, name)),
    );
    const [first] = owners;
    return owners.slice(1).map(
      (owner): Tree => ({
        ...{ class: 'COMPARISON', type: 'COMPARE_EQUAL', alias: '' },
        left: columnRef([first?.name ?? '', name]),
        right: columnRef([owner.name, name]),
      }),
    );
  });
  return [...using, ...conjuncts(child(join, 'condition')).map((part) => qualified(part, items, []))];
}

/** The sides of an equality of the two sides of a join. */
function pairOf(
  condition: Tree,
  mine: readonly Item[],
  others: readonly Item[],
  items: readonly Item[],
): Pair | undefined {
  const [left, right] = [child(condition, 'left'), child(condition, 'right')];
  if (condition.type !== 'COMPARE_EQUAL' || !left || !right) return undefined;
  const only = (side: Tree, of: readonly Item[]): boolean => {
    const found = [...itemsIn(side, items)];
    return found.length > 0 && found.every((item) => of.includes(item));
  };
  if (only(left, mine) && only(right, others)) return { ours: left, theirs: right };
  if (only(right, mine) && only(left, others)) return { ours: right, theirs: left };
  return undefined;
}

/** Conditions that stand beside equalities, if it is they that no row meets. */
async function unmetOf(
  join: Tree,
  from: Tree,
  theirs: Tree,
  pairs: readonly Pair[],
  rest: readonly Tree[],
  { scope }: Narrowed,
  { desk }: WhyContext,
): Promise<string[]> {
  const equal = pairs.map(({ ours, theirs: side }, at) => ({ [`__a${at}`]: ours, [`__b${at}`]: side }));
  const query = await desk.trees.fill(
    `SELECT 1 AS one FROM __left, __right WHERE ${pairs.map((_, at) => `__a${at} = __b${at}`).join(' AND ')} LIMIT 1`,
    { ...Object.assign({}, ...equal), __left: from, __right: theirs },
  );
  if (word(join, 'type') !== 'JOIN' || (await desk.rows(query, scope)).length === 0) return [];
  return Promise.all(rest.map((condition) => desk.trees.show(condition)));
}
