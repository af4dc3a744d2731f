import { HeadraceError } from '../../kernel/index.ts';
import { foreignDatabase, newerFormat } from '../problems.ts';
import type { Connection } from './connection.ts';
import { asNumber } from './values.ts';

/** Raised whenever the tables below change in a way that an older Headrace would misread. */
export const formatVersion = 1;

/** Marks the file as ours in SQLite's header: "HRsx". */
const applicationId = 0x48527378;

/** @returns whether the index has been built; throws when the file is not (or not yet) ours to read. */
export function checkFormat(connection: Connection, path: string): boolean {
  const owner = asNumber(connection.get('PRAGMA application_id')?.application_id);
  const version = asNumber(connection.get('PRAGMA user_version')?.user_version);
  if (owner === applicationId) {
    if (version > formatVersion) {
      throw new HeadraceError(newerFormat({ path, found: version, known: formatVersion }));
    }
    // A loader may have left its state before anything was indexed.
    return connection.get("SELECT 1 FROM sqlite_schema WHERE name = 'meta'") !== undefined;
  }
  const objects = asNumber(connection.get('SELECT count(*) AS n FROM sqlite_schema')?.n);
  if (owner !== 0 || version !== 0 || objects > 0) throw new HeadraceError(foreignDatabase({ path }));
  return false;
}

/** Settles what can only be settled while the file is empty. */
export function prepareFile(connection: Connection): void {
  // Vectors are stored in blobs of a megabyte: larger pages make shorter chains of them.
  connection.execute('PRAGMA page_size = 16384; PRAGMA journal_mode = WAL');
}

/** Signs the file; takes effect with the transaction it is part of. */
export function markFormat(connection: Connection): void {
  connection.execute(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${formatVersion}`);
}
