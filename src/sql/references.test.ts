import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, type DuckDBConnection, openDatabase, parseSelect } from '../duckdb/index.ts';
import { selectFacts } from './references.ts';

let database: Database;
let connection: DuckDBConnection;
beforeAll(async () => {
  database = await openDatabase();
  connection = await database.connect();
});
afterAll(() => database.close());

async function reads(sql: string): Promise<string[]> {
  const parsed = await parseSelect(connection, sql);
  if (!parsed.ok) throw new Error(parsed.message);
  return selectFacts(parsed.tree).references.map(({ name, schema, stream }) => {
    const full = schema ? `${schema}.${name}` : name;
    return stream ? `STREAM(${full})` : full;
  });
}

describe('selectFacts', () => {
  it('finds relations in joins, subqueries, set operations and laterals', async () => {
    expect(await reads('SELECT * FROM a JOIN b ON a.x = b.x, LATERAL (SELECT * FROM c)')).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(await reads('SELECT 1 WHERE EXISTS (SELECT 1 FROM a) OR 1 IN (SELECT x FROM b)')).toEqual([
      'a',
      'b',
    ]);
    expect(await reads('SELECT * FROM a UNION ALL SELECT * FROM b EXCEPT SELECT * FROM c')).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(await reads('SELECT (SELECT max(x) FROM a) AS m FROM b')).toEqual(
      expect.arrayContaining(['a', 'b']),
    );
  });

  it('leaves out common table expressions, by scope', async () => {
    expect(await reads('WITH x AS (SELECT * FROM a), y AS (SELECT * FROM x) SELECT * FROM y')).toEqual(['a']);
    // A name is only hidden where the expression is in scope.
    expect(await reads('SELECT * FROM (WITH x AS (SELECT 1) SELECT * FROM x) JOIN x ON true')).toEqual(['x']);
    expect(await reads('WITH orders AS (SELECT * FROM orders) SELECT * FROM orders')).toEqual(['orders']);
    expect(await reads('WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT * FROM r) SELECT * FROM r')).toEqual(
      [],
    );
  });

  it('tells streams and qualified names', async () => {
    expect(await reads('SELECT * FROM STREAM(orders) AS o JOIN silver.customers AS c ON true')).toEqual([
      'STREAM(orders)',
      'silver.customers',
    ]);
  });

  it('points at each reference', async () => {
    const sql = 'SELECT *\nFROM orders';
    const parsed = await parseSelect(connection, sql);
    const [reference] = parsed.ok ? selectFacts(parsed.tree).references : [];
    expect(sql.slice(reference?.offset)).toBe('orders');
  });

  it('names functions that differ from call to call', async () => {
    const parsed = await parseSelect(
      connection,
      'SELECT random(), current_timestamp, upper(x) FROM a WHERE now() > t',
    );
    expect(parsed.ok && selectFacts(parsed.tree).volatile).toEqual(['current_timestamp', 'now', 'random']);
  });

  it('tells columns from functions, and samples from tables', async () => {
    const volatile = async (sql: string): Promise<unknown> => {
      const parsed = await parseSelect(connection, sql);
      return parsed.ok && selectFacts(parsed.tree).volatile;
    };
    expect(await volatile('SELECT uuid, today, random FROM a')).toEqual([]);
    expect(await volatile('SELECT uuid(), age(t), age(t, u) FROM a')).toEqual(['age', 'uuid']);
    expect(await volatile('SELECT * FROM a USING SAMPLE 10')).toEqual(['a sample']);
    expect(await volatile('SELECT * FROM a TABLESAMPLE reservoir(20%)')).toEqual(['a sample']);
  });

  it('names table functions that read from outside the project', async () => {
    const parsed = await parseSelect(
      connection,
      "SELECT * FROM range(3), read_csv('x.csv'), unnest([1]), 'y.parquet'",
    );
    expect(parsed.ok && selectFacts(parsed.tree).outside).toEqual([{ name: 'read_csv', offset: 24 }]);
  });

  it('refuses what is no SELECT, and says where a mistake is', async () => {
    expect(await parseSelect(connection, 'DROP TABLE x')).toMatchObject({
      ok: false,
      message: /Only a SELECT/,
    });
    expect(await parseSelect(connection, 'SELECT 1; SELECT 2')).toMatchObject({
      ok: false,
      message: /more than one/,
    });
    expect(await parseSelect(connection, 'SELECT ü FRM x')).toMatchObject({ ok: false, offset: 13 });
  });
});
