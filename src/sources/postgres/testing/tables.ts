import pg from 'pg';
import type { Clock } from '../../../kernel/index.ts';
import type { RecordSource, SourceRange, SourceRecord } from '../../../load/index.ts';

/** Executes statements as whoever the URL names; answers the rows of the last one. */
export async function execute(url: string, ...statements: readonly string[]): Promise<unknown[][]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let rows: unknown[][] = [];
    for (const text of statements) rows = (await client.query<unknown[]>({ text, rowMode: 'array' })).rows;
    return rows;
  } finally {
    await client.end();
  }
}

/** Waits for nothing. */
export const hastyClock: Clock = { now: () => 0, sleep: () => Promise.resolve() };

export const forever: AbortSignal = new AbortController().signal;

/** All records of a source, range by range. */
export async function readAll(source: RecordSource): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for (const range of await source.ranges(forever)) records.push(...(await readRest(source, range)));
  return records;
}

export async function readRest(
  source: RecordSource,
  range: SourceRange,
  after?: string,
): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for await (const batch of source.read(range, after, forever)) records.push(...batch);
  return records;
}

export function keysOf(records: readonly SourceRecord[]): (string | undefined)[] {
  return records.map(({ key }) => key);
}

export function textOf({ document }: SourceRecord): string {
  return Buffer.from(document).toString('utf8');
}

export function documentsOf(records: readonly SourceRecord[]): unknown[] {
  return records.map((record) => JSON.parse(textOf(record)));
}

export function reasonsOf(records: readonly SourceRecord[]): (string | undefined)[] {
  return records.map((record) => ('unloadable' in record ? record.unloadable : undefined));
}
