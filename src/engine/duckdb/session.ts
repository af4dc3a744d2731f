import { type Database, type DuckDBConnection, duckdbVersion, openDatabase } from '../../duckdb/index.ts';
import type { Storage } from '../../project/index.ts';
import { macroVersion, prepareSession } from '../../sql/index.ts';
import { ownText } from './statement.ts';

/** A DuckDB with Headrace's macros, and connections that are used again. */
export interface Session {
  /** Names what a table was computed with, for fingerprints. */
  readonly engineId: string;
  /**
   * Runs `work` on a connection of its own, whose temporary views nobody else sees and nobody finds
   * later. When the signal aborts, the running statement is interrupted.
   */
  use<T>(work: (connection: DuckDBConnection) => Promise<T>, signal?: AbortSignal): Promise<T>;
  close(): void;
}

/**
 * Opens a session. DuckDB itself is loaded with the first statement: a run that finds nothing to do
 * never pays for it.
 *
 * @param texts the SQL that people wrote and that is to run here: it gets those of Spark's functions
 * that it names.
 */
export function openSession(storage: Storage, tempFolder: string, texts: readonly string[]): Session {
  let database: Promise<Database> | undefined;
  const open = (): Promise<Database> => {
    database ??= openWithMacros(storage, tempFolder, texts);
    return database;
  };
  return {
    engineId: `duckdb ${duckdbVersion()}, macros ${macroVersion}`,
    use: async (work, signal) => withConnection(await open(), work, signal),
    // One that could not be opened was reported by whoever wanted to use it.
    close: () =>
      void database?.then(
        (opened) => opened.close(),
        () => {},
      ),
  };
}

async function openWithMacros(
  storage: Storage,
  tempFolder: string,
  texts: readonly string[],
): Promise<Database> {
  const database = await openDatabase({ ...storage, tempFolder });
  const setUp = await database.connect();
  await setUp.run(ownText(prepareSession(texts).join(';\n')));
  setUp.closeSync();
  return database;
}

async function withConnection<T>(
  database: Database,
  work: (connection: DuckDBConnection) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  signal?.throwIfAborted();
  const connection = await database.connect();
  let again: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    connection.interrupt();
    // An interrupt between two statements is lost: the next one would run to its end.
    again ??= setInterval(interrupt, 50);
  };
  signal?.addEventListener('abort', interrupt);
  try {
    return await work(connection);
  } finally {
    signal?.removeEventListener('abort', interrupt);
    clearInterval(again);
    connection.closeSync();
  }
}
