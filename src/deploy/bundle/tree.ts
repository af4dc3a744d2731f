import { isRecord } from '../../kernel/index.ts';
import type { Tree } from './factor.ts';

/** A mapping without what is undefined or empty. */
export function mapping(entries: Readonly<Record<string, Tree | undefined>>): Record<string, Tree> {
  const kept: Record<string, Tree> = {};
  for (const [key, value] of Object.entries(entries)) {
    if (value === undefined || isEmpty(value)) continue;
    kept[key] = value;
  }
  return kept;
}

function isEmpty(tree: Tree): boolean {
  return Array.isArray(tree) ? tree.length === 0 : isRecord(tree) && Object.keys(tree).length === 0;
}
