import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceRecord } from '../../load/index.ts';
import { type RecordLayout, RecordReader } from './record-reader.ts';

const plain: RecordLayout = { version: undefined, ties: false, leading: false, verbatim: false };

function field(value: Buffer | undefined): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(value?.length ?? -1);
  return Buffer.concat([length, value ?? Buffer.alloc(0)]);
}

function int8(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

interface Row {
  readonly key: string | undefined;
  readonly document?: string;
  readonly version?: bigint | null;
  readonly tied?: boolean;
  readonly leading?: string;
}

function row({ key, document = '{}', version, tied, leading }: Row): Buffer {
  const fields = [
    field(key === undefined ? undefined : Buffer.from(key)),
    field(key === undefined ? undefined : int8(-2n)),
    field(int8((7n << 32n) | 9n)),
    ...(version === undefined ? [] : [field(version === null ? undefined : int8(version))]),
    ...(tied === undefined ? [] : [field(Buffer.from([tied ? 1 : 0]))]),
    ...(leading === undefined ? [] : [field(Buffer.from(leading))]),
    field(Buffer.from(document)),
  ];
  return Buffer.concat([Buffer.from([0, fields.length]), ...fields]);
}

function read(layout: RecordLayout, rows: readonly Row[], position?: string): SourceRecord[] {
  const reader = new RecordReader(layout, position);
  for (const one of rows) reader.row(row(one), 0);
  reader.finish();
  return reader.take();
}

describe('RecordReader', () => {
  it('gives any key and any document back as they are', () => {
    const keys = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }),
      fc.constant('\u0001\u0002\n"\\'),
    );
    fc.assert(
      fc.property(fc.array(fc.record({ key: keys, document: fc.json() })), (rows) => {
        const records = read(plain, rows);
        expect(
          records.map(({ key, document }) => ({ key, document: Buffer.from(document).toString() })),
        ).toEqual(rows);
        expect(records.map(({ position }) => position)).toEqual(rows.map(({ key }) => key));
      }),
    );
  });

  it('stamps with the bucket of the key and the halves of the hash, unsigned', () => {
    expect(read(plain, [{ key: 'a' }])).toMatchObject([{ stamp: '{"b":65534,"h":7,"l":9}' }]);
  });

  it('says why a row cannot be loaded', () => {
    const long = 'é'.repeat(257);
    const records = read(plain, [{ key: undefined }, { key: '' }, { key: long }, { key: 'é'.repeat(256) }]);
    expect(records.map((record) => ('unloadable' in record ? record.unloadable : null))).toEqual([
      'its key is NULL',
      'its key is empty',
      'its key has 514 bytes, more than 512',
      null,
    ]);
    expect(records[2]?.key).toBe(long);
  });

  it.each([
    ['number', 0n, '0'],
    ['number', 9223372036854775807n, '9223372036854775807'],
    ['number', 9007199254740993n, '9007199254740993'],
    ['number', -1n, 'its version is negative'],
    ['number', null, 'its version is NULL'],
    ['time', 0n, '946684800000000'],
    ['time', 8062588800000001n, '9009273600000001'],
    ['time', -946684800000000n, '0'],
    ['time', -946684800000001n, 'its version is a time before 1970'],
    ['time', 9223372036854775807n, 'its version is an infinite time'],
    ['time', -9223372036854775808n, 'its version is an infinite time'],
  ] as const)('reads a version: %s %s is %s', (version, value, expected) => {
    const [record] = read({ ...plain, version }, [{ key: 'a', version: value }]);
    expect(record && ('unloadable' in record ? record.unloadable : record.version)).toBe(expected);
  });

  it('says of rows with equal keys that none but the last may be gone behind', () => {
    const layout = { ...plain, ties: true };
    const rows = [
      { key: 'a', tied: false },
      { key: 'b', tied: false },
      { key: 'B', tied: true },
      { key: 'b', tied: true },
      { key: 'c', tied: false },
    ];
    expect(read(layout, rows).map(({ position }) => position)).toEqual(['>a', '>a', '>a', '>b', '>c']);
    expect(read(layout, rows.slice(1), '>a').map(({ position }) => position)).toEqual([
      '>a',
      '>a',
      '>b',
      '>c',
    ]);
    expect(read(layout, rows.slice(1)).map(({ position }) => position)).toEqual(['', '', '>b', '>c']);
  });

  it('keeps the time and the key in positions of changes', () => {
    const rows = [{ key: '"x"', leading: '2024-02-29 12:00:00.000001+00' }];
    expect(read({ ...plain, leading: true }, rows)[0]?.position).toBe(
      '["2024-02-29 12:00:00.000001+00","\\"x\\""]',
    );
  });

  it('puts a document with line ends between its tokens on one line', () => {
    const [record] = read({ ...plain, verbatim: true }, [
      { key: 'a', document: '{"j":{\r\n\t"é": "\\n"\n}}' },
    ]);
    expect(record && Buffer.from(record.document).toString()).toBe('{"j":{  \t"é": "\\n" }}');
  });
});
