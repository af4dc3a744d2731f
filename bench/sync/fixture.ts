import type pg from 'pg';

/** A table to sync, and what its documents hold. */
export interface Dataset {
  readonly id: 'plain' | 'vectors';
  readonly title: string;
  readonly table: string;
  readonly rows: number;
  /** Length of every row's `embedding`; absent: there is no such column. */
  readonly dimensions?: number;
}

export const vectorDimensions = 256;

export function plainDataset(rows: number): Dataset {
  const title = `${rows.toLocaleString('en')} records without vectors`;
  return { id: 'plain', title, table: 'integrated_records', rows };
}

export function vectorDataset(rows: number): Dataset {
  const title = `${rows.toLocaleString('en')} records with a vector of ${vectorDimensions} dimensions`;
  return { id: 'vectors', title, table: 'integrated_vectors', rows, dimensions: vectorDimensions };
}

/** The same columns without a row: what a sync costs before its first record. */
export function emptyTable({ table }: Dataset): string {
  return `${table}_empty`;
}

/** Texts, integers, timestamps and one JSON object, as a gold table has them; about 600 bytes of JSON a row. */
const columns = {
  hk: { sql: 'text PRIMARY KEY', es: { type: 'keyword' } },
  source: { sql: 'text NOT NULL', es: { type: 'keyword' } },
  source_id: { sql: 'text NOT NULL', es: { type: 'keyword' } },
  name: { sql: 'text NOT NULL', es: { type: 'text' } },
  email: { sql: 'text', es: { type: 'keyword' } },
  phone: { sql: 'text', es: { type: 'keyword' } },
  street: { sql: 'text', es: { type: 'text' } },
  city: { sql: 'text', es: { type: 'keyword' } },
  country: { sql: 'text', es: { type: 'keyword' } },
  website: { sql: 'text', es: { type: 'keyword' } },
  description: { sql: 'text', es: { type: 'text' } },
  employees: { sql: 'integer', es: { type: 'integer' } },
  rating: { sql: 'integer', es: { type: 'integer' } },
  attributes: {
    sql: 'jsonb',
    es: {
      properties: { tier: { type: 'keyword' }, score: { type: 'integer' }, active: { type: 'boolean' } },
    },
  },
  created_at: { sql: 'timestamptz', es: { type: 'date' } },
  updated_at: { sql: 'timestamptz NOT NULL', es: { type: 'date' } },
} as const;

export type Properties = Readonly<Record<string, unknown>>;

/** How an index holds a table's columns. */
export function propertiesOf({ dimensions }: Dataset): Properties {
  const fields = Object.entries(columns).map(([name, { es }]) => [name, es] as const);
  const embedding = { type: 'dense_vector', dims: dimensions, index: false };
  return { ...Object.fromEntries(fields), ...(dimensions === undefined ? {} : { embedding }) };
}

/** Makes a table and its empty twin. The same rows each time: nothing but their number goes in. */
export async function makeTable(client: pg.Client, dataset: Dataset): Promise<void> {
  const { table, rows, dimensions } = dataset;
  const definitions = Object.entries(columns).map(([name, { sql }]) => `${name} ${sql}`);
  if (dimensions !== undefined) definitions.push('embedding real[] NOT NULL');
  await client.query(`CREATE TABLE ${table} (${definitions.join(', ')})`);
  await client.query(`INSERT INTO ${table} ${rowsOf(rows, dimensions)}`);
  await client.query(`CREATE TABLE ${emptyTable(dataset)} (LIKE ${table} INCLUDING ALL)`);
  await client.query(`VACUUM (ANALYZE, FREEZE) ${table}`);
}

const words =
  'river stone field bridge market harbor signal paper garden silver winter morning engine circle ' +
  'forest window letter number yellow simple direct common public global north south east west upper lower ' +
  'inner outer rapid quiet solid clear bright early modern ancient local open';

/** `hk` is a hash, as in a data vault: its order is not the order of the rows on disk. */
function rowsOf(rows: number, dimensions: number | undefined): string {
  const list = words.split(' ');
  const byte = (index: number): string => `get_byte(h, ${index})`;
  const word = (index: number): string => `w[1 + ${byte(index)} % ${list.length}]`;
  const phrase = (from: number, count: number): string =>
    Array.from({ length: count }, (_, index) => word(from + index)).join(` || ' ' || `);
  const values = [
    'md5(i::text)',
    `'source' || chr(65 + i % 5)`,
    `'rec-' || lpad(i::text, 9, '0')`,
    `initcap(${phrase(0, 3)})`,
    `${word(3)} || '.' || i || '@' || ${word(4)} || '.example'`,
    `'+' || (1000000000 + i)`,
    `(1 + ${byte(5)}) || ' ' || ${word(6)} || ' street'`,
    `initcap(${word(7)} || ${word(8)})`,
    `(ARRAY['US','GB','DE','FR','IN','BR','JP','AU'])[1 + ${byte(9)} % 8]`,
    `'https://www.' || ${word(10)} || '-' || ${word(11)} || '.example/' || i`,
    `${phrase(0, 16)} || ' ' || left(encode(h, 'hex'), 12)`,
    `${byte(12)} * 37`,
    `${byte(13)} % 6`,
    `jsonb_build_object('tier', ${word(14)}, 'score', ${byte(15)}, 'active', i % 3 = 0)`,
    `timestamptz '2024-01-01 00:00:00Z' + make_interval(secs => (i::bigint * 7919) % 31536000)`,
    `timestamptz '2025-01-01 00:00:00Z' + make_interval(secs => i)`,
  ];
  if (dimensions !== undefined) values.push(vector(dimensions));
  return `SELECT ${values.join(', ')}
    FROM (SELECT i, decode(md5('row ' || i), 'hex') AS h, ARRAY[${list.map((each) => `'${each}'`).join(',')}] AS w
          FROM generate_series(1, ${rows}) AS s(i)) AS numbered`;
}

/** Numbers with as many digits as those of a real model, made of integers: equal on every machine. */
function vector(dimensions: number): string {
  const mixed = '((i::bigint * 48271 + k * 104729) % 2147483647 * 16807 % 2147483647)';
  return `ARRAY(SELECT ((${mixed}::float8 / 2147483647 * 2 - 1) / 8)::real FROM generate_series(1, ${dimensions}) AS v(k))`;
}
