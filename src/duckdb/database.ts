import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

export type { DuckDBConnection } from '@duckdb/node-api';

export interface DatabaseOptions {
  /** DuckDB's notation: `512MB`, `2GB`, `80%`. */
  readonly memoryLimit?: string | undefined;
  readonly threads?: number | undefined;
  /** Where big intermediate results may spill to: into a folder of the database's own, below this one. */
  readonly tempFolder?: string | undefined;
}

/** An in-memory DuckDB: it computes, it never owns data. */
export interface Database {
  connect(): Promise<DuckDBConnection>;
  close(): void;
}

/** The version of DuckDB that would be loaded, without loading it. */
export function duckdbVersion(): string {
  const { version }: { version: string } = createRequire(import.meta.url)('@duckdb/node-api/package.json');
  return version;
}

/** Loads DuckDB (which takes a while: never at start-up) and opens an in-memory instance. */
export async function openDatabase(options: DatabaseOptions = {}): Promise<Database> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const spill = options.tempFolder && spillFolder(options.tempFolder);
  const instance: DuckDBInstance = await DuckDBInstance.create(':memory:', {
    errors_as_json: 'true',
    // Memory that a statement has freed goes back to the system.
    allocator_background_threads: 'true',
    // Nothing is fetched behind the user's back.
    autoinstall_known_extensions: 'false',
    ...(options.memoryLimit && { memory_limit: options.memoryLimit }),
    ...(options.threads && { threads: String(options.threads) }),
    ...(spill && { temp_directory: spill }),
  });
  // Small tables are read more often than they are long: a footer is parsed once. DuckDB looks at a
  // file's time before it trusts what it remembers. A setting of the extension, so not among those above.
  const settings = await instance.connect();
  await settings.run('LOAD parquet; SET GLOBAL parquet_metadata_cache = true');
  settings.closeSync();
  return {
    connect: () => instance.connect(),
    close() {
      instance.closeSync();
      if (spill) rmSync(spill, { recursive: true, force: true });
    },
  };
}

/** Two databases that spill into one folder overwrite each other's files: each gets its own. */
function spillFolder(parent: string): string {
  mkdirSync(parent, { recursive: true });
  return join(parent, `${process.pid}-${randomBytes(4).toString('hex')}`);
}

/** Runs a statement and returns its rows as JSON-like objects (64-bit numbers as strings). */
export async function rows(connection: DuckDBConnection, sql: string): Promise<Record<string, unknown>[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowObjectsJson();
}
