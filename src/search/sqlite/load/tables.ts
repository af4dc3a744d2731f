import type { Connection } from '../connection.ts';

/**
 * The tables that only loaders need; other indexes do without them.
 *
 *   load_documents  of each document, by row: its version, its stamp (see `Stamp`), and which of the
 *                   index's changes wrote it
 *   load_states     of each load how far it is and who holds it
 */
export function createDocumentVersions(connection: Connection): void {
  connection.execute(`
    CREATE TABLE load_documents (
      row INTEGER PRIMARY KEY,
      version INTEGER NOT NULL,
      revision INTEGER NOT NULL,
      bucket INTEGER,
      high INTEGER,
      low INTEGER
    ) STRICT;
  `);
}

export function dropDocumentVersions(connection: Connection): void {
  connection.execute('DROP TABLE load_documents');
}

export function createStates(connection: Connection): void {
  connection.execute(`
    CREATE TABLE IF NOT EXISTS load_states (
      load TEXT PRIMARY KEY,
      state TEXT,
      token TEXT NOT NULL,
      owner TEXT NOT NULL,
      realm TEXT NOT NULL,
      pid INTEGER NOT NULL,
      expires INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `);
}

export function hasStates(connection: Connection): boolean {
  return connection.get(`SELECT 1 FROM sqlite_schema WHERE name = 'load_states'`) !== undefined;
}
