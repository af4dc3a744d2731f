import type { Column } from '../../warehouse/index.ts';

/** What a streaming table cannot take: columns that vanished or changed their type. In words. */
export function columnChanges(before: readonly Column[], now: readonly Column[]): string[] {
  const types = new Map(now.map(({ name, type }) => [name, type]));
  return before.flatMap(({ name, type }) => {
    const found = types.get(name);
    if (found === undefined) return [`column "${name}" is gone`];
    return found === type ? [] : [`column "${name}" was ${type} and is now ${found}`];
  });
}

/** The old columns in their order, then the new ones. */
export function mergeColumns(before: readonly Column[], now: readonly Column[]): Column[] {
  const known = new Set(before.map(({ name }) => name));
  return [...before, ...now.filter(({ name }) => !known.has(name))];
}
