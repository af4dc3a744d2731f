import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { HeadraceError } from '../../kernel/index.ts';
import { vectorsUnavailable } from '../problems.ts';

/** A value bound to a `?`. */
export type Parameter = SQLInputValue;
export type Row = Readonly<Record<string, SQLOutputValue>>;

/**
 * How long to wait for a lock that is held for a moment only (crash recovery, the last process
 * closing the file). A writer that holds the write lock is not waited for; see `mirror.ts`.
 */
const patience = 5_000;

const megabyte = 1024 * 1024;

/** Filters may have any shape, and each is a text of its own. */
const maxStatements = 500;

/** One SQLite connection whose statements are prepared once and kept. */
export class Connection {
  readonly #database: DatabaseSync;
  readonly #vectorExtension: () => string;
  readonly #statements = new Map<string, StatementSync>();
  #vectorsLoaded = false;

  constructor(database: DatabaseSync, vectorExtension: () => string) {
    this.#database = database;
    this.#vectorExtension = vectorExtension;
  }

  /** The prepared statement of this SQL. Keep the texts few: values are bound, never written. */
  prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      if (this.#statements.size >= maxStatements) this.#statements.clear();
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** A statement of its own, whose rows come as they are asked for. */
  *iterate(sql: string, ...parameters: Parameter[]): Generator<Row> {
    yield* this.#database.prepare(sql).iterate(...parameters);
  }

  get(sql: string, ...parameters: Parameter[]): Row | undefined {
    return this.prepared(sql).get(...parameters);
  }

  all(sql: string, ...parameters: Parameter[]): readonly Row[] {
    return this.prepared(sql).all(...parameters);
  }

  run(sql: string, ...parameters: Parameter[]): number {
    return Number(this.prepared(sql).run(...parameters).changes);
  }

  /** For statements that run once: definitions and settings. */
  execute(sql: string): void {
    this.#database.exec(sql);
  }

  /** Runs reads against one snapshot, whatever other processes commit meanwhile. */
  snapshot<T>(read: () => T): T {
    this.prepared('BEGIN').run();
    try {
      const result = read();
      this.prepared('COMMIT').run();
      return result;
    } catch (error) {
      this.rollback();
      throw error;
    }
  }

  rollback(): void {
    if (this.#database.isOpen && this.#database.isTransaction) this.#database.exec('ROLLBACK');
  }

  /** Loads sqlite-vec, once. Only indexes with vectors need it, so only they do. */
  loadVectors(): void {
    if (this.#vectorsLoaded) return;
    try {
      this.#database.loadExtension(this.#vectorExtension());
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      throw new HeadraceError(
        vectorsUnavailable({ platform: `${process.platform}-${process.arch}`, detail }),
        { cause: error },
      );
    }
    this.#vectorsLoaded = true;
  }

  forgetStatements(): void {
    this.#statements.clear();
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }
}

/** `read` sees only what is committed; `readOnly` also may not create, repair or tidy the file. */
export type Purpose = 'readOnly' | 'read' | 'write';

export async function connect(path: string, purpose: Purpose): Promise<Connection> {
  // Both are imported only here, so that loading this room costs nothing and loads nothing native.
  const [{ DatabaseSync }, { getLoadablePath }] = await Promise.all([
    import('node:sqlite'),
    import('sqlite-vec'),
  ]);
  const database = new DatabaseSync(path, {
    readOnly: purpose === 'readOnly',
    allowExtension: true,
    timeout: patience,
  });
  try {
    database.exec(
      purpose === 'write'
        ? // In WAL mode NORMAL cannot damage the file; a power cut may undo the last commit.
          `PRAGMA synchronous = NORMAL; PRAGMA cache_size = ${-64 * 1024}`
        : // Scanning vectors through a memory map saves a system call and a copy per page.
          `PRAGMA mmap_size = ${2047 * megabyte}`,
    );
  } catch (error) {
    database.close();
    throw error;
  }
  return new Connection(database, getLoadablePath);
}
