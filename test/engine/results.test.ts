import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Project, tables } from '../support/project.ts';

describe('what a SELECT may look like', () => {
  it('one statement, with or without a semicolon, with comments anywhere', async () => {
    const sqls = [
      'SELECT 1 AS x;',
      'SELECT 1 AS x; -- done; really',
      'SELECT 1 AS x -- no semicolon; at all',
      'SELECT 1 AS x ; /* a; block */ ;\n-- and a line\n',
      "-- a; b\nSELECT 1 AS x /* ';' */ WHERE ';' <> '--'",
      'SELECT 1 AS x\r\n;\r\n',
      'WITH "a;b" AS (SELECT 1 AS x) FROM "a;b";',
    ];
    const plain = sqls.map((sql, i) => [`plain_${i}`, { sql }] as const);
    const wrapped = sqls.map((sql, i) => [`wrapped_${i}`, { sql, cluster_by: ['x'] }] as const);
    const all = [...plain, ...wrapped];
    const project = new Project(tables(Object.fromEntries(all)));
    await project.built();
    const select = all.map(([name]) => `SELECT x FROM ${name}`).join(' UNION ALL ');
    expect(await project.values(select)).toEqual(all.map(() => 1));
  });
});

describe('what is in a table', () => {
  it('may be nothing: it can be read by tables and queries, with its columns', async () => {
    const project = new Project(
      tables({
        none: {
          sql: "SELECT 1 AS id, {'a': [1.5]} AS deep, DATE '2026-01-01' AS day, 2::HUGEINT AS wide WHERE false",
        },
        parts: { sql: 'SELECT * FROM none', partition_by: ['day'] },
        reads: {
          layer: 'gold',
          sql: 'SELECT count(*) AS n, max(parts.day) AS day FROM none FULL JOIN parts USING (id)',
        },
      }),
    );
    await project.built();
    expect(await project.query('FROM reads')).toEqual([{ n: 0, day: null }]);
    expect(await project.query('SELECT id, deep, wide FROM none')).toEqual([]);
    expect(await project.values('SELECT column_type FROM (DESCRIBE FROM parts)')).toEqual(
      await project.values('SELECT column_type FROM (DESCRIBE FROM none)'),
    );
    expect(project.dataFiles().onDisk).toEqual(project.dataFiles().current);
  });

  it('keeps sums of whole numbers exact, also inside lists and structs', async () => {
    const big = '9007199254740993';
    const project = new Project(
      tables({
        sums: {
          sql: `SELECT sum(x) AS s, [sum(x)] AS list, {'HUGE': sum(x)} AS struct FROM (SELECT ${big}::BIGINT AS x)`,
        },
        twice: { layer: 'gold', sql: 'SELECT s * 2 AS s, typeof(s) AS type FROM sums' },
      }),
    );
    await project.built();
    expect(await project.query('SELECT s, list, struct FROM sums')).toEqual([
      { s: big, list: [big], struct: { HUGE: big } },
    ]);
    expect(await project.query('FROM twice')).toEqual([{ s: '18014398509481986', type: 'BIGINT' }]);
  });

  it('comes back with its types, its odd names and its characters', async () => {
    const project = new Project(
      tables({
        odd: {
          sql: `SELECT 1 AS "select", 2 AS "file name", 3 AS "__new_odd", 4 AS rowid, 5 AS filename, 6 AS "a""b",
            'Grüße 😀' AS "größe", TIMESTAMPTZ '2026-01-01 00:00:00+00' AS at, NULL AS nothing,
            12.30::DECIMAL(10, 2) AS money, MAP {'k': [1]} AS m, '\\x00'::BLOB AS bytes, INTERVAL 1 DAY AS i`,
        },
        next: { layer: 'gold', sql: 'SELECT * FROM odd' },
      }),
    );
    await project.built();
    expect(await project.query('SELECT * EXCLUDE (i, "at", bytes) FROM next')).toEqual([
      {
        select: 1,
        'file name': 2,
        __new_odd: 3,
        rowid: 4,
        filename: 5,
        'a"b': 6,
        größe: 'Grüße 😀',
        nothing: null,
        money: 12.3,
        m: { k: [1] },
      },
    ]);
  });
});

describe('how a table is laid out', () => {
  const events = `SELECT DATE '2026-01-01' + (i % 3)::INTEGER AS day, CASE WHEN i % 5 = 0 THEN NULL ELSE 'r/' || i % 2 END AS region,
    (i * 7919) % 1000 AS k FROM range(1000) t(i)`;

  it('in folders by partition_by, which any tool can read', async () => {
    const project = new Project(tables({ events: { sql: events, partition_by: ['day', 'region'] } }));
    await project.built();
    const folder = project.path('.headrace', 'warehouse', 'events');
    const [build = ''] = readdirSync(folder);
    expect(readdirSync(`${folder}/${build}`).sort()).toEqual([
      'day=2026-01-01',
      'day=2026-01-02',
      'day=2026-01-03',
    ]);
    const glob = `'${folder}/**/*.parquet'`;
    expect(
      await project.query(
        `SELECT count(*) AS n, count(region) AS r, count(DISTINCT day) AS days FROM read_parquet(${glob})`,
      ),
    ).toEqual([{ n: 1000, r: 800, days: 3 }]);
    expect(
      await project.query("SELECT count(*) AS n FROM events WHERE day = '2026-01-02' AND region IS NULL"),
    ).toEqual([{ n: 66 }]);
  });

  it('in the order of cluster_by', async () => {
    const project = new Project(
      tables({
        events: { sql: events, cluster_by: ['k', 'day'] },
        parts: { sql: 'SELECT * FROM events', partition_by: ['day'], cluster_by: ['k'] },
      }),
    );
    await project.built();
    const unsorted = (table: string): string =>
      `SELECT count(*) FROM (SELECT k, lag(k) OVER (PARTITION BY filename ORDER BY file_row_number) AS before
       FROM read_parquet('${project.path('.headrace', 'warehouse', table)}/**/*.parquet', filename = true, file_row_number = true))
       WHERE k < before`;
    expect(await project.values(unsorted('events'))).toEqual([0]);
    expect(await project.values(unsorted('parts'))).toEqual([0]);
  });
});
