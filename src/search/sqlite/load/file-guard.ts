import { statSync } from 'node:fs';
import { HeadraceError } from '../../../kernel/index.ts';
import { indexReplaced } from './problems.ts';

/**
 * Remembers which file a path stands for. SQLite goes on writing into a file that was deleted, and
 * whatever it writes is gone when it closes it.
 */
export function fileGuard(path: string): () => void {
  const fileId = (): string => {
    const found = statSync(path, { throwIfNoEntry: false, bigint: true });
    return found === undefined ? '' : `${found.dev}:${found.ino}`;
  };
  const opened = fileId();
  return () => {
    if (fileId() !== opened) throw new HeadraceError(indexReplaced({ path }));
  };
}
