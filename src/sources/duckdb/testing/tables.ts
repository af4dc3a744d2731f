import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { literal, openDatabase } from '../../../duckdb/index.ts';
import type { SourceRecord } from '../../../load/index.ts';
import { type DuckDBSource, type DuckDBSourceOptions, openDuckDBSource } from '../duckdb-source.ts';

/** The space and the letter are on purpose. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headrace sourcé '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes SELECTs to Parquet files below a folder; their order in time is the one given. */
export async function writeParquet(
  folder: string,
  files: readonly (readonly [name: string, select: string, options?: string])[],
): Promise<void> {
  const database = await openDatabase();
  const connection = await database.connect();
  for (const [name, select, options = ''] of files) {
    await connection.run(`COPY (${select}) TO ${literal(join(folder, name))} (FORMAT parquet${options})`);
  }
  connection.closeSync();
  database.close();
}

export async function open(
  sourceTable: string,
  options: Partial<DuckDBSourceOptions> = {},
): Promise<DuckDBSource> {
  const source = await openDuckDBSource({
    sourceTable,
    root: tmpdir(),
    storage: { memoryLimit: undefined, threads: undefined },
    tempFolder: freshFolder(),
    env: {},
    ...options,
  });
  onTestFinished(() => source.close());
  return source;
}

/** Every record behind a position. */
export async function readAll(source: DuckDBSource, after?: string): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for (const range of await source.ranges(new AbortController().signal)) {
    for await (const some of source.read(range, after, new AbortController().signal)) records.push(...some);
  }
  return records;
}

export function documentOf(record: SourceRecord | undefined): string {
  return Buffer.from(record?.document ?? []).toString('utf8');
}
