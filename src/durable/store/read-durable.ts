import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { stateProblems } from '../../state/index.ts';
import { DurableReader } from './durable-reader.ts';
import { migrations, storeName } from './schema.ts';

/**
 * Opens a store to ask it questions, also while another process runs its workflows. Close it.
 *
 * @returns undefined when there is no store yet.
 * @throws HeadraceError when the store was written by a newer Headrace, or cannot be read.
 */
export function readDurable(path: string): DurableReader | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const db = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
    const found = Number(db.prepare('PRAGMA user_version').get()?.user_version);
    if (found > 0 && found <= migrations.length) return new DurableReader(db);
    db.close();
    if (found === 0) return undefined;
    const newer = stateProblems.newerFormat({ path, what: storeName, found, known: migrations.length });
    throw new HeadraceError(newer, { exitCode: exitCode.usage });
  } catch (error) {
    if (error instanceof HeadraceError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeadraceError(stateProblems.unreadableStore({ path, what: storeName, reason }), {
      cause: error,
    });
  }
}
