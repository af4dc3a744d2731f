import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readDeadLetters } from '../load/index.ts';
import { statePaths } from '../state/index.ts';
import type { FoundLetter } from './types.ts';

/**
 * The dead letters of one key, oldest first, in the project's own folder for them. Files are called after
 * the index that refused the records.
 *
 * @throws HeadraceError HR-LOAD-005, HR-LOAD-006 for a file that cannot be read.
 */
export async function findDeadLetters(
  root: string,
  indexes: readonly string[],
  key: string,
): Promise<FoundLetter[]> {
  const folder = join(statePaths(root).folder, 'dead-letters');
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter(
    (file) => file.endsWith('.jsonl') && indexes.some((index) => isOf(file, index)),
  );
  const found: FoundLetter[] = [];
  for (const file of files.sort()) {
    const path = join(folder, file);
    for await (const { key: dead, at, reason, attempts } of readDeadLetters(path)) {
      if (dead === key)
        found.push({ at, reason, attempts, file: relative(root, path).replaceAll('\\', '/') });
    }
  }
  return found.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** `products.jsonl`, or `products-1f2e3d4c.jsonl`; not `products-old-1f2e3d4c.jsonl`. */
function isOf(file: string, index: string): boolean {
  if (!file.startsWith(index)) return false;
  return /^(?:-[0-9a-f]{8})?\.jsonl$/.test(file.slice(index.length));
}
