import { existsSync } from 'node:fs';
import type { Problem } from '../../kernel/index.ts';
import type { Warehouse } from '../../warehouse/index.ts';
import { filesGone } from './problems.ts';
import { displayPath, isRemote } from './raw-files.ts';

/** A problem that lists the raw files which a full refresh would need and no longer finds, if any. */
export function missingFiles(
  warehouse: Warehouse,
  tables: ReadonlySet<string>,
  root: string,
): Problem | undefined {
  const affected: string[] = [];
  const files: string[] = [];
  for (const table of tables) {
    const gone = [...warehouse.ledger(table).keys()].filter((path) => !isRemote(path) && !existsSync(path));
    if (gone.length > 0) affected.push(table);
    files.push(...gone.map((path) => displayPath(root, path)));
  }
  return affected.length > 0 ? filesGone({ tables: affected, files }) : undefined;
}
