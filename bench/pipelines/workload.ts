/** How one tool names what a SELECT reads from. */
export interface Names {
  /** Another table of the workload. */
  readonly table: (name: string) => string;
  /** The raw file this table is made from, e.g. `customers.csv`. */
  readonly file: (name: string) => string;
}

/** A table as data; every tool's project is rendered from it. */
export interface BenchTable {
  readonly name: string;
  readonly layer: 'bronze' | 'silver' | 'gold';
  /** The CSV file it reads, for bronze tables over files. */
  readonly file?: string;
  readonly sql: (names: Names) => string;
}

const bronze = ['customers', 'products', 'orders', 'order_items'].map(
  (name): BenchTable => ({
    name: `bronze_${name}`,
    layer: 'bronze',
    file: `${name}.csv`,
    sql: ({ file }) => `SELECT *, '${name}.csv' AS _source FROM ${file(`${name}.csv`)}`,
  }),
);

const silver: readonly BenchTable[] = [
  {
    name: 'silver_customers',
    layer: 'silver',
    sql: ({ table }) => `
SELECT CAST(customer_id AS BIGINT) AS customer_id, lower(trim(email)) AS email, first_name,
       upper(trim(country)) AS country, tier, CAST(updated_at AS TIMESTAMP) AS updated_at
FROM ${table('bronze_customers')}
WHERE email IS NOT NULL AND email <> ''
QUALIFY row_number() OVER (
  PARTITION BY CAST(customer_id AS BIGINT) ORDER BY CAST(updated_at AS TIMESTAMP) DESC, email DESC
) = 1`,
  },
  {
    name: 'silver_products',
    layer: 'silver',
    sql: ({ table }) => `
SELECT CAST(product_id AS BIGINT) AS product_id, name, category, CAST(price_cents AS BIGINT) AS price_cents,
       active = 'Y' AS is_active, CAST(updated_at AS TIMESTAMP) AS updated_at
FROM ${table('bronze_products')}
WHERE CAST(price_cents AS BIGINT) > 0`,
  },
  {
    name: 'silver_orders',
    layer: 'silver',
    sql: ({ table }) => `
SELECT CAST(o.order_id AS BIGINT) AS order_id, c.customer_id, c.country, c.tier,
       CAST(o.order_ts AS TIMESTAMP) AS order_ts, CAST(o.order_ts AS DATE) AS order_date,
       o.status, o.currency, o.channel
FROM ${table('bronze_orders')} AS o
JOIN ${table('silver_customers')} AS c ON c.customer_id = CAST(o.customer_id AS BIGINT)
WHERE o.status IN ('placed', 'shipped', 'completed', 'returned')`,
  },
  {
    name: 'silver_order_items',
    layer: 'silver',
    sql: ({ table }) => `
SELECT CAST(i.item_id AS BIGINT) AS item_id, o.order_id, o.customer_id, o.country, o.order_date, o.status,
       p.product_id, p.category, CAST(i.quantity AS BIGINT) AS quantity,
       CAST(i.quantity AS BIGINT) * p.price_cents * (100 - CAST(i.discount_pct AS BIGINT)) // 100 AS line_cents
FROM ${table('bronze_order_items')} AS i
JOIN ${table('silver_orders')} AS o ON o.order_id = CAST(i.order_id AS BIGINT)
JOIN ${table('silver_products')} AS p ON p.product_id = CAST(i.product_id AS BIGINT)
WHERE CAST(i.quantity AS BIGINT) > 0`,
  },
];

const gold: readonly BenchTable[] = [
  {
    name: 'gold_daily_revenue',
    layer: 'gold',
    sql: ({ table }) => `
SELECT order_date, country, count(*) AS items, count(DISTINCT order_id) AS orders,
       CAST(sum(line_cents) AS BIGINT) AS revenue_cents
FROM ${table('silver_order_items')}
WHERE status <> 'returned'
GROUP BY order_date, country`,
  },
  {
    name: 'gold_customer_ltv',
    layer: 'gold',
    sql: ({ table }) => `
SELECT c.customer_id, c.country, c.tier, count(DISTINCT i.order_id) AS orders,
       CAST(coalesce(sum(i.line_cents), 0) AS BIGINT) AS ltv_cents, max(i.order_date) AS last_order_date
FROM ${table('silver_customers')} AS c
LEFT JOIN ${table('silver_order_items')} AS i ON i.customer_id = c.customer_id
GROUP BY c.customer_id, c.country, c.tier`,
  },
  {
    name: 'gold_product_sales',
    layer: 'gold',
    sql: ({ table }) => `
SELECT p.product_id, p.name, p.category, CAST(sum(i.quantity) AS BIGINT) AS units,
       CAST(sum(i.line_cents) AS BIGINT) AS revenue_cents,
       rank() OVER (PARTITION BY p.category ORDER BY sum(i.line_cents) DESC) AS category_rank
FROM ${table('silver_products')} AS p
JOIN ${table('silver_order_items')} AS i ON i.product_id = p.product_id
GROUP BY p.product_id, p.name, p.category`,
  },
  {
    name: 'gold_channel_monthly',
    layer: 'gold',
    sql: ({ table }) => `
SELECT date_trunc('month', o.order_ts) AS month, o.channel, o.currency, o.tier,
       count(DISTINCT o.customer_id) AS customers, count(DISTINCT o.order_id) AS orders,
       CAST(coalesce(sum(i.line_cents), 0) AS BIGINT) AS revenue_cents
FROM ${table('silver_orders')} AS o
LEFT JOIN ${table('silver_order_items')} AS i ON i.order_id = o.order_id
GROUP BY 1, 2, 3, 4`,
  },
];

/** Twelve tables over four CSV files, inputs before their readers. */
export const workloadTables: readonly BenchTable[] = [...bronze, ...silver, ...gold];

const levels = 10;
const tablesPerLevel = 50;

/** 500 tables with one row each, in ten levels: what a tool costs beside the SQL. */
export const trivialTables: readonly BenchTable[] = Array.from(
  { length: levels * tablesPerLevel },
  (_, index) => {
    const name = (number: number): string => `m${String(number).padStart(3, '0')}`;
    const level = Math.floor(index / tablesPerLevel);
    return {
      name: name(index),
      layer: level === 0 ? 'bronze' : level === levels - 1 ? 'gold' : 'silver',
      sql: ({ table }) =>
        level === 0
          ? `SELECT CAST(${index} AS INT) AS id, CAST('x' AS VARCHAR) AS v`
          : `SELECT id + 1 AS id, v FROM ${table(name(index - tablesPerLevel))}`,
    };
  },
);
