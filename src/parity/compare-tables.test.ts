import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, type DuckDBConnection, openDatabase } from '../duckdb/index.ts';
import { compareTables } from './compare-tables.ts';

let database: Database;
let connection: DuckDBConnection;
beforeAll(async () => {
  database = await openDatabase();
  connection = await database.connect();
  await connection.run("SET TimeZone = 'UTC'");
});
afterAll(() => database.close());

const compare = (a: string, b: string, ignored: readonly string[] = []) =>
  compareTables(connection, a, b, new Set(ignored));
const values = (list: string): string => `SELECT * FROM (VALUES ${list}) AS t (id, v)`;

describe('compareTables', () => {
  it('takes tables for multisets', async () => {
    const found = await compare(
      values("(1, 'a'), (2, NULL), (2, NULL)"),
      values("(2, NULL), (1, 'a'), (2, NULL)"),
    );
    expect(found).toMatchObject({
      unequal: { duckdb: 0, spark: 0 },
      rows: { duckdb: 3, spark: 3 },
      examples: [],
    });
    const twice = await compare(values("(1, 'a'), (1, 'a'), (1, 'a')"), values("(1, 'a')"));
    expect(twice).toMatchObject({
      unequal: { duckdb: 2, spark: 0 },
      examples: [
        { duckdb: ['1', 'a'], spark: undefined },
        { duckdb: ['1', 'a'], spark: undefined },
      ],
    });
  });

  it('tells NULL from an empty text, and an empty list from none', async () => {
    expect(await compare(values('(1, NULL::VARCHAR)'), values("(1, '')"))).toMatchObject({
      unequal: { duckdb: 1, spark: 1 },
      examples: [{ duckdb: ['1', null], spark: ['1', ''] }],
    });
    expect(await compare('SELECT [1] AS l', 'SELECT NULL::INTEGER[] AS l')).toMatchObject({
      unequal: { duckdb: 1 },
    });
    expect(await compare("SELECT {'a': NULL::INT} AS s", 'SELECT NULL::STRUCT(a INT) AS s')).toMatchObject({
      unequal: { duckdb: 1 },
    });
    expect(await compare("SELECT 'null' AS v", 'SELECT NULL::VARCHAR AS v')).toMatchObject({
      unequal: { duckdb: 1 },
    });
  });

  it('is exact where it can be', async () => {
    const differ = [
      ['9007199254740993::BIGINT', '9007199254740992::BIGINT'],
      ['0.1::DECIMAL(38, 20)', '0.10000000000000000001::DECIMAL(38, 20)'],
      ["TIMESTAMP '2026-01-01 00:00:00.000001'", "TIMESTAMP '2026-01-01 00:00:00'"],
      ["'a'", "'a '"],
      ["'ä'", "'a\u0308'"],
      ["'\\x00'::BLOB", "'\\x01'::BLOB"],
      ["'nan'::DOUBLE", 'NULL::DOUBLE'],
      ["DATE '0001-01-01'", "DATE '0001-01-02'"],
      ['[1, 2]', '[2, 1]'],
      ["MAP {'a': 1}", "MAP {'a': 2}"],
      ['NULL::MAP(VARCHAR, INTEGER)', 'MAP {}::MAP(VARCHAR, INTEGER)'],
      ["'inf'::DOUBLE", "'-inf'::DOUBLE"],
      ["'inf'::DOUBLE", '1.7976931348623157e308::DOUBLE'],
      ['1.0000001::DOUBLE', '1.0::DOUBLE'],
      ['6.6e-10::DOUBLE', '6.7e-10::DOUBLE'],
      ["{'a': {'b': [1, NULL]}}", "{'a': {'b': [1]}}"],
    ] as const;
    for (const [a, b] of differ) {
      expect(await compare(`SELECT ${a} AS v`, `SELECT ${a} AS v`), a).toMatchObject({
        unequal: { duckdb: 0, spark: 0 },
      });
      expect(await compare(`SELECT ${a} AS v`, `SELECT ${b} AS v`), a).toMatchObject({
        unequal: { duckdb: 1, spark: 1 },
      });
    }
  });

  it('knows values that are the same in another form', async () => {
    const equal = [
      ["MAP {'a': 1, 'b': 2}", "MAP {'b': 2, 'a': 1}"],
      ["[MAP {'a': {'x': 1}, 'b': NULL}]", "[MAP {'b': NULL, 'a': {'x': 1}}]"],
      ["TIMESTAMPTZ '2026-01-01 12:00:00+02'", "TIMESTAMPTZ '2026-01-01 10:00:00+00'"],
      ['0.0::DOUBLE', "'-0.0'::DOUBLE"],
      ["'nan'::DOUBLE", "'-nan'::DOUBLE"],
      ["[{'x': 'nan'::FLOAT}]", "[{'x': '-nan'::FLOAT}]"],
      ['0.1::DOUBLE + 0.2::DOUBLE', '0.3::DOUBLE'],
      ["[{'x': 0.1::DOUBLE + 0.2::DOUBLE}]", "[{'x': 0.3::DOUBLE}]"],
    ] as const;
    for (const [a, b] of equal) {
      expect(await compare(`SELECT ${a} AS v`, `SELECT ${b} AS v`), a).toMatchObject({
        unequal: { duckdb: 0, spark: 0 },
        different: [],
        close: [],
      });
    }
  });

  it('counts rows that differ by rounding, however many there are', async () => {
    // Most have the same digits when rounded; some lie on both sides of a border.
    const many = (off: number): string =>
      `SELECT i % 7 AS k, (i + 0.5) / 1e9 * (1 + ${off}) AS d FROM range(200000) t(i)`;
    expect(await compare(many(0), many(1e-12))).toMatchObject({
      unequal: { duckdb: 0, spark: 0 },
      nearlyEqual: expect.toSatisfy((n: number) => n > 150_000),
      examples: [],
      cut: false,
    });
    expect(await compare(`${many(0)} UNION ALL SELECT 9, 1.0`, many(1e-12))).toMatchObject({
      unequal: { duckdb: 1, spark: 0 },
      examples: [{ duckdb: ['9', '1.0'], spark: undefined }],
    });
  });

  it('compares as many copies as there are', async () => {
    const copies = (n: number, d: string): string => `SELECT 'a' AS v, ${d}::DOUBLE AS d FROM range(${n})`;
    const [exact, off] = ['0.3', '0.30000000000000004'];
    expect(await compare(copies(1_000_000, exact), copies(999_999, off))).toMatchObject({
      unequal: { duckdb: 1, spark: 0 },
      nearlyEqual: 999_999,
      examples: [{ duckdb: ['a', exact], spark: undefined }],
    });
    const all = await compare(copies(500_000, '1'), copies(500_001, '2'));
    expect(all).toMatchObject({ unequal: { duckdb: 500_000, spark: 500_001 }, nearlyEqual: 0, cut: false });
    expect(all.examples).toHaveLength(3);
  });

  it('says when too many rows differ to look at each', async () => {
    const rows = (from: number): string => `SELECT i + ${from} AS i, i::DOUBLE AS d FROM range(30000) t(i)`;
    expect(await compare(rows(0), rows(100_000))).toMatchObject({ unequal: { duckdb: 30_000 }, cut: true });
  });

  it('compares values of close types, and says so', async () => {
    const close = [
      ['5::HUGEINT', '5::BIGINT', 'decimal(38,0)', 'bigint'],
      ['1::INTEGER', '1::BIGINT', 'int', 'bigint'],
      ['1.50::DECIMAL(10, 2)', '1.50::DECIMAL(20, 2)', 'decimal(10,2)', 'decimal(20,2)'],
      ["TIMESTAMP '2026-01-01'", "TIMESTAMPTZ '2026-01-01 00:00:00+00'", 'timestamp_ntz', 'timestamp'],
      ["{'a': [1::INTEGER]}", "{'a': [1::SMALLINT]}", 'struct<a:array<int>>', 'struct<a:array<smallint>>'],
    ] as const;
    for (const [a, b, duckdb, spark] of close) {
      expect(await compare(`SELECT ${a} AS v`, `SELECT ${b} AS v`)).toMatchObject({
        unequal: { duckdb: 0, spark: 0 },
        close: [{ name: 'v', duckdb, spark }],
        different: [],
      });
    }
  });

  it('names columns that cannot be compared, and compares the others', async () => {
    const found = await compare(
      'SELECT 1 AS id, 1.5::DOUBLE AS v, 2 AS mine',
      "SELECT 'x' AS theirs, 1.5::DECIMAL(3, 1) AS v, 2 AS id",
    );
    expect(found).toMatchObject({
      columns: ['id'],
      different: [
        { name: 'v', duckdb: 'double', spark: 'decimal(3,1)' },
        { name: 'mine', duckdb: 'int', spark: undefined },
        { name: 'theirs', duckdb: undefined, spark: 'string' },
      ],
      unequal: { duckdb: 1, spark: 1 },
    });
  });

  it('copes with odd names, no rows, and nothing in common', async () => {
    const odd = `SELECT 1 AS "a b", {'x"y': 1, 'select': [MAP {'k': 2}]} AS "größe", 3 AS "c1"`;
    expect(await compare(odd, odd)).toMatchObject({
      unequal: { duckdb: 0 },
      columns: ['a b', 'größe', 'c1'],
    });
    expect(await compare(`${odd} WHERE false`, odd)).toMatchObject({
      rows: { duckdb: 0 },
      unequal: { spark: 1 },
    });
    expect(await compare('SELECT 1 AS a', 'SELECT 1 AS b')).toMatchObject({
      columns: [],
      unequal: { duckdb: 0, spark: 0 },
    });
  });

  it('leaves out what it is told to', async () => {
    const found = await compare(
      'SELECT 1 AS id, now() AS at',
      "SELECT 1 AS id, TIMESTAMPTZ '2020-01-01' AS at",
      ['at'],
    );
    expect(found).toMatchObject({ columns: ['id'], unequal: { duckdb: 0, spark: 0 }, different: [] });
  });
});
