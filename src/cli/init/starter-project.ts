import { customersCsv, ordersCsv, productsJson } from './sample-data.ts';

/** The files of a project that shows one of everything and runs at once. */
export function starterProject(orders: number): Record<string, string> {
  return {
    'config.yml': config,
    'transformations/silver/orders_clean.sql': ordersClean,
    'transformations/gold/sales_by_country.sql': salesByCountry,
    'transformations/gold/product_catalog.sql': productCatalog,
    'data/customers.csv': customersCsv(Math.max(10, Math.ceil(orders / 10))),
    'data/orders/2026-01.csv': ordersCsv(orders, Math.max(10, Math.ceil(orders / 10))),
    'data/products.json': productsJson(),
    '.gitignore': '.headrace/\n',
  };
}

const config = `# yaml-language-server: $schema=./config.schema.json
tables:
  # Raw files. Without a transformation file, a table is its source as it is.
  - name: customers
    layer: bronze
    tags: [daily]
    source: {type: csv, path: data/customers.csv}

  - name: products
    layer: bronze
    tags: [weekly]
    source: {type: json, path: data/products.json}

  # A folder: each new file that lands in it is read once.
  - name: orders
    layer: bronze
    tags: [daily, critical]
    source: {type: csv, path: data/orders}

  # What follows is one SELECT per table, in transformations/<layer>/<name>.sql.
  - name: orders_clean
    layer: silver
    tags: [daily, critical]
    comment: One row per valid order, with its customer's country.

  - name: sales_by_country
    layer: gold
    tags: [daily]

  - name: product_catalog
    layer: gold
    tags: [weekly]

search:
  indexes:
    products:
      from: product_catalog
      id: product_id
      text: [name, description]
      keywords: [category]
      vector: corpus
`;

const ordersClean = `SELECT
  o.order_id,
  o.customer_id,
  o.product_id,
  c.country,
  o.quantity,
  o.ordered_at
FROM orders AS o
JOIN customers AS c ON c.customer_id = o.customer_id
WHERE o.quantity > 0
`;

const salesByCountry = `SELECT
  o.country,
  count(*) AS orders,
  sum(o.quantity * p.price_cents) AS revenue_cents
FROM orders_clean AS o
JOIN products AS p ON p.product_id = o.product_id
GROUP BY o.country
`;

const productCatalog = `SELECT
  p.product_id,
  p.name,
  p.description,
  p.category,
  p.price_cents,
  count(o.order_id) AS orders
FROM products AS p
LEFT JOIN orders_clean AS o ON o.product_id = p.product_id
GROUP BY p.product_id, p.name, p.description, p.category, p.price_cents
`;
