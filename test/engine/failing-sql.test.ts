import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/kernel/index.ts';
import { Project, type TableSpec, tables } from '../support/project.ts';

/** Builds one table over `numbers` and gives the problem of its failing. */
async function failing(
  sql: string,
  keys: TableSpec = {},
  file = 'transformations/silver/bad.sql',
): Promise<Problem> {
  const project = new Project({
    ...tables({ numbers: { sql: "SELECT unnest(['1', '2', 'three']) AS n" }, bad: { ...keys, sql } }),
  });
  if (!file.endsWith('.sql')) {
    project.remove('transformations/silver/bad.sql');
    project.write({
      [file]: `import { table } from 'headrace';\nexport default table({ sql: ({ ref }) => ${JSON.stringify(sql)}.replace('numbers', ref('numbers')) });\n`,
    });
  }
  const run = await project.run();
  const [problem] = run.problems;
  if (!problem) throw new Error(`no problem:\n${run.stdout}${run.stderr}`);
  expect(run.ending).toBe(problem.code.startsWith('HR-SQL') ? 2 : 1);
  return problem;
}

/** `line:col` of a text in an SQL. */
function placeOf(sql: string, part: string): { line: number; col: number } {
  const before = sql.slice(0, sql.indexOf(part));
  return { line: before.split('\n').length, col: before.length - before.lastIndexOf('\n') };
}

const where = { file: 'transformations/silver/bad.sql' };

describe('a failing SELECT is shown at its place in the file of the user', () => {
  const binder = "-- Größe 🚀\nSELECT n, 'äöü😀' AS t,\n  nope AS x\nFROM numbers;";
  const conversion = "SELECT 'äöü😀' AS t,\n  n,\n  CAST(n AS INTEGER) AS i\nFROM numbers";

  it('when a column is unknown', async () => {
    const problem = await failing(binder);
    expect(problem.place).toMatchObject({ ...where, ...placeOf(binder, 'nope') });
    expect(problem.frame).toContain('> 3 |   nope AS x');
    expect(problem.message).toContain('nope');
  });

  it('when a value cannot be converted, while the query runs', async () => {
    const problem = await failing(conversion);
    expect(problem.place).toMatchObject({ ...where, ...placeOf(conversion, 'CAST') });
    expect(problem.message).toContain("'three'");
  });

  it('when it stands inside a statement that sorts and narrows', async () => {
    const sql = conversion.replace('SELECT', 'SELECT 1::HUGEINT AS "a long name to come first", ');
    const problem = await failing(sql, { cluster_by: ['n'] });
    expect(problem.place).toMatchObject({ ...where, ...placeOf(sql, 'CAST') });
  });

  it('when the syntax is wrong', async () => {
    const sql = "SELECT 'ü😀' AS t,\n  n AS\nFROM numbers WHERE WHERE";
    const problem = await failing(sql);
    expect(problem).toMatchObject({ code: 'HR-SQL-001', place: { ...where, line: 3 } });
  });

  it('when the SQL came from TypeScript', async () => {
    const sql = "SELECT 'ü' AS t,\n  nope\nFROM numbers";
    const problem = await failing(sql, {}, 'transformations/silver/bad.ts');
    expect(problem.place).toMatchObject({ file: expect.stringContaining('bad.ts'), ...placeOf(sql, 'nope') });
  });

  it('also behind a comment that looks like the end of a statement', async () => {
    // Once an expression that ran for years on such a line.
    const sql = `-- numbers; cleaned\n${'-'.repeat(90)}\nSELECT nope FROM numbers`;
    expect((await failing(sql)).place).toMatchObject({ ...where, line: 3, col: 8 });
  });

  it('or at the table in the configuration, when that is what is wrong', async () => {
    expect(await failing('SELECT n FROM numbers', { cluster_by: ['day'] })).toMatchObject({
      message: expect.stringMatching(/cluster_by.*day/),
      place: { file: 'config.yml' },
    });
    expect(await failing('SELECT n FROM numbers', { partition_by: ['day'] })).toMatchObject({
      message: expect.stringMatching(/partition_by.*day/),
    });
  });

  it('or at its source, when a raw file is what is wrong', async () => {
    const columns = { id: 'bigint' };
    const sql = `SELECT id, ${"'x' || ".repeat(20)} id AS last FROM source`;
    const raw = (source: object): TableSpec => ({ layer: 'bronze', source: { columns, ...source }, sql });
    const project = new Project({
      ...tables({
        text: raw({ type: 'csv', path: 'data/a.csv' }),
        object: raw({ type: 'json', path: 'data/a.json' }),
        broken: raw({ type: 'json', path: 'data/b.json' }),
        parts: raw({ type: 'parquet', path: 'data/a.parquet', columns: { id: 'date' } }),
      }),
      'data/a.csv': 'id\n1\nx\n',
      'data/a.json': '{"id": 1}\n{"id": "x"}\n',
      'data/b.json': '{"id": 1}\n{"id": \n',
    });
    await project.start(['query', "SELECT 'x' AS id", '--output', 'data/a.parquet']).end();
    const run = await project.run();
    expect(run.problems.map(({ code, place }) => [code, place?.file])).toEqual(
      run.problems.map(() => ['HR-SOURCE-008', 'config.yml']),
    );
    expect(run.problems).toHaveLength(4);
    for (const file of ['a.csv', 'a.json', 'b.json']) {
      expect(run.problems.some(({ message }) => message.includes(file))).toBe(true);
    }
  });
});

describe('columns of one name', () => {
  it.each(['SELECT 1 AS a, 2 AS a', 'SELECT 1 AS a, 2 AS "A"'])('are refused: %s', async (sql) => {
    const project = new Project(tables({ twice: { sql } }));
    const run = await project.run();
    expect(run.ending).toBe(1);
    expect(run.problems).toMatchObject([{ code: 'HR-ENGINE-009', place: { line: 1, col: 1 } }]);
  });
});
