import { describe, expect, it } from 'vitest';
import { Project, tables } from '../support/project.ts';

const shop = {
  ...tables({
    orders: { layer: 'bronze', source: { type: 'csv', path: 'data/*.csv' } },
    amounts: { sql: 'SELECT id, amount FROM orders' },
    customers: { sql: 'SELECT DISTINCT customer FROM orders' },
    totals: { layer: 'gold', sql: 'SELECT sum(amount) AS total FROM amounts' },
    people: { layer: 'gold', sql: 'SELECT count(*) AS n FROM customers' },
  }),
  'data/a.csv': 'id,customer,amount\n1,ada,10\n2,bob,20\n',
};

describe('a batch run', () => {
  it('builds inputs before what reads them', async () => {
    const project = new Project(shop);
    const run = await project.built();
    const finished = run.all('table_finished').map(({ table }) => table);
    for (const [input, output] of [
      ['orders', 'amounts'],
      ['orders', 'customers'],
      ['amounts', 'totals'],
      ['customers', 'people'],
    ] as const) {
      expect(finished.indexOf(input)).toBeLessThan(finished.indexOf(output));
    }
    expect(await project.query('SELECT total, n FROM totals, people')).toEqual([{ total: 30, n: 2 }]);
  });

  it('builds tables that do not read each other at the same time, unless told not to', async () => {
    const slow = 'SELECT count(*) AS n FROM range(2000) a(x), range(40000) b(y) WHERE (x * y) % 7 = 1';
    const project = new Project(tables({ one: { sql: slow }, two: { sql: slow } }));
    const order = async (...args: string[]): Promise<string[]> =>
      (await project.built('--force', ...args)).lines
        .filter(({ type }) => type === 'table_started' || type === 'table_finished')
        .map(({ type }) => type);
    expect((await order('--concurrency', '2')).slice(0, 2)).toEqual(['table_started', 'table_started']);
    expect((await order('--concurrency', '1')).slice(0, 2)).toEqual(['table_started', 'table_finished']);
  });

  it('keeps the last good version of a table that fails, and blocks only what reads it', async () => {
    const project = new Project(shop);
    await project.built();
    project.write({
      'transformations/silver/amounts.sql': 'SELECT id, amont FROM orders',
      'transformations/silver/customers.sql': 'SELECT DISTINCT upper(customer) AS customer FROM orders',
    });
    const run = await project.run();
    expect(run.ending).toBe(1);
    expect(run.outcomes).toEqual({
      orders: 'skipped: nothing new to read',
      amounts: 'failed: its SELECT failed',
      customers: 'built: SQL changed',
      totals: 'blocked: amounts failed',
      people: 'built: new version of customers',
    });
    expect(
      await project.query('SELECT sum(amount) AS amount, any_value(total) AS total FROM amounts, totals'),
    ).toEqual([{ amount: 30, total: 30 }]);
    expect(await project.values('SELECT customer FROM customers ORDER BY 1')).toEqual(['ADA', 'BOB']);
  });

  it('retries what failed, what was blocked and what changed since, and nothing else', async () => {
    const project = new Project(shop);
    project.write({ 'transformations/silver/amounts.sql': 'SELECT id, amont FROM orders' });
    expect((await project.run()).ending).toBe(1);
    project.write({
      'transformations/silver/amounts.sql': 'SELECT id, amount FROM orders',
      'transformations/gold/people.sql': 'SELECT count(*) + 1 AS n FROM customers',
    });
    const retry = await project.start(['retry', '--json']).end();
    expect(retry.ending).toBe(0);
    expect(retry.outcomes).toEqual({
      orders: 'skipped: nothing new to read',
      amounts: 'built: first build',
      customers: 'skipped: nothing changed',
      totals: 'built: first build',
      people: 'built: SQL changed',
    });
  });

  it('retries a full refresh that failed as a full refresh of what it did not come to', async () => {
    const project = new Project({
      ...tables({
        raw: { layer: 'bronze', source: { type: 'csv', path: 'data' } },
        copy: { kind: 'streaming_table', sql: 'SELECT id, 10 // (id - id + 1) AS x FROM STREAM(raw)' },
      }),
      'data/a.csv': 'id\n1\n2\n',
    });
    await project.built();
    project.write({ 'transformations/silver/copy.sql': 'SELECT id, x FROM STREAM(raw)' });
    const broken = await project.run('--full-refresh');
    expect(broken.outcomes).toEqual({ raw: 'built: full refresh', copy: 'failed: its SELECT failed' });
    project.write({ 'transformations/silver/copy.sql': 'SELECT id, id AS x FROM STREAM(raw)' });
    const retry = await project.start(['retry', '--json']).end();
    expect(retry.outcomes).toEqual({ raw: 'skipped: nothing new to read', copy: 'built: full refresh' });
    expect(await project.values('SELECT x FROM copy ORDER BY x')).toEqual([1, 2]);
  });

  it('refuses, before anything runs, what reads an input that is neither selected nor built', async () => {
    const project = new Project(shop);
    const run = await project.run('amounts', 'people');
    expect(run.ending).toBe(2);
    expect(run.all('run_started')).toEqual([]);
    expect(run.problems.map(({ hint }) => hint)).toEqual([
      expect.stringContaining('headrace run +amounts'),
      expect.stringContaining('headrace run +people'),
    ]);
    expect(await project.history()).toEqual([]);
    await project.built('+amounts');
  });

  it('reads inputs that are not selected as they stand', async () => {
    const project = new Project(shop);
    await project.built();
    project.write({ 'data/b.csv': 'id,customer,amount\n3,cyd,100\n' });
    const run = await project.built('amounts', '--force');
    expect(run.outcomes).toEqual({ amounts: 'built: forced' });
    expect(await project.values('SELECT count(*) FROM amounts')).toEqual([2]);
    expect(await project.values('SELECT total FROM totals')).toEqual([30]);
    await project.built();
    expect(await project.values('SELECT total FROM totals')).toEqual([130]);
  });

  it('lets a SELECT see the tables it names, and no others by a side door', async () => {
    const project = new Project(
      tables({ one: { sql: 'SELECT 1 AS x' }, two: { sql: 'SELECT x + 1 AS x FROM one' } }),
    );
    await project.built();
    for (const sql of [
      "SELECT x FROM query_table('one')",
      "SELECT x FROM query('FROM one')",
      'SELECT * FROM duckdb_views()',
    ]) {
      project.write({ 'transformations/silver/two.sql': sql });
      const run = await project.run();
      expect(run.ending).not.toBe(0);
      expect(run.problems).toMatchObject([{ place: { file: 'transformations/silver/two.sql', line: 1 } }]);
    }
    expect(await project.values('FROM two')).toEqual([2]);
  });
});
