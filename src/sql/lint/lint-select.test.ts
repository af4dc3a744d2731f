import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, type DuckDBConnection, openDatabase, parseSelect } from '../../duckdb/index.ts';
import { sparkTopics } from '../spark-functions/index.ts';
import { differences } from '../testing/differences.ts';
import type { Finding } from './finding.ts';
import { lintSelect } from './lint-select.ts';

let database: Database;
let connection: DuckDBConnection;
beforeAll(async () => {
  database = await openDatabase();
  connection = await database.connect();
});
afterAll(() => database.close());

async function lint(sql: string): Promise<Finding[]> {
  const parsed = await parseSelect(connection, sql);
  if (!parsed.ok) throw new Error(`${parsed.message} ${sql}`);
  return lintSelect(sql, parsed.tree);
}

/** `code text` of each finding. */
async function marked(sql: string): Promise<string[]> {
  return (await lint(sql)).map(
    ({ problem, offset, length }) => `${problem.code} ${sql.slice(offset, offset + length)}`,
  );
}

describe('lintSelect', () => {
  it.each(differences)('sees %s', async (expression, code) => {
    const codes = (await lint(`SELECT ${expression} AS v`)).map(({ problem }) => problem.code);
    expect(new Set(codes)).toEqual(new Set([code]));
  });

  it.each(sparkTopics.flatMap(({ functions }) => functions))('lets $name pass', async ({ examples }) => {
    for (const example of examples) {
      const sql = `SELECT ${example} AS v`;
      const refused = (await lint(sql)).filter(({ problem }) => problem.severity === 'error');
      expect([example, refused]).toEqual([example, []]);
    }
  });

  it('lets through what both read alike', async () => {
    const sqls = [
      'SELECT a, b.c, t.* FROM t JOIN b USING (a) WHERE a > 1 ORDER BY a',
      "WITH c AS (SELECT *, row_number() OVER (PARTITION BY k ORDER BY t DESC) AS n FROM s) SELECT k, m['x'] AS x FROM c WHERE n = 1",
      'SELECT k, count(*) AS n, sum(x) FILTER (WHERE x > 0) AS s FROM t GROUP BY ALL QUALIFY n > 1',
      "SELECT CASE WHEN a IS NULL THEN 'x' ELSE b || '-' END AS c FROM t UNION ALL SELECT 'y'",
      "SELECT a::BIGINT AS a, CAST(b AS DECIMAL(10, 2)) AS b, x::STRING AS x FROM t WHERE s LIKE 'a%' AND k IN (SELECT k FROM u)",
      'SELECT explode(l) AS item, filter(l, x -> x > 1) AS big FROM t',
      "SELECT d + 1 AS tomorrow, CAST(DATE '2024-01-01' + INTERVAL 1 MONTH AS DATE) AS later FROM t",
      "SELECT TRIM(BOTH 'x' FROM s) AS s, position('a' IN s) AS p, extract(year FROM d) AS y FROM STREAM(t)",
      'SELECT a AS text, b AS json FROM t -- "quoted" and \\ in a comment\n/* \'a\\b\' */',
      'SELECT x FROM t ORDER BY x LIMIT 3',
      'SELECT x, count(*) AS n FROM t GROUP BY ALL ORDER BY ALL',
      'SELECT first_value(x) OVER w AS f, row_number() OVER w AS n FROM t WINDOW w AS (PARTITION BY k ORDER BY d)',
      'SELECT sum(x) OVER () AS s, count(*) OVER (PARTITION BY k) AS n FROM t',
      "SELECT builtin.max_by(x, d) AS x, builtin.regexp_replace(s, '([a-z])-', '$1') AS s FROM t",
      'SELECT a / 1e2 AS a, CAST(b AS DOUBLE) / 100.0 AS b, c / 100 AS c, CAST(floor(a / b) AS INT) AS d FROM t',
      'SELECT CAST(x * 2 AS INT) AS x, CAST(CAST(5 AS DECIMAL(3, 0)) AS INT) AS y, s || CAST(n AS STRING) AS z FROM t',
      'SELECT x AS fetch, first FROM t',
      'SELECT max(a.x) AS x FROM range(3) AS a(x) CROSS JOIN (VALUES (1)) AS v(y)',
    ];
    for (const sql of sqls) expect([sql, await marked(sql)]).toEqual([sql, []]);
  });

  it('points at what it means', async () => {
    expect(
      await marked('SELECT \'ü\' AS u, dayofweek(d) AS n,\n  l[1] AS first, a // b AS q FROM "my t"'),
    ).toEqual(['HR-SQL-020 dayofweek', 'HR-SQL-023 1', 'HR-SQL-024 //', 'HR-SQL-027 "my t"']);
    expect(await marked("SELECT x::TEXT AS a, CAST(y AS VARCHAR) AS b, 'a\\d' AS c FROM t")).toEqual([
      'HR-SQL-026 TEXT',
      'HR-SQL-026 VARCHAR',
      "HR-SQL-028 'a\\d'",
    ]);
  });

  it('asks for names of the columns that a table gets', async () => {
    expect(await marked('SELECT a, count(*), b + 1 FROM (SELECT max(x) FROM t) AS u GROUP BY a')).toEqual([
      'HR-SQL-029 c',
      'HR-SQL-029 b',
    ]);
    expect(await marked('SELECT 1 AS a UNION ALL SELECT 2')).toEqual([]);
  });

  it('warns of what only some rows show', async () => {
    const found = await lint('SELECT concat(a, b) AS c FROM t LIMIT 3');
    expect(found.map(({ problem }) => [problem.code, problem.severity])).toEqual([
      ['HR-SQL-021', 'warning'],
      ['HR-SQL-030', 'warning'],
    ]);
    expect(await marked('SELECT array_sort(array_intersect(a, b)) AS c FROM t')).toEqual([]);
    expect(await marked('SELECT first_value(x) OVER (PARTITION BY k) AS c FROM t')).toEqual(['HR-SQL-030 f']);
    expect(await marked('SELECT x FROM t WHERE NOT array_contains(l, 1)')).toEqual([
      'HR-SQL-021 array_contains',
    ]);
    expect(await marked('SELECT array_agg(x) FILTER (WHERE x > 1) AS c FROM t')).toEqual([]);
  });

  it('says what to write instead', async () => {
    const [found] = await lint("SELECT strftime(d, '%Y') AS y FROM t");
    expect(found?.problem.message).toBe('Spark has no function `strftime`.');
    expect(found?.problem.hint).toContain('date_format');
  });
});
