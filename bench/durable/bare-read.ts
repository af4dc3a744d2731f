import { DatabaseSync } from 'node:sqlite';

/** What the store keeps its promises and tasks in. */
export const storeTables = ['promises', 'tasks', 'callbacks', 'listeners', 'outbox'];

/** Everything that a database holds, read once without looking at it. */
export function readTables(path: string, tables: readonly string[]): void {
  const db = new DatabaseSync(path, { readOnly: true });
  for (const name of tables) db.prepare(`SELECT * FROM ${name}`).all();
  db.close();
}
