import { existsSync } from 'node:fs';
import { type Clock, HeadraceError, systemClock } from '../../../kernel/index.ts';
import type { Outcome } from '../../../load/index.ts';
import { indexMissing } from '../../problems.ts';
import { translated } from '../sqlite-errors.ts';
import type { DocumentToRemove } from './document-writer.ts';
import { openLoadedIndexAsIs } from './open-loaded.ts';

/** Removed in one transaction. */
const atOnce = 5000;

/**
 * Removes documents by their keys.
 *
 * @returns an outcome per document: `stored` means that it is not there any more, `stale` that it was
 * written again since its `revision`.
 * @throws HeadraceError when there is no index of loaded records at the path, or (exit code 4) while another
 * process keeps writing to it; documents of earlier transactions stay removed.
 */
export async function removeSqliteDocuments(
  path: string,
  documents: readonly DocumentToRemove[],
  { signal, clock = systemClock }: { readonly signal?: AbortSignal; readonly clock?: Clock } = {},
): Promise<readonly Outcome[]> {
  if (!existsSync(path)) throw new HeadraceError(indexMissing({ path }));
  const index = await openLoadedIndexAsIs(path, clock);
  const outcomes: Outcome[] = [];
  try {
    for (let at = 0; at < documents.length; at += atOnce) {
      signal?.throwIfAborted();
      const some = documents.slice(at, at + atOnce);
      outcomes.push(...index.change((writer) => writer.remove(some)));
    }
    return outcomes;
  } catch (error) {
    throw translated(path, error);
  } finally {
    index.close();
  }
}
