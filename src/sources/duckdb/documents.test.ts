import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MapConfig } from '../../project/index.ts';
import { noMapping } from './layout.ts';
import { documentOf, freshFolder, open, readAll, writeParquet } from './testing/tables.ts';

/** The text of the one document of `SELECT 1 AS id, …`, without the id. */
async function written(select: string): Promise<string> {
  const path = join(freshFolder(), 'one.parquet');
  await writeParquet(join(path, '..'), [['one.parquet', `SELECT 1 AS id, ${select}`]]);
  const [record] = await readAll(await open(path));
  return documentOf(record).replace('{"id":1,', '{');
}

describe('a document holds', () => {
  const values: readonly (readonly [name: string, sql: string, json: string])[] = [
    ['whole numbers as they are', `9007199254740993 AS x`, '{"x":9007199254740993}'],
    ['unsigned ones', `18446744073709551615::UBIGINT AS x`, '{"x":18446744073709551615}'],
    [
      'decimals with every digit',
      `12345678901234567890.123456789::DECIMAL(38,9) AS x`,
      '{"x":12345678901234567890.123456789}',
    ],
    ['floats with the digits they have', `0.1::FLOAT AS x, 1e30::FLOAT AS y`, '{"x":0.1,"y":1e30}'],
    ['doubles', `0.1::DOUBLE AS x, -0.0::DOUBLE AS y`, '{"x":0.1,"y":-0.0}'],
    ['NULL', `NULL::INT AS x, NULL::TIMESTAMP AS y, NULL::FLOAT[] AS z`, '{"x":null,"y":null,"z":null}'],
    ['booleans', `true AS x`, '{"x":true}'],
    ['dates', `DATE '2024-02-29' AS x`, '{"x":"2024-02-29"}'],
    ['timestamps in ISO 8601', `TIMESTAMP '2024-01-01 00:00:00.5' AS x`, '{"x":"2024-01-01T00:00:00.5"}'],
    [
      'points in time in UTC',
      `TIMESTAMPTZ '2024-01-01 01:02:03.45+02' AS x`,
      '{"x":"2023-12-31T23:02:03.45Z"}',
    ],
    [
      'times and intervals as texts',
      `TIME '01:02:03' AS x, INTERVAL 1 DAY AS y`,
      '{"x":"01:02:03","y":"1 day"}',
    ],
    [
      'UUIDs',
      `'9122d887-7fa0-4d18-ab70-eecba5d0791b'::UUID AS x`,
      '{"x":"9122d887-7fa0-4d18-ab70-eecba5d0791b"}',
    ],
    ['bytes in base64', `'\\x01\\xAA'::BLOB AS x`, '{"x":"Aao="}'],
    ['members of an enum', `'a'::ENUM('a', 'b') AS x`, '{"x":"a"}'],
    [
      'JSON as it is, at any depth',
      `'{"a": [1, 2]}'::JSON AS x, [{'j': '3'::JSON}] AS y`,
      '{"x":{"a":[1,2]},"y":[{"j":3}]}',
    ],
    [
      'maps as objects',
      `MAP {'a': 1, 'b': 2} AS x, MAP {1: TIMESTAMP '2024-01-01 00:00:00'} AS y`,
      '{"x":{"a":1,"b":2},"y":{"1":"2024-01-01T00:00:00"}}',
    ],
    ['vectors as lists', `[0.1, -2.5, 3]::FLOAT[3] AS x`, '{"x":[0.1,-2.5,3.0]}'],
    [
      'timestamps at any depth',
      `[{'a': [TIMESTAMP '2024-01-01 00:00:00', NULL], 'b': 1}, NULL] AS x`,
      '{"x":[{"a":["2024-01-01T00:00:00",null],"b":1},null]}',
    ],
    ['an object that is NULL', `NULL::STRUCT(a TIMESTAMP) AS x`, '{"x":null}'],
    [
      'texts with anything in them',
      `'é😀"\\' || chr(10) || chr(0) || chr(8232) AS x`,
      '{"x":"é😀\\"\\\\\\n\\u0000\u2028"}',
    ],
    [
      'NaN and infinity as texts, which no number field takes',
      `'nan'::DOUBLE AS x, ['inf'::FLOAT, 1.5] AS y, {'a': '-inf'::DOUBLE} AS z`,
      '{"x":"NaN","y":["Infinity",1.5],"z":{"a":"-Infinity"}}',
    ],
    [
      'the words of those as any other word',
      `'NaN or Infinity' AS x, 0.1::FLOAT AS y, NULL::DOUBLE AS z`,
      '{"x":"NaN or Infinity","y":0.1,"z":null}',
    ],
    ['names with anything in them', `1 AS "a ""b"".c", 2 AS "at"`, '{"a \\"b\\".c":1,"at":2}'],
  ];

  it.each(values)('%s', async (_name, sql, json) => {
    expect(await written(sql)).toBe(json);
  });
});

