import { beforeAll, describe, expect, it } from 'vitest';
import { headrace, temporaryFolder } from '../../test/cli/run-cli.ts';
import { traced, whyStopped } from './testing/traced.ts';

/** Orders and customers; order 7 is traced unless another key is said. */
const inputs = {
  orders: `SELECT * FROM (VALUES
    (1, 1, 10.0, 'a@x', DATE '2026-01-01'),
    (5, 1, 20.0, 'd@x', DATE '2026-01-05'),
    (7, 1, -3.0, 'd@x', DATE '2026-01-04'),
    (8, 3, 4.0, 'e@x', DATE '2026-01-04'),
    (9, NULL, NULL, 'f@x', NULL)
  ) AS o(order_id, customer_id, amount, email, day)`,
  customers:
    "SELECT * FROM (VALUES (1, 'Ada', true), (2, 'Bob', true), (3, 'Cy', false)) AS c(customer_id, name, active)",
};

interface Case {
  readonly sql: string;
  readonly key?: string;
  readonly column?: string;
  readonly why: string;
}

const cases: Readonly<Record<string, Case>> = {
  plain_where: {
    sql: 'SELECT order_id FROM orders\nWHERE day IS NOT NULL\n  AND amount > 0',
    why: 'Filtered out: WHERE amount > 0 is false (amount = -3.0). line 3',
  },
  where_null: {
    sql: 'SELECT order_id FROM orders WHERE amount > 0',
    key: '9',
    why: 'Filtered out: WHERE amount > 0 is NULL (amount = NULL). line 1',
  },
  where_in_cte: {
    sql: 'WITH good AS (\n  SELECT *, amount * 2 AS twice FROM orders WHERE twice > 0\n)\nSELECT order_id FROM good',
    why: 'Filtered out: WHERE twice > 0 is false (amount = -3.0). line 2',
  },
  where_in_subquery: {
    sql: 'SELECT x.order_id FROM (SELECT * FROM orders) AS x\nWHERE x.customer_id IN (SELECT customer_id FROM customers WHERE NOT active)',
    why: 'Filtered out: WHERE x.customer_id = ANY(SELECT customer_id FROM customers WHERE (NOT active)) is false (customer_id = 1). line 2',
  },
  not_exists: {
    sql: 'SELECT order_id FROM orders o WHERE NOT EXISTS (SELECT 1 FROM customers c WHERE c.customer_id = o.customer_id)',
    why: 'Filtered out: WHERE NOT EXISTS(SELECT 1 FROM customers AS c WHERE (c.customer_id = o.customer_id)) is false. line 1',
  },
  plain_join: {
    sql: "SELECT o.order_id, c.name FROM orders o\nJOIN (SELECT * FROM customers WHERE name <> 'Ada') c ON c.customer_id = o.customer_id",
    why: 'Dropped by the JOIN: no row of c has customer_id = 1. line 2',
  },
  join_null: {
    sql: 'SELECT order_id FROM orders JOIN customers USING (customer_id)',
    key: '9',
    why: 'Dropped by the JOIN: no row of customers has customer_id = NULL. line 1',
  },
  join_condition: {
    sql: 'SELECT o.order_id FROM orders o JOIN customers c ON c.customer_id = o.customer_id AND c.active',
    key: '8',
    why: 'Dropped by the JOIN: customers has customer_id = 3, but not with c.active. line 1',
  },
  join_later: {
    sql: 'SELECT o.order_id FROM orders o LEFT JOIN customers a ON a.customer_id = -1\nJOIN customers c ON o.customer_id + 100 = c.customer_id',
    why: 'Dropped by the JOIN: no row of customers has customer_id = 101. line 2',
  },
  joined_on_where: {
    sql: 'SELECT o.order_id FROM orders o, customers c WHERE o.customer_id = c.customer_id AND c.active',
    key: '8',
    why: 'Filtered out: WHERE c.active is false (active = false). line 1',
  },
  anti_join: {
    sql: 'SELECT order_id FROM orders o ANTI JOIN customers c ON c.customer_id = o.customer_id',
    why: 'Excluded by the ANTI JOIN: customers has a row with customer_id = 1. line 1',
  },
  distinct_on: {
    sql: 'SELECT DISTINCT ON (email) order_id, email FROM orders ORDER BY day DESC',
    why: 'DISTINCT ON keeps another row with email = "d@x": the one with order_id = 5. line 1',
  },
  qualified: {
    sql: 'SELECT order_id FROM orders\nQUALIFY row_number() OVER (PARTITION BY email ORDER BY day DESC) = 1',
    why: 'QUALIFY row_number() OVER (PARTITION BY email ORDER BY "day" DESC) = 1 keeps another row with email = "d@x": the one with order_id = 5. line 2',
  },
  first_of_each: {
    sql: 'WITH numbered AS (\n  SELECT *, row_number() OVER (PARTITION BY email ORDER BY day DESC) AS rn FROM orders\n)\nSELECT order_id FROM numbered WHERE rn = 1',
    why: 'WHERE rn = 1 keeps another row with email = "d@x": the one with order_id = 5. line 4',
  },
  grouped: {
    sql: 'SELECT customer_id, count(*) AS n FROM orders GROUP BY customer_id\nHAVING count(*) > 1 AND sum(amount) > 0',
    key: '3',
    column: 'customer_id',
    why: 'Filtered out: HAVING count(*) > 1 is false (count(*) = 1). line 2',
  },
  folded: {
    sql: 'SELECT email, max(order_id) AS order_id FROM orders GROUP BY email',
    key: '5',
    why: 'GROUP BY folds all rows with email = "d@x" into one, which has order_id = 7. line 1',
  },
  limited: {
    sql: 'SELECT order_id FROM orders ORDER BY amount DESC LIMIT 2',
    why: 'LIMIT leaves it out. line 1',
  },
  except_: {
    sql: 'SELECT order_id FROM orders EXCEPT SELECT 7',
    why: 'Excluded by the EXCEPT: the second SELECT has it. line 1',
  },
  united: {
    sql: 'SELECT order_id FROM orders WHERE amount > 5\nUNION ALL\nSELECT order_id FROM orders WHERE amount < -5',
    why: 'Filtered out: WHERE amount > 5 is false (amount = -3.0). line 1',
  },
  computed_key: {
    sql: "SELECT md5('o-' || order_id) AS hk, order_id FROM orders WHERE amount > 0",
    key: 'c6ddb56e2bb81d73ff30eabcc1f26c3d',
    column: 'hk',
    why: 'Filtered out: WHERE amount > 0 is false (amount = -3.0). line 1',
  },
  numbered_key: {
    sql: 'SELECT row_number() OVER (ORDER BY order_id) AS id FROM orders',
    key: '77',
    column: 'id',
    why: 'The key cannot be followed further up through "numbered_key", where it is `row_number() OVER (ORDER BY orders.order_id)`: it is computed over several rows. Inputs: orders. line 1',
  },
  far_too_clever: {
    sql: 'WITH RECURSIVE r AS (SELECT order_id, 0 AS n FROM orders WHERE amount > 0 UNION ALL SELECT order_id, n + 1 FROM r WHERE n < 2) SELECT DISTINCT order_id FROM r',
    why: '"far_too_clever" does not have it although orders has; which part of its SQL drops it could not be told. line 1',
  },
};

