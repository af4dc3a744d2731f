import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Clock, systemClock } from '../../../kernel/index.ts';
import { defaultLoadOptions, type LoadState, type LoadStateStore } from '../../../load/index.ts';
import { type Connection, connect, type Purpose } from '../connection.ts';
import { checkFormat, markFormat, prepareFile } from '../format.ts';
import { translated } from '../sqlite-errors.ts';
import { asText, asTextOrNull } from '../values.ts';
import { type LeaseOptions, Leases } from './leases.ts';
import { parseState } from './state.ts';
import { StateSession } from './state-session.ts';
import { createStates, hasStates } from './tables.ts';

export interface SqliteStateStoreOptions extends LeaseOptions {
  /** How long a lease holds after each save; as the loader counts on it, unless said. */
  readonly leaseMs?: number;
  readonly clock?: Clock;
  /** Makes what no other session has. */
  readonly newToken?: () => string;
}

export interface SqliteStateStore extends LoadStateStore {
  /** Forgets a load, whoever holds it. Its loader, if there is one, finds out at its next save. */
  delete(key: string): Promise<void>;
}

/**
 * Keeps the states of loads in the file of the index that they fill, so that both are of one piece: a
 * state that survives a crash or a power cut never speaks of documents that do not. The file need not
 * be an index yet.
 */
export function sqliteStateStore(path: string, options: SqliteStateStoreOptions = {}): SqliteStateStore {
  const { clock = systemClock, leaseMs = defaultLoadOptions.leaseMs, newToken = randomUUID } = options;
  const leases = new Leases(options);
  const parsed = (key: string, text: string): { readonly key: string; readonly state: LoadState } => ({
    key,
    state: parseState(text, key, path),
  });
  return {
    async open(key, owner) {
      mkdirSync(dirname(path), { recursive: true });
      return withConnection(path, 'write', (connection) => {
        if (!checkFormat(connection, path)) prepareFile(connection);
        connection.execute('BEGIN IMMEDIATE');
        if (!checkFormat(connection, path)) markFormat(connection);
        createStates(connection);
        const before = connection.get('SELECT * FROM load_states WHERE load = ?', key);
        if (before !== undefined) leases.checkFree(before, clock.now());
        const state = before === undefined ? null : asTextOrNull(before.state);
        const previous = state === null ? undefined : parseState(state, key, path);
        const token = newToken();
        const { realm, pid } = leases.identity;
        connection.run(
          `INSERT INTO load_states (load, token, owner, realm, pid, expires) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (load) DO UPDATE SET token = excluded.token, owner = excluded.owner,
             realm = excluded.realm, pid = excluded.pid, expires = excluded.expires`,
          ...[key, token, owner, realm, pid, clock.now() + leaseMs],
        );
        connection.execute('COMMIT');
        const session = new StateSession({ path, connection, load: key, token, leaseMs, clock, previous });
        return { result: session, keepOpen: true };
      });
    },
    read: (key) =>
      reading(path, undefined, (connection) => {
        const found = connection.get('SELECT state FROM load_states WHERE load = ?', key);
        const text = found === undefined ? null : asTextOrNull(found.state);
        return text === null ? undefined : parsed(key, text).state;
      }),
    list: () =>
      reading(path, [], (connection) =>
        connection
          .all('SELECT load, state FROM load_states WHERE state IS NOT NULL ORDER BY load')
          .map((row) => parsed(asText(row.load), asText(row.state))),
      ),
    async delete(key) {
      if (!existsSync(path)) return;
      await withConnection(path, 'write', (connection) => {
        checkFormat(connection, path);
        if (hasStates(connection)) connection.run('DELETE FROM load_states WHERE load = ?', key);
        return { result: undefined };
      });
    },
  };
}

/** Connects for one piece of work, whose result may take the connection along. */
async function withConnection<T>(
  path: string,
  purpose: Purpose,
  work: (connection: Connection) => { readonly result: T; readonly keepOpen?: boolean },
): Promise<T> {
  let connection: Connection | undefined;
  let keepOpen = false;
  try {
    connection = await connect(path, purpose);
    const done = work(connection);
    keepOpen = done.keepOpen ?? false;
    return done.result;
  } catch (error) {
    throw translated(path, error);
  } finally {
    // Closing rolls back what was not committed.
    if (!keepOpen) connection?.close();
  }
}

/** What a file without states, or no file at all, answers is `nothing`. */
async function reading<T>(path: string, nothing: T, work: (connection: Connection) => T): Promise<T> {
  if (!existsSync(path)) return nothing;
  return withConnection(path, 'readOnly', (connection) => ({
    result: connection.snapshot(() => {
      checkFormat(connection, path);
      return hasStates(connection) ? work(connection) : nothing;
    }),
  }));
}
