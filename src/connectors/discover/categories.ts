import type { Problem } from '../../kernel/index.ts';
import type { CategorySource, ConnectorTable } from '../types.ts';
import { unusedPrefix } from './problems.ts';

/** A category that the connector has as `TABLES_<NAME>`. */
export interface OwnCategory {
  readonly name: string;
  readonly tables: readonly string[];
}

/** Beginning of a table's name: its category. */
export type CategoryMap = Readonly<Record<string, string>>;

export interface CategoryHints {
  readonly own: readonly OwnCategory[];
  readonly map: CategoryMap;
}

/**
 * Gives each table a category. What the user's map says wins, by the longest beginning; then what the connector
 * says, by its smallest category (one of them may be of all tables); then what a list said; then what the names
 * have in common.
 */
export function classify(
  tables: readonly ConnectorTable[],
  { own, map }: CategoryHints,
): { readonly tables: readonly ConnectorTable[]; readonly problems: readonly Problem[] } {
  const prefixes = Object.keys(map).sort((a, b) => b.length - a.length);
  const categories = ownCategories(own, tables.length);
  const guessed = guessCategories(tables.map(({ sourceTable }) => sourceTable));
  const classified = tables.map((table): ConnectorTable => {
    const name = table.sourceTable;
    const prefix = prefixes.find((prefix) => hasPrefix(name, prefix));
    const found: readonly (readonly [CategorySource, string | undefined])[] = [
      ['map', prefix && map[prefix]],
      ['connector', categories.get(name)],
      ['list', table.category],
      ['name', guessed.get(name)],
    ];
    const [categorySource, category] = found.find(([, category]) => category) ?? ['none', ''];
    return { ...table, category: category ?? '', categorySource };
  });
  const unused = prefixes.filter(
    (prefix) => !tables.some(({ sourceTable }) => hasPrefix(sourceTable, prefix)),
  );
  return { tables: classified, problems: unused.map((prefix) => unusedPrefix({ prefix })) };
}

function hasPrefix(name: string, prefix: string): boolean {
  return name.toLowerCase().startsWith(prefix.toLowerCase());
}

/** For each table the smallest of the connector's categories; of two that are equal, the first. */
function ownCategories(own: readonly OwnCategory[], all: number): ReadonlyMap<string, string> {
  // One that holds every table tells nothing beside others.
  const telling = own.length > 1 ? own.filter(({ tables }) => new Set(tables).size < all) : own;
  const largestFirst = telling.toReversed().sort((a, b) => b.tables.length - a.tables.length);
  return new Map(
    largestFirst.flatMap(({ name, tables }) => tables.map((table) => [table, name.toLowerCase()] as const)),
  );
}

/** Below this share of all tables a common word makes no category. */
const leastShare = 0.05;
const fewest = 3;

/**
 * Categories by the first word of names, where several tables share it: `orders`, `order_items` and
 * `order_notes` are of `order`. A word that all names begin with, as `pi` in `pi_points`, says nothing and is
 * passed over.
 */
export function guessCategories(names: readonly string[]): ReadonlyMap<string, string> {
  const words = new Map(names.map((name) => [name, wordsOf(name)]));
  const lists = [...words.values()];
  let common = 0;
  while (
    lists.length > 1 &&
    lists.every((list) => list.length > common + 1 && list[common] === lists[0]?.[common])
  ) {
    common += 1;
  }
  const groups = Map.groupBy(names, (name) => singular(words.get(name)?.[common] ?? ''));
  const enough = Math.max(fewest, names.length * leastShare);
  return new Map(
    [...groups].flatMap(([key, members]) => {
      const spellings = members.map((name) => words.get(name)?.[common] ?? key);
      const category = spellings.reduce((a, b) => (b.length < a.length ? b : a), spellings[0] ?? key);
      return key === '' || members.length < enough ? [] : members.map((name) => [name, category] as const);
    }),
  );
}

/** `orderItems`, `order_items`, `Order.Items` and `order-items` are of two words. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter(Boolean);
}

function singular(word: string): string {
  return word.length > 3 ? word.replace(/(?<=[^su])s$/, '') : word;
}
