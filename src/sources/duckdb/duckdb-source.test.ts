import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceRecord } from '../../load/index.ts';
import { readSourcePin } from './pin.ts';
import { documentOf, freshFolder, open, readAll, writeParquet } from './testing/tables.ts';

const ids = (records: readonly SourceRecord[]): (string | undefined)[] => records.map(({ key }) => key);

describe('the order of reading', () => {
  it('goes on behind any record, whatever the files', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
        async (sizes, cuts) => {
          const folder = freshFolder();
          const file = (rows: number, index: number): [string, string, string] => [
            `${index}.parquet`,
            `SELECT ${index} * 100 + i AS id, repeat('x', i::INT) AS t FROM range(${rows}) r(i)`,
            ', ROW_GROUP_SIZE 2',
          ];
          await writeParquet(folder, sizes.map(file));
          const source = await open(folder);
          const all = await readAll(source);
          expect(ids(all)).toEqual(
            sizes.flatMap((rows, index) => Array.from({ length: rows }, (_, i) => String(index * 100 + i))),
          );
          expect(source.rows).toBe(all.length);
          for (const cut of all.length === 0 ? [] : cuts) {
            const at = cut % all.length;
            expect(await readAll(source, all[at]?.position)).toEqual(all.slice(at + 1));
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  it('holds over many rows, row groups and parts', async () => {
    const folder = freshFolder();
    const select = (index: number): string =>
      `SELECT ${index} * 100000 + i AS id FROM range(${[3, 30_000, 1, 9000][index % 4]}) r(i)`;
    await writeParquet(
      folder,
      Array.from({ length: 8 }, (_, index) => [`${index}.parquet`, select(index), ', ROW_GROUP_SIZE 2048']),
    );
    const source = await open(folder);
    const all = await readAll(source);
    expect(all).toHaveLength(78_008);
    expect(all.every(({ key }, at) => at === 0 || Number(all[at - 1]?.key) < Number(key))).toBe(true);
    const at = 35_000;
    expect(ids(await readAll(source, all[at]?.position))).toEqual(ids(all.slice(at + 1)));
  });
});

describe('a record', () => {
  it('has a stamp that anybody can compute', async () => {
    const folder = freshFolder();
    await writeParquet(folder, [['a.parquet', `SELECT 'é' AS id, 1 AS n`]]);
    const [record] = await readAll(await open(folder));
    const half = (text: string): Buffer => createHash('md5').update(text).digest().subarray(8);
    const [key, document] = [half('é'), half('{"id":"é","n":1}')];
    expect(record).toEqual({
      key: 'é',
      document: Buffer.from('{"id":"é","n":1}'),
      position: '0:0',
      stamp: `{"b":${key.readUInt16LE(0)},"h":${document.readUInt32LE(4)},"l":${document.readUInt32LE(0)}}`,
    });
  });

  it('without a key, with an empty or too long one cannot be loaded, and says so', async () => {
    const folder = freshFolder();
    await writeParquet(folder, [
      ['a.parquet', `SELECT * FROM (VALUES (NULL), (''), (repeat('é', 256)), (repeat('é', 257))) t(id)`],
    ]);
    const records = await readAll(await open(folder));
    expect(records.map((record) => ('unloadable' in record ? record.unloadable : 'fine'))).toEqual([
      'it has no key (NULL)',
      'its key is empty',
      'fine',
      'its key has 514 bytes; 512 are allowed',
    ]);
    expect(documentOf(records[0])).toBe('{"id":null}');
    expect(records[3]?.key).toBe('é'.repeat(257));
  });

  it.each([
    [`5::BIGINT`, '5'],
    [`-5`, '0'],
    [`NULL::INT`, undefined],
    [`99999999999999999999::DECIMAL(20,0)`, undefined],
    [`TIMESTAMP '1970-01-01 00:00:01.5'`, '1500000'],
    [`TIMESTAMPTZ '1970-01-01 02:00:01+02'`, '1000000'],
    [`DATE '1970-01-02'`, '86400000000'],
    [`'infinity'::TIMESTAMP`, undefined],
  ])('has %s as version %s', async (sql, version) => {
    const folder = freshFolder();
    await writeParquet(folder, [['a.parquet', `SELECT 1 AS id, ${sql} AS v`]]);
    const [record] = await readAll(await open(folder, { version: 'V' }));
    expect(record && 'version' in record ? record.version : undefined).toBe(version);
  });

  it('of 20 MB passes', async () => {
    const folder = freshFolder();
    await writeParquet(folder, [
      ['a.parquet', `SELECT i AS id, repeat('x', i * 10000000) AS t FROM range(3) r(i)`],
    ]);
    const records = await readAll(await open(folder));
    expect(records.map(({ document }) => document.length)).toEqual([15, 10_000_015, 20_000_015]);
  });
});

describe('Parquet files', () => {
  it('may lack columns that others have, and differ in the width of numbers', async () => {
    const folder = freshFolder();
    await writeParquet(folder, [
      ['a.parquet', `SELECT 1::INT AS id, 'a' AS t`],
      ['b.parquet', `SELECT 2::BIGINT AS id, 0.5 AS n`],
    ]);
    const source = await open(folder);
    const all = await readAll(source);
    expect(all.map(documentOf)).toEqual(['{"id":1,"t":"a","n":null}', '{"id":2,"t":null,"n":0.5}']);
    expect(await readAll(source, '0:0')).toEqual(all.slice(1));
  });

  it('take columns from the names of folders, in one type', async () => {
    const folder = freshFolder();
    for (const part of ['p=01', 'p=b']) mkdirSync(join(folder, part));
    await writeParquet(folder, [
      ['p=01/a.parquet', 'SELECT 1 AS id'],
      ['p=b/a.parquet', 'SELECT 2 AS id'],
    ]);
    const source = await open(folder);
    const all = await readAll(source);
    expect(all.map(documentOf)).toEqual(['{"id":1,"p":"01"}', '{"id":2,"p":"b"}']);
    expect(await readAll(source, '0:0')).toEqual(all.slice(1));
  });

  it('that engines hide are left out, and a pattern names some', async () => {
    const folder = freshFolder();
    for (const part of ['_tmp', 'x']) mkdirSync(join(folder, part));
    const names = ['a1.parquet', 'a2.parquet', 'b.parquet', '_c.parquet', '_tmp/d.parquet', 'x/a3.parquet'];
    await writeParquet(
      folder,
      names.map((name, index) => [name, `SELECT ${index} AS id`]),
    );
    writeFileSync(join(folder, '_SUCCESS'), '');
    expect(ids(await readAll(await open(folder)))).toEqual(['0', '1', '2', '5']);
    expect(ids(await readAll(await open('a*.parquet', { root: folder })))).toEqual(['0', '1']);
    expect(ids(await readAll(await open('**/a*.parquet', { root: folder })))).toEqual(['0', '1', '5']);
  });

  it('that are none, or broken, are told by name', async () => {
    const folder = freshFolder();
    await expect(open(folder)).rejects.toThrow('there is no Parquet file');
    writeFileSync(join(folder, 'a.parquet'), 'nothing of the kind');
    await expect(open(folder)).rejects.toThrow(/HR-LOADSOURCE-008: .*cannot be read: .*a\.parquet/s);
  });
});

describe('a pinned source', () => {
  async function begun(): Promise<{ folder: string; pin: ReturnType<typeof readSourcePin> }> {
    const folder = freshFolder();
    await writeParquet(folder, [
      ['b.parquet', 'SELECT i AS id FROM range(3) r(i)'],
      ['a.parquet', 'SELECT i AS id FROM range(3, 6) r(i)'],
    ]);
    const { pin } = await open(folder);
    // As a load's state keeps it.
    return { folder, pin: readSourcePin(JSON.parse(JSON.stringify(pin))) };
  }

  it('does not see files that came later', async () => {
    const { folder, pin: pinned } = await begun();
    await writeParquet(folder, [['0.parquet', 'SELECT 9 AS id']]);
    const again = await open(folder, { pinned });
    expect(ids(await readAll(again, '0:1'))).toEqual(['2', '3', '4', '5']);
    expect(again.pin).toEqual(pinned);
    expect(ids(await readAll(await open(folder)))).toHaveLength(7);
  });

  it.each([
    ['removed', (folder: string) => rmSync(join(folder, 'a.parquet')), /it had 2 files then and has 1 now/],
    [
      'written anew',
      (folder: string) => writeFileSync(join(folder, 'a.parquet'), readFileSync(join(folder, 'b.parquet'))),
      /a file of it was replaced, changed or removed/,
    ],
  ])('with a file that was %s does not go on', async (_how, change, message) => {
    const { folder, pin: pinned } = await begun();
    change(folder);
    const opened = open(folder, { pinned });
    await expect(opened).rejects.toThrow('HR-LOADSOURCE-006');
    await expect(opened).rejects.toThrow(message);
  });

  it('that changes while it is read ends the load', async () => {
    const { folder } = await begun();
    const source = await open(folder);
    appendFileSync(join(folder, 'a.parquet'), 'x');
    await expect(readAll(source)).rejects.toThrow('HR-LOADSOURCE-006');
  });

  it('of another kind is refused', async () => {
    const { folder } = await begun();
    const pinned = { kind: 'delta', path: folder, version: 3, files: 'x' } as const;
    await expect(open(folder, { pinned })).rejects.toThrow('it was no Parquet files then');
    expect(readSourcePin({ kind: 'delta', path: folder })).toBeUndefined();
  });
});

describe('reading', () => {
  const many = 'SELECT i AS id, md5(i::VARCHAR) AS t FROM range(300000) r(i)';

  it('ends at once when it is aborted, or nobody takes more', async () => {
    const folder = freshFolder();
    await writeParquet(folder, [['a.parquet', many]]);
    const source = await open(folder);
    const aborter = new AbortController();
    const range = { id: 'all', bounds: {} };
    await expect(async () => {
      for await (const records of source.read(range, undefined, aborter.signal)) {
        expect(records.length).toBeGreaterThan(0);
        aborter.abort(new Error('enough'));
      }
    }).rejects.toThrow('enough');
    for await (const records of source.read(range, undefined, new AbortController().signal)) {
      expect(records[0]?.key).toBe('0');
      break;
    }
    expect(await readAll(source)).toHaveLength(300_000);
  });

  it('says which column is missing or unfit', async () => {
    const folder = freshFolder();
    await writeParquet(folder, [['a.parquet', `SELECT 1 AS key, 'x' AS rev`]]);
    await expect(open(folder)).rejects.toThrow(/HR-LOADSOURCE-009: .*no column "id" for the key/);
    await expect(open(folder, { key: 'KEY', version: 'rev' })).rejects.toThrow(
      'HR-LOADSOURCE-010: Column "rev" is VARCHAR',
    );
    await expect(open(folder, { key: 'key', version: 'rew' })).rejects.toThrow('Did you mean "rev"?');
  });
});
