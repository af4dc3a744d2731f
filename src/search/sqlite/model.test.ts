import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { IndexRecord, IndexSchema } from '../types.ts';
import { type EmbeddedIndex, openEmbeddedIndex } from './embedded-index.ts';
import { mirrorOf, type Question, search, temporaryPaths } from './testing/fixtures.ts';

const path = temporaryPaths();

const words = ['red', 'blue', 'run', 'running', 'Größe', '🍕', '«q»', "o'clock"];
const ids = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }),
);
const sentence = fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((chosen) => chosen.join(' '));
const values = fc.array(fc.constantFrom('x', 'y', 'z', '', 'x y'), { maxLength: 3 });
const small = fc.integer({ min: -2, max: 2 });

const someRecord: fc.Arbitrary<IndexRecord> = fc
  .record({
    id: ids,
    text: fc.tuple(sentence, sentence),
    keywords: fc.tuple(values, values),
    vector: fc.option(fc.tuple(small, small), { nil: undefined }),
  })
  .map(({ id, text, keywords, vector }) => ({
    id,
    document: JSON.stringify({ id, text }),
    text,
    keywords,
    ...(vector && { vector: Float32Array.from(vector) }),
  }));

const step = fc.record({
  records: fc.uniqueArray(someRecord, { selector: ({ id }) => id, maxLength: 12 }),
  analyzer: fc.constantFrom('standard' as const, 'standard' as const, 'english' as const),
  dimensions: fc.constantFrom(2, 2, 2, undefined),
});

it('however it came to be, an index equals one that was made at once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
      const [file, freshFile] = [path(), path()];
      const index = await openEmbeddedIndex(file);
      let held = new Set<string>();
      for (const { records, analyzer, dimensions } of steps) {
        const schema: IndexSchema = { text: ['t', 'u'], keywords: ['k', 'l'], analyzer, dimensions };
        const result = await index.mirror(mirrorOf(records, { schema }));
        const now = new Set(records.map(({ id }) => id));
        expect(result).toMatchObject({
          read: now.size,
          added: now.difference(held).size,
          removed: held.difference(now).size,
        });
        expect(result.updated + result.unchanged).toBe(now.intersection(held).size);
        held = now;

        const fresh = await openEmbeddedIndex(freshFile);
        await fresh.mirror(mirrorOf([]));
        await fresh.mirror(mirrorOf(records.toReversed(), { schema }));
        await expectEqual(index, fresh, records, schema);
        fresh.close();
      }
      index.close();
      expectSound(file);
    }),
    { numRuns: 25 },
  );
});

async function expectEqual(
  index: EmbeddedIndex,
  fresh: EmbeddedIndex,
  records: readonly IndexRecord[],
  schema: IndexSchema,
): Promise<void> {
  expect(index.count()).toBe(records.length);
  for (const { id, document } of records) expect(index.get(id)).toEqual(JSON.parse(document));
  const requests: Question[] = [...words, 'red blue', '"red run"', 'r*'].flatMap((query) => [
    { mode: 'text', query, facets: ['k', 'l'], limit: 100 },
    { mode: 'text', query, operator: 'any', filters: { k: ['x', 'y'] } },
    ...(schema.dimensions === undefined ? [] : [{ mode: 'hybrid', query, limit: 100 } as const]),
  ]);
  if (schema.dimensions !== undefined) {
    requests.push({ mode: 'semantic', query: '', facets: ['k'], limit: 100 });
    requests.push({ mode: 'semantic', query: '', filters: { l: ['', 'x y'] }, limit: 2 });
  }
  const vector = schema.dimensions === undefined ? undefined : Float32Array.of(1, 0.5);
  for (const request of requests) {
    expect(await search(index, request, vector)).toEqual(await search(fresh, request, vector));
  }
}

/** SQLite's and FTS5's own checks, and no rows left over in any table. */
function expectSound(file: string): void {
  const raw = new DatabaseSync(file);
  expect(raw.prepare('PRAGMA integrity_check(1)').get()).toEqual({ integrity_check: 'ok' });
  raw.exec(`INSERT INTO words (words, rank) VALUES ('integrity-check', 1)`);
  const orphans = `
    SELECT (SELECT count(*) FROM document_keywords WHERE document NOT IN (SELECT row FROM documents)) AS links,
      (SELECT count(*) FROM keyword_values WHERE keyword NOT IN (SELECT keyword FROM document_keywords)) AS keywords,
      (SELECT count(*) FROM words_content WHERE id NOT IN (SELECT row FROM documents)) AS words`;
  expect(raw.prepare(orphans).get()).toEqual({ links: 0, keywords: 0, words: 0 });
  raw.close();
}
