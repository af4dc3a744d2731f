import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { HeadraceError } from '../../../kernel/index.ts';
import { type SearchMode, searchByMode } from '../../client/by-mode.ts';
import type { Page } from '../../client/types.ts';
import type { IndexRecord, IndexSchema } from '../../types.ts';
import type { EmbeddedIndex } from '../embedded-index.ts';
import type { MirrorOptions } from '../mirror.ts';
import { sqliteQueryClient } from '../query/sqlite-query-client.ts';

/** A folder for one test file, gone at its end; gives paths of files that do not exist yet. */
export function temporaryPaths(): () => string {
  const folder = mkdtempSync(join(tmpdir(), 'headrace-index-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let next = 0;
  return () => {
    next += 1;
    return join(folder, `${next}.db`);
  };
}

export const schema: IndexSchema = {
  text: ['title', 'body'],
  keywords: ['country', 'tags'],
  analyzer: 'standard',
  dimensions: undefined,
};

/** A record of {@link schema}. */
export function record(
  id: string,
  { title = '', body = '', country = '', tags = [] as readonly string[], vector = [] as readonly number[] },
): IndexRecord {
  return {
    id,
    document: JSON.stringify({ id, title, body, country, tags }),
    text: [title, body],
    keywords: [country === '' ? [] : [country], tags],
    ...(vector.length > 0 && { vector: Float32Array.from(vector) }),
  };
}

/** Options that mirror the records, in batches of three. */
export function mirrorOf(
  records: readonly IndexRecord[],
  options: Partial<MirrorOptions> = {},
): MirrorOptions {
  return {
    schema,
    source: { table: 'things', version: 'v1' },
    embedFields: [],
    schemaHash: 'hash',
    records: async function* () {
      for (let start = 0; start < records.length; start += 3) yield records.slice(start, start + 3);
    },
    ...options,
  };
}

/** What a call throws, which must be a HeadraceError. */
export async function failure(work: () => unknown): Promise<HeadraceError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof HeadraceError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown');
}

export const codes = (error: HeadraceError): readonly string[] => error.problems.map(({ code }) => code);

/** What tests ask of an index, in short. */
export interface Question {
  readonly mode: SearchMode;
  readonly query: string;
  /** Any of the values; fields narrow together. */
  readonly filters?: Readonly<Record<string, readonly string[]>>;
  readonly operator?: 'all' | 'any' | 'auto';
  readonly limit?: number;
  readonly highlight?: boolean;
  readonly facets?: readonly string[];
}

/** Asks through a client of its own. */
export async function search(
  { path }: Pick<EmbeddedIndex, 'path'>,
  { filters, highlight = true, ...question }: Question,
  vector?: Float32Array,
): Promise<Omit<Page, 'tookMs'>> {
  const client = await sqliteQueryClient({ path });
  const and = Object.entries(filters ?? {}).map(([field, values]) => ({ terms: { [field]: values } }));
  try {
    const { tookMs: _, ...page } = await searchByMode(client, {
      ...question,
      highlight,
      ...(filters && { filter: { and } }),
      ...(vector && { vector }),
    });
    return page;
  } finally {
    await client.close();
  }
}
