import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase, rows } from '../../duckdb/index.ts';
import { readExpression, strftime } from './read-source.ts';

const database = openDatabase();
afterAll(async () => (await database).close());

describe('strftime', () => {
  it.each([
    ['yyyy-MM-dd', '%Y-%m-%d'],
    ['d.M.yy H:m:s', '%-d.%-m.%y %-H:%-M:%-S'],
    ['dd MMM yyyy hh:mm a', '%d %b %Y %I:%M %p'],
    ["yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX", '%Y-%m-%dT%H:%M:%S.%f%z'],
    ['EEEE, dd MMMM yyyy', '%A, %d %B %Y'],
    ['%d/%m/%Y', '%d/%m/%Y'],
  ])('%s is %s', (pattern, translated) => {
    expect(strftime(pattern)).toBe(`'${translated}'`);
  });

  it('means to DuckDB what it means to Spark', async () => {
    const connection = await (await database).connect();
    const sql = `SELECT strptime('24.12.2026 07:08:09', ${strftime('dd.MM.yyyy HH:mm:ss')})::VARCHAR AS at`;
    expect(await rows(connection, sql)).toEqual([{ at: '2026-12-24 07:08:09' }]);
    connection.closeSync();
  });
});

describe('readExpression', () => {
  it('lets options for DuckDB win, and quotes every text', () => {
    const options = {
      delimiter: "'",
      null: 'N/A',
      engine: { duckdb: { delim: '|', skip: 2, ignore_errors: true } },
    };
    const text = readExpression({ format: 'csv', options }, ["it's.csv"], undefined);
    expect(text).toBe(
      "read_csv(['it''s.csv'], header = true, delim = '|', nullstr = 'N/A', union_by_name = true, skip = 2, ignore_errors = true)",
    );
  });
});