describe('a mapping', () => {
  const select = `SELECT 1 AS id, 'a' AS name, '7' AS price, 2 AS x, 3 AS y, 4 AS z`;

  async function mapped(map: Partial<MapConfig>): Promise<{ json: string; fields: readonly object[] }> {
    const folder = freshFolder();
    await writeParquet(folder, [['one.parquet', select]]);
    const source = await open(folder, { map: { ...noMapping, ...map } });
    const [record] = await readAll(source);
    return { json: documentOf(record), fields: source.fields };
  }

  it('renames, casts, drops, nests and computes', async () => {
    const { json, fields } = await mapped({
      rename: { NAME: 'title' },
      cast: { price: 'decimal(10,2)' },
      drop: ['z'],
      nest: { at: { lat: 'x', lon: 'y' } },
      computed: { total: 'CAST(price AS INT) * 2 -- twice' },
    });
    expect(json).toBe('{"id":1,"title":"a","price":7.0,"total":14,"at":{"lat":2,"lon":3}}');
    expect(fields).toEqual([
      { name: 'id', type: 'long', list: false },
      { name: 'title', type: 'text', list: false },
      { name: 'price', type: 'double', list: false },
      { name: 'at', type: 'object', list: false },
      { name: 'total', type: 'long', list: false },
    ]);
  });

  it('may leave nothing', async () => {
    expect((await mapped({ drop: ['id', 'name', 'price', 'x', 'y', 'z'] })).json).toBe('{}');
  });

  it.each([
    [{ rename: { nam: 'title' } }, /HR-LOADSOURCE-009: .*no column "nam" for `rename`.* Did you mean "name"/],
    [
      { drop: ['x'], rename: { x: 'a' } },
      /HR-LOADSOURCE-014: Column "x" cannot be dropped and renamed at once/,
    ],
    [{ nest: { a: { x: 'x' }, b: { x: 'x' } } }, /HR-LOADSOURCE-014: .*nested in "a" and nested in "b"/],
    [{ rename: { name: 'Price' } }, /HR-LOADSOURCE-011: Field "Price" would be written by/],
    [{ computed: { _headrace: '1' } }, /HR-LOADSOURCE-012/],
    [{ computed: { total: 'prize * 2' } }, /HR-LOADSOURCE-013: .*"prize" not found/],
    [{ cast: { price: 'money' } }, /HR-LOADSOURCE-013: .*money/],
  ])('%j is refused', async (map, message) => {
    await expect(mapped(map)).rejects.toThrow(message);
  });
});

describe('fields', () => {
  it('are told by type', async () => {
    const folder = freshFolder();
    await writeParquet(folder, [
      [
        'one.parquet',
        `SELECT 1 AS id, [1.5]::FLOAT[] AS v, [['a']] AS tags, now() AS at, {'a': 1} AS o, 'x'::BLOB AS b, uuid() AS u`,
      ],
    ]);
    const { fields } = await open(folder);
    expect(fields.map(({ name, type, list }) => `${name} ${type}${list ? ' list' : ''}`)).toEqual([
      'id long',
      'v vector',
      'tags text list',
      'at date',
      'o object',
      'b binary',
      'u keyword',
    ]);
  });
});