describe('why a table does not have a row', () => {
  let root: string;
  beforeAll(() => {
    const tables = [...Object.keys(inputs), ...Object.keys(cases)];
    root = temporaryFolder({
      'config.yml': `tables:\n${tables.map((name) => `  - {name: ${name}, layer: silver}`).join('\n')}\n`,
      ...Object.fromEntries(
        [
          ...Object.entries(inputs),
          ...Object.entries(cases).map(([name, { sql }]) => [name, sql] as const),
        ].map(([name, sql]) => [`transformations/silver/${name}.sql`, sql]),
      ),
    });
    const { code, out, err } = headrace(root, 'run');
    expect(code, out + err).toBe(0);
  });

  it.each(Object.entries(cases))('%s', async (table, { key = '7', column = 'order_id', why }) => {
    const trail = await traced(root, key, { table, column });
    expect(whyStopped(trail)).toBe(why);
    expect(trail).toMatchObject({ arrived: false, stoppedAt: table });
  });

  it('agrees with the tables', { timeout: 30_000 }, async () => {
    const names = Object.keys(cases).filter((name) => (cases[name]?.column ?? 'order_id') === 'order_id');
    const queries = names.map((name) => `SELECT '${name}' AS name FROM ${name} WHERE order_id = 1`);
    const { out } = headrace(root, 'query', queries.join(' UNION '), '--format', 'csv');
    for (const table of names) {
      const trail = await traced(root, '1', { table, column: 'order_id' });
      expect([table, trail.arrived]).toEqual([table, out.split('\n').includes(table)]);
      expect(whyStopped(trail) === undefined, table).toBe(trail.arrived);
    }
  });
});
