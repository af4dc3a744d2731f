import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** The SHA-256 of every file of one million rows: the data is the same on every machine. */
export const millionRowHashes: Readonly<Record<string, string>> = {
  'customers.csv': '1385feea3b0a28faebe9bd2dcbe750f3255b2bba2c82662f8ba901c16e5206f0',
  'order_items.csv': '6e504ac298d37ea2b16a2f862a9367bde47dc091cf81264e0b038678ab768d52',
  'orders.csv': 'db61aad3237600c68405578bec3c5bda1178eb91b29926afaf5a1705d345eb1f',
  'products.csv': 'f047f42283d3eab275a66ecaea3281e673a5bb0d25cc9c612b20080ce191ec83',
};

/** The `stream`-th pseudo-random number of row `i` (Park-Miller mixing, twice): integers only. */
function random(stream: number): string {
  const modulus = 2 ** 31 - 1;
  return `(((((i+1)*48271+${stream}*7919)%${modulus})*16807+${stream}*104729)%${modulus})`;
}

function timestamp(stream: number): string {
  const seconds = `to_seconds((${random(stream)}%(365*86400))::BIGINT)`;
  return `strftime(TIMESTAMP '2025-01-01' + ${seconds}, '%Y-%m-%dT%H:%M:%S')`;
}

function oneOf(stream: number, values: readonly string[]): string {
  return `([${values.map((value) => `'${value}'`).join(',')}])[1+${random(stream)}%${values.length}]`;
}

/** The SELECT behind each file. Some values are wrong on purpose: the silver tables clean them. */
function fileQueries(rows: number): Readonly<Record<string, string>> {
  const countries = ['us', 'GB', 'de', 'FR', 'in', 'BR', 'jp', 'AU', 'ca', 'MX'];
  const categories = ['toys', 'books', 'food', 'garden', 'auto', 'music', 'video', 'tools'];
  return {
    customers: `SELECT CASE WHEN i%100=99 THEN i-1 ELSE i END AS customer_id,
      CASE WHEN ${random(1)}%200=0 THEN '' ELSE 'User'||i||'@Example'||(${random(2)}%50)||'.com' END AS email,
      'name'||(${random(3)}%5000) AS first_name,
      CASE ${random(4)}%3 WHEN 0 THEN ' ' ELSE '' END||${oneOf(5, countries)} AS country,
      ${oneOf(6, ['free', 'pro', 'team'])} AS tier, ${timestamp(7)} AS updated_at`,
    products: `SELECT i AS product_id, 'product '||i AS name, ${oneOf(11, categories)} AS category,
      CASE WHEN ${random(12)}%500=0 THEN -1 ELSE 100+${random(13)}%50000 END AS price_cents,
      CASE WHEN ${random(14)}%10=0 THEN 'N' ELSE 'Y' END AS active, ${timestamp(15)} AS updated_at`,
    orders: `SELECT i AS order_id, ${random(21)}%${rows} AS customer_id, ${timestamp(22)} AS order_ts,
      CASE WHEN ${random(23)}%400=0 THEN '???'
           ELSE ${oneOf(24, ['placed', 'shipped', 'completed', 'returned'])} END AS status,
      ${oneOf(25, ['USD', 'EUR', 'GBP'])} AS currency, ${oneOf(26, ['web', 'app', 'store'])} AS channel`,
    order_items: `SELECT i AS item_id, ${random(31)}%${rows} AS order_id, ${random(32)}%${rows} AS product_id,
      CASE WHEN ${random(33)}%300=0 THEN 0 ELSE 1+${random(34)}%9 END AS quantity,
      ${random(35)}%30 AS discount_pct`,
  };
}

/** Writes the four CSV files, unless the folder is there already. */
export async function generateData(folder: string, rows: number): Promise<void> {
  if (existsSync(folder)) return;
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  // One thread keeps the rows in order without a buffer for each file.
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  for (const [name, select] of Object.entries(fileQueries(rows))) {
    await connection.run(`COPY (${select} FROM range(0,${rows}) g(i) ORDER BY i)
      TO '${join(unfinished, `${name}.csv`)}' (FORMAT csv, HEADER, DELIMITER ',')`);
  }
  instance.closeSync();
  renameSync(unfinished, folder);
}

/** The names of the files that are not what {@link millionRowHashes} says. */
export async function wrongFiles(folder: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const [name, expected] of Object.entries(millionRowHashes)) {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(join(folder, name))) hash.update(chunk);
    if (hash.digest('hex') !== expected) wrong.push(name);
  }
  return wrong;
}
