import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { BenchTable } from './workload.ts';

/** Where the results of a run are, as DuckDB can read them. */
export interface Origin {
  /** A DuckDB file, or `:memory:`. */
  readonly database: string;
  readonly relation: (table: string) => string;
}

export function duckdbFile(database: string): Origin {
  return { database, relation: (table) => `main.${table}` };
}

/** A Parquet file per table, found by a glob in which `*` may stand for a build's own folder. */
export function parquetFiles(path: (table: string) => string): Origin {
  return { database: ':memory:', relation: (table) => `read_parquet('${path(table)}')` };
}

/** Headrace's published tables, right after a run from nothing: one version each. */
export function headraceWarehouse(root: string): Origin {
  return parquetFiles((table) => join(root, '.headrace', 'warehouse', table, '**', '*.parquet'));
}

/** Table -> columns, number of rows, and a hash of the rows that does not depend on their order. */
export type Signatures = ReadonlyMap<string, string>;

export async function signatures(origin: Origin, tables: readonly BenchTable[]): Promise<Signatures> {
  const inMemory = origin.database === ':memory:';
  const instance = await DuckDBInstance.create(origin.database, {
    access_mode: inMemory ? 'AUTOMATIC' : 'READ_ONLY',
  });
  try {
    const connection = await instance.connect();
    const found = new Map<string, string>();
    for (const { name } of tables) {
      const relation = origin.relation(name);
      const columns = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${relation}`);
      const types = columns.getRowObjectsJson().map((row) => `${row.column_name} ${row.column_type}`);
      const rows = await connection.runAndReadAll(`SELECT count(*), sum(hash(t)) FROM ${relation} AS t`);
      found.set(name, JSON.stringify([types, ...rows.getRowsJson()]));
    }
    return found;
  } finally {
    instance.closeSync();
  }
}

/** The tables that are not the same in both. */
export function differences(expected: Signatures, actual: Signatures): string[] {
  return [...expected].filter(([table, value]) => actual.get(table) !== value).map(([table]) => table);
}
