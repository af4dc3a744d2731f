import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SourceRecord } from '../../src/load/index.ts';
import { type DuckDBSource, extensionFolder } from '../../src/sources/duckdb/index.ts';
import { documentOf, freshFolder, open, readAll } from '../../src/sources/duckdb/testing/tables.ts';
import { type DeltaColumns, type DeltaStep, type DeltaTools, describeWithDelta } from '../servers/delta.ts';

const ids = (records: readonly SourceRecord[]): number[] => records.map(({ key }) => Number(key));
const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

function rows(from: number, to: number): DeltaColumns {
  const numbers = range(from, to);
  return {
    id: ['int64', numbers],
    // A name that the reader uses too.
    filename: ['string', numbers.map((id) => `file ${id}`)],
    part: ['string', numbers.map((id) => (id % 2 === 0 ? 'a b' : 'ü/%=c'))],
  };
}

await describeWithDelta('a Delta table', ({ commit, extensions }: DeltaTools) => {
  async function table(steps: readonly DeltaStep[]): Promise<string> {
    const path = join(freshFolder(), 'a table');
    await commit(path, steps);
    return path;
  }
  const load = (path: string, pinned?: DuckDBSource['pin']): Promise<DuckDBSource> =>
    open(path, { env: { [extensionFolder]: extensions }, pinned });

  it('gives the rows of its latest version, partition columns and all', async () => {
    const path = await table([
      { write: rows(0, 10), partition_by: ['part'] },
      { write: rows(10, 20) },
      { delete: 'id = 3' },
    ]);
    const source = await load(path);
    const all = await readAll(source);
    expect(sorted(ids(all))).toEqual(range(0, 20).filter((id) => id !== 3));
    expect(documentOf(all.find(({ key }) => key === '5'))).toBe(
      '{"id":5,"filename":"file 5","part":"ü/%=c"}',
    );
    expect(source.pin).toMatchObject({ kind: 'delta', path, version: 2 });
    expect(source.rows).toBe(19);
    expect(source.fields.map(({ name }) => name)).toEqual(['id', 'filename', 'part']);
  });

  it('leaves out rows that a deletion vector hides, wherever it goes on', async () => {
    const path = await table([{ write: rows(0, 10) }, { write: rows(10, 20) }, { mask: [2, 5, 6] }]);
    const source = await load(path);
    const all = await readAll(source);
    expect(sorted(ids(all))).toEqual(range(0, 20).filter((id) => ![2, 5, 6].includes(id)));
    expect(source.rows).toBe(17);
    for (const [at, { position }] of all.entries()) {
      expect(await readAll(source, position)).toEqual(all.slice(at + 1));
    }
  });

  it('stays at the version that a load began with, in the same order', async () => {
    const path = await table([{ write: rows(0, 6), partition_by: ['part'] }, { write: rows(6, 12) }]);
    const first = await load(path);
    const all = await readAll(first);
    await commit(path, [{ write: rows(12, 20) }, { delete: 'id < 4' }, { checkpoint: true }]);
    expect(sorted(ids(await readAll(await load(path))))).toEqual(range(4, 20));
    const again = await load(path, first.pin);
    expect(again.pin).toEqual(first.pin);
    expect(await readAll(again)).toEqual(all);
    expect(await readAll(again, all[4]?.position)).toEqual(all.slice(5));
  });

  it('goes on behind any record, whatever the sizes of its files', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(1, 3, 40, 21_000), { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(), { minLength: 2, maxLength: 2 }),
        async (sizes, cuts) => {
          let from = 0;
          const steps = sizes.map((size): DeltaStep => {
            from += size;
            return { write: rows(from - size, from) };
          });
          const source = await load(await table(steps));
          const all = await readAll(source);
          expect(sorted(ids(all))).toEqual(range(0, from));
          for (const cut of cuts) {
            const at = cut % all.length;
            expect(await readAll(source, all[at]?.position)).toEqual(all.slice(at + 1));
          }
        },
      ),
      { numRuns: 5 },
    );
  });

  it('that is not what it was is told apart', async () => {
    const path = await table([{ write: rows(0, 6) }]);
    const { pin } = await load(path);
    rmSync(path, { recursive: true });
    await commit(path, [{ write: rows(0, 6) }]);
    await expect(load(path, pin)).rejects.toThrow(/HR-LOADSOURCE-006: .*version 0 has other files/);
    await expect(load(path, { kind: 'delta', path, version: 7, files: pin.files })).rejects.toThrow(
      /HR-LOADSOURCE-006: .*its version 7 is there no more/,
    );
    await expect(load(path, { kind: 'parquet', path, count: 1, files: pin.files })).rejects.toThrow(
      'it was no Delta table then',
    );
  });

  it('that lost a file cannot be read, and says which', async () => {
    const path = await table([{ write: rows(0, 6), partition_by: ['part'] }]);
    const source = await load(path);
    rmSync(join(path, 'part=a%20b'), { recursive: true });
    await expect(readAll(source)).rejects.toThrow(/HR-LOADSOURCE-008: .*part=a%20b/);
  });

  it('needs the extension: where it is missing, the way to get it is told', async () => {
    const path = await table([{ write: rows(0, 2) }]);
    const empty = freshFolder();
    const opened = open(path, { env: { [extensionFolder]: empty } });
    await expect(opened).rejects.toThrow(/HR-LOADSOURCE-007: .*there is no delta\.duckdb_extension in /);
    await expect(opened).rejects.toMatchObject({
      problems: [{ hint: expect.stringContaining('headrace query "INSTALL delta"') }],
    });
  });

  it('below a folder that the reader cannot name is refused', async () => {
    const path = await table([{ write: rows(0, 2) }]);
    const odd = join(freshFolder(), '100%');
    cpSync(path, odd, { recursive: true });
    await expect(load(odd)).rejects.toThrow(/HR-LOADSOURCE-008: .*"%" in its name/);
  });
});
