import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../../kernel/index.ts';

/** Anything that stands in a YAML file. */
export type Tree = string | number | boolean | readonly Tree[] | { readonly [key: string]: Tree | undefined };

/** One value for all targets, and what each of them adds. */
export interface Factored {
  readonly common: Tree | undefined;
  readonly own: readonly (Tree | undefined)[];
}

/** Lists whose elements bundles merge by a key; all other lists they append to. */
const listKeys = ['task_key', 'job_cluster_key', 'label', 'name'];

/** Mappings that are written whole: the schema of bundles wants all of them at every place. */
const whole = new Set(['schedule']);

/**
 * Splits the trees of all targets into what they share and what is their own, so that laying a target's own part
 * over the shared one, as bundles do, gives that target's tree again: mappings are merged by key, lists of tasks
 * and clusters by theirs, and everything else that differs is not shared at all.
 */
export function factor(trees: readonly (Tree | undefined)[]): Factored {
  if (areEqual(trees)) return { common: trees[0], own: trees.map(() => undefined) };
  if (trees.every(isMapping)) return factorMappings(trees);
  const key = commonListKey(trees);
  if (key !== undefined && trees.every(isList)) return factorLists(trees, key);
  return { common: undefined, own: trees };
}

function areEqual([first, ...others]: readonly (Tree | undefined)[]): boolean {
  return others.every((tree) => isDeepStrictEqual(tree, first));
}

type Mapping = Readonly<Record<string, Tree | undefined>>;

function factorMappings(trees: readonly Mapping[]): Factored {
  const common: Record<string, Tree> = {};
  const own = trees.map((): Record<string, Tree> => ({}));
  for (const key of new Set(trees.flatMap(Object.keys))) {
    const values = trees.map((tree) => tree[key]);
    const parts = whole.has(key) && !areEqual(values) ? { common: undefined, own: values } : factor(values);
    if (parts.common !== undefined) common[key] = parts.common;
    own.forEach((mapping, index) => {
      const part = parts.own[index];
      if (part !== undefined) mapping[key] = part;
    });
  }
  const hasOwn = (mapping: Mapping): boolean => Object.keys(mapping).length > 0;
  return {
    common: hasOwn(common) ? common : undefined,
    // An empty mapping of one target has to be written where nothing is shared.
    own: own.map((mapping) => (hasOwn(mapping) ? mapping : undefined)),
  };
}

function factorLists(trees: readonly (readonly Tree[])[], key: string): Factored {
  const common: Tree[] = [];
  const own = trees.map((): Tree[] => []);
  for (const index of trees[0]?.keys() ?? []) {
    const elements = trees.map((tree) => tree[index]);
    const parts = factor(elements);
    const name = listName(elements[0], key);
    if (name === undefined) continue;
    common.push(isMapping(parts.common) ? parts.common : { [key]: name });
    own.forEach((list, target) => {
      const part = parts.own[target];
      if (isMapping(part)) list.push({ [key]: name, ...part });
    });
  }
  return { common, own: own.map((list) => (list.length > 0 ? list : undefined)) };
}

/** The key that all elements of all lists have, with the same values in the same order. */
function commonListKey(trees: readonly (Tree | undefined)[]): string | undefined {
  return listKeys.find((key) => {
    const names = trees.map((tree) => (isList(tree) ? tree.map((item) => listName(item, key)) : undefined));
    const [first] = names;
    return (
      first !== undefined &&
      first.length > 0 &&
      first.every((name) => typeof name === 'string') &&
      names.every((list) => isDeepStrictEqual(list, first))
    );
  });
}

function listName(tree: Tree | undefined, key: string): Tree | undefined {
  return isMapping(tree) ? tree[key] : undefined;
}

export function isMapping(tree: Tree | undefined): tree is Mapping {
  return isRecord(tree);
}

function isList(tree: Tree | undefined): tree is readonly Tree[] {
  return Array.isArray(tree);
}
