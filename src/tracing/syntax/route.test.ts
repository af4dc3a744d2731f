import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../duckdb/index.ts';
import { leavesOf, routeOf, stopsOf } from './route.ts';
import { SqlTrees } from './sql-trees.ts';
import { columnRef } from './tree.ts';

const relations = new Map([
  ['orders', ['order_id', 'customer_id', 'amount']],
  ['customers', ['customer_id', 'email', 'name']],
  ['source', ['id', 'line']],
]);
const aggregates = new Set(['max', 'count_star', 'sum', 'any_value']);

/** `table: expression` of every table that the column `key` leads to; the stops in round brackets. */
async function routed(sql: string, key = 'key'): Promise<string[]> {
  const database = await openDatabase();
  onTestFinished(() => database.close());
  const trees = new SqlTrees(await database.connect());
  const route = routeOf(await trees.parse(sql), [], columnRef([key]), { relations, aggregates });
  const leaves = leavesOf(route).map(async ({ table, key: found, origin, presence }) => {
    const role = presence === 'required' ? (origin ? '' : ' joined') : ` ${presence}`;
    return `${table}: ${await trees.show(found)}${role}`;
  });
  const stops = stopsOf(route).map(
    async ({ expression, why }) => `(${why}: ${await trees.show(expression)})`,
  );
  return Promise.all([...leaves, ...stops]);
}

describe('a key is followed', () => {
  it.each([
    ['SELECT order_id AS key FROM orders', ['orders: order_id']],
    ['SELECT * RENAME (order_id AS key) FROM orders', ['orders: order_id']],
    ["SELECT md5('x' || o.order_id) AS key FROM orders o", ["orders: md5(('x' || order_id))"]],
    ['SELECT CAST(id AS INT) AS key FROM STREAM(source)', ['source: CAST(id AS INTEGER)']],
    [
      'WITH a AS (SELECT trim(line) AS t FROM source), b(k) AS (SELECT t FROM a) SELECT k AS key FROM b',
      ['source: trim(line)'],
    ],
    [
      'SELECT x.k AS key FROM (SELECT order_id AS k, row_number() OVER (ORDER BY amount) AS n FROM orders) x WHERE n = 1',
      ['orders: order_id'],
    ],
    [
      'SELECT c.customer_id AS key FROM customers c JOIN orders o ON o.customer_id = c.customer_id',
      ['customers: customer_id', 'orders: customer_id joined'],
    ],
    [
      'SELECT customer_id AS key FROM customers LEFT JOIN orders USING (customer_id)',
      ['customers: customer_id', 'orders: customer_id optional'],
    ],
    [
      'SELECT coalesce(c.customer_id, o.customer_id) AS key FROM customers c FULL JOIN orders o ON o.customer_id = c.customer_id',
      ['customers: COALESCE(customer_id, customer_id)', 'orders: COALESCE(customer_id, customer_id)'],
    ],
    [
      'SELECT order_id AS key FROM orders UNION ALL SELECT customer_id FROM customers',
      ['orders: order_id optional', 'customers: customer_id optional'],
    ],
    ['SELECT customer_id AS key, count(*) FROM orders GROUP BY ALL', ['orders: customer_id']],
    ['SELECT max(order_id) AS key FROM orders GROUP BY customer_id', ['orders: order_id']],
    ['SELECT upper(email) AS e, e AS key FROM customers', ['customers: upper(email)']],
    [
      'SELECT list_transform([email], x -> x || name)[1] AS key FROM customers',
      ['customers: list_transform(list_value(email), (x -> (x || "name")))[1]'],
    ],
  ])('%s', async (sql, expected) => {
    expect(await routed(sql)).toEqual(expected);
  });
});

describe('a key is not guessed', () => {
  it.each([
    ['SELECT count(*) AS key FROM orders', ['(it is an aggregate: count(*))']],
    [
      'SELECT row_number() OVER () AS key FROM orders',
      ['(it is computed over several rows: row_number() OVER ())'],
    ],
    ["SELECT 'x' AS key FROM orders", ["(it comes from no table: 'x')"]],
    [
      'SELECT o.order_id + c.name AS key FROM orders o, customers c',
      ['(it is made from orders and customers together: o.order_id + c."name")'],
    ],
    [
      'SELECT unnest([order_id]) AS key FROM orders',
      ['(one row becomes several: unnest(list_value(orders.order_id)))'],
    ],
  ])('%s', async (sql, expected) => {
    expect(await routed(sql)).toEqual(expected);
  });
});
