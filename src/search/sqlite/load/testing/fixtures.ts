import { DatabaseSync } from 'node:sqlite';
import { load as loadVectors } from 'sqlite-vec';
import { expect } from 'vitest';
import type { Clock } from '../../../../kernel/index.ts';
import type { LoadRecord, LoadState, WriteResult } from '../../../../load/index.ts';
import type { IndexSchema } from '../../../types.ts';
import { type SqliteTarget, type SqliteTargetOptions, sqliteTarget } from '../target.ts';

export const loadedSchema: IndexSchema = {
  text: ['title', 'body'],
  keywords: ['country', 'tags'],
  analyzer: 'standard',
  dimensions: 2,
};

/** A target for documents of {@link loadedSchema} with their vector in `v`. */
export function targetAt(path: string, options: Partial<SqliteTargetOptions> = {}): Promise<SqliteTarget> {
  return sqliteTarget({ path, schema: loadedSchema, key: 'id', vector: 'v', ...options });
}

/** @param document an object, or the bytes or text to be loaded. */
export function loadRecord(
  key: string,
  document: object | string | Uint8Array,
  own: Partial<LoadRecord> = {},
): LoadRecord {
  const bytes =
    document instanceof Uint8Array
      ? document
      : Buffer.from(typeof document === 'string' ? document : JSON.stringify(document));
  return { key, document: bytes, position: key, ...own };
}

/** Writes, and gives the kinds of the outcomes, or what failed. */
export async function written(
  target: SqliteTarget,
  records: readonly LoadRecord[],
  version = '1',
): Promise<string[]> {
  const { outcomes, failure } = await write(target, records, version);
  return outcomes?.map(({ kind }) => kind) ?? [`${failure?.kind}: ${failure?.reason}`];
}

export function write(
  target: SqliteTarget,
  records: readonly LoadRecord[],
  version = '1',
): Promise<WriteResult> {
  return target.write(records, version, new AbortController().signal);
}

export const clockAt = (now: () => number): Clock => ({ now, sleep: () => Promise.resolve() });

export function stateOf(read: number, more: Partial<LoadState> = {}): LoadState {
  return {
    format: 1,
    ranges: [{ id: 'all', bounds: { from: null }, watermark: String(read), finished: false }],
    counts: { read, stored: read, stale: 0, dead: 0 },
    version: '1700000000000',
    startedAt: 1,
    updatedAt: 2,
    details: { batch: 'b', nested: { list: [1, null] } },
    ...more,
  };
}

/** Everything that can be found in an index of {@link loadedSchema}, by id; and SQLite's and FTS5's own checks. */
export function contents(path: string): Record<string, unknown> {
  const raw = new DatabaseSync(path, { allowExtension: true });
  loadVectors(raw);
  expect(raw.prepare('PRAGMA integrity_check(1)').get()).toEqual({ integrity_check: 'ok' });
  raw.exec(`INSERT INTO words (words, rank) VALUES ('integrity-check', 1)`);
  const found = raw
    .prepare(
      `SELECT id, document,
         (SELECT json_array(t0, t1) FROM words WHERE rowid = row) AS words,
         (SELECT json_group_array(field || ' ' || value ORDER BY field, value)
          FROM document_keywords JOIN keyword_values USING (keyword) WHERE document = row) AS keywords,
         (SELECT vec_to_json(embedding) FROM vectors WHERE rowid = row) AS vector
       FROM documents ORDER BY id`,
    )
    .all()
    .map(({ id, ...rest }) => [String(id), { ...rest }]);
  const orphans = raw
    .prepare(
      `SELECT (SELECT count(*) FROM words_content WHERE id NOT IN (SELECT row FROM documents)) AS words,
         (SELECT count(*) FROM document_keywords WHERE document NOT IN (SELECT row FROM documents)) AS keywords,
         (SELECT count(*) FROM vectors_rowids WHERE rowid NOT IN (SELECT row FROM documents)) AS vectors,
         (SELECT count(*) FROM load_documents WHERE row NOT IN (SELECT row FROM documents)) AS versions`,
    )
    .get();
  expect(orphans).toEqual({ words: 0, keywords: 0, vectors: 0, versions: 0 });
  raw.close();
  return Object.fromEntries(found);
}
