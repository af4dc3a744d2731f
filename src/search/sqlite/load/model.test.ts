import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LoadRecord } from '../../../load/index.ts';
import { openEmbeddedIndex } from '../embedded-index.ts';
import { temporaryPaths } from '../testing/fixtures.ts';
import { openSqliteHashRanges } from './hash-ranges.ts';
import { readDocument } from './read-record.ts';
import { removeSqliteDocuments } from './remove-documents.ts';
import { contents, loadedSchema, loadRecord, targetAt, write } from './testing/fixtures.ts';

const path = temporaryPaths();

const words = ['red', 'blue', "don't", 'Größe', '🍕', '3.14'];
const sentence = fc.array(fc.constantFrom(...words), { maxLength: 4 }).map((chosen) => chosen.join(' '));
const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
const stamp = fc.tuple(fc.nat(3), fc.nat(9), fc.nat(9)).map(([b, h, l]) => `{"b":${b},"h":${h},"l":${l}}`);

const someRecord: fc.Arbitrary<LoadRecord> = fc
  .record({
    key,
    version: fc.option(fc.nat(5).map(String), { nil: undefined }),
    stamp: fc.option(stamp, { nil: undefined }),
    document: fc.oneof(
      { weight: 1, arbitrary: fc.constantFrom('{', '[]', '{"v":[1]}', '{"title":{}}') },
      {
        weight: 8,
        arbitrary: fc
          .record(
            {
              title: sentence,
              body: fc.oneof(sentence, fc.nat(3), fc.constant(null)),
              country: fc.oneof(
                fc.constantFrom('x', 'y', ''),
                fc.array(fc.constantFrom('x', 'y', 'x y'), { maxLength: 3 }),
              ),
              tags: fc.array(fc.constantFrom('x', 'z', true, 1.5), { maxLength: 3 }),
              v: fc.option(fc.tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -2, max: 2 }))),
            },
            { requiredKeys: [] },
          )
          .map((document) => JSON.stringify(document)),
      },
    ),
  })
  .map(({ key, version, stamp, document }) =>
    loadRecord(key, document, { ...(version && { version }), ...(stamp && { stamp }) }),
  );

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      write: fc.array(someRecord, { maxLength: 12 }),
      version: fc.nat(5).map(String),
      by: fc.nat(1),
    }),
  },
  { weight: 1, arbitrary: fc.record({ remove: fc.uniqueArray(key, { maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ reopen: fc.nat(1) }) },
);

const shape = { schema: loadedSchema, key: 'id', vector: 'v' };
const fits = (record: LoadRecord): boolean => {
  try {
    readDocument(record, shape);
    return true;
  } catch {
    return false;
  }
};

it('whatever is written in whatever order by whomever, the highest versions are there, and only they', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
      const [file, freshFile] = [path(), path()];
      const targets = [await targetAt(file), await targetAt(file)];
      const model = new Map<string, { readonly record: LoadRecord; readonly version: bigint }>();
      for (const next of steps) {
        if ('remove' in next) {
          await removeSqliteDocuments(
            file,
            next.remove.map((key) => ({ key })),
          );
          for (const key of next.remove) model.delete(key);
        } else if ('reopen' in next) {
          targets[next.reopen]?.close();
          targets[next.reopen] = await targetAt(file);
        } else {
          const target = targets[next.by];
          if (target === undefined) throw new Error('No such target');
          const { outcomes = [] } = await write(target, next.write, next.version);
          expect(outcomes).toHaveLength(next.write.length);
          for (const [position, record] of next.write.entries()) {
            const version = BigInt(record.version ?? next.version);
            const known = model.get(record.key);
            const kind = outcomes[position]?.kind;
            if (known !== undefined && known.version > version) expect(kind).toBe('stale');
            else if (!fits(record)) expect(kind).toBe('poison');
            else {
              expect(kind).toBe('stored');
              model.set(record.key, { record, version });
            }
          }
        }
      }
      for (const target of targets) target.close();

      const fresh = await targetAt(freshFile);
      for (const { record, version } of model.values()) await write(fresh, [record], String(version));
      fresh.close();
      expect(contents(file)).toEqual(contents(freshFile));
      const index = await openEmbeddedIndex(file);
      expect(index.count()).toBe(model.size);
      index.close();
      const [ranges, freshRanges] = [await openSqliteHashRanges(file), await openSqliteHashRanges(freshFile)];
      expect(await ranges.sums()).toEqual(await freshRanges.sums());
      expect(await ranges.countUnstamped()).toBe(await freshRanges.countUnstamped());
      await ranges.close();
      await freshRanges.close();
    }),
    { numRuns: 60 },
  );
});
