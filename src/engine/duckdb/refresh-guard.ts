import { resolve } from 'node:path';
import type { Problem } from '../../kernel/index.ts';
import type { Warehouse } from '../../warehouse/index.ts';
import { filesGone } from './problems.ts';
import { describe, isRemote } from './raw-files.ts';

/** A problem that lists the raw files which a full refresh would need and no longer finds, if any. */
export function missingFiles(
  warehouse: Warehouse,
  tables: ReadonlySet<string>,
  root: string,
): Problem | undefined {
  const affected: string[] = [];
  const files: string[] = [];
  for (const table of tables) {
    // Others read all of their files each time, and never hold rows of files that are gone.
    if (warehouse.head(table)?.kind !== 'streaming_table') continue;
    const gone = [...warehouse.ledger(table).keys()].filter(
      (key) => !isRemote(key) && !describe(root, resolve(root, key))?.size,
    );
    if (gone.length > 0) affected.push(table);
    files.push(...gone);
  }
  return affected.length > 0 ? filesGone({ tables: affected, files }) : undefined;
}
