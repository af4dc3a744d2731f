import { type Organization, organization } from './organizations.ts';

/** A Postgres, and how to reach it. */
export interface Database {
  readonly url: string;
  /** In words. */
  readonly what: string;
  close(): Promise<void>;
}

/** The one that `DATABASE_URL` names; else PGlite, a Postgres in this process, over TCP for everybody else. */
export async function openDatabase(): Promise<Database> {
  const given = process.env.DATABASE_URL;
  if (given) return { url: given, what: 'Postgres of DATABASE_URL', close: async () => {} };
  const [{ PGlite }, { vector }, { PGLiteSocketServer }] = await Promise.all([
    import('@electric-sql/pglite'),
    import('@electric-sql/pglite-pgvector'),
    import('@electric-sql/pglite-socket'),
  ]);
  const db = await PGlite.create({ extensions: { vector } });
  await db.exec('CREATE EXTENSION vector');
  const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0, maxConnections: 16 });
  await server.start();
  return {
    url: `postgres://postgres@${server.getServerConn()}/postgres`,
    what: 'PGlite, in memory',
    close: async () => {
      await server.stop();
      await db.close();
    },
  };
}

/** Runs SQL on a connection of its own. Answers how many rows it was about. */
export async function execute(url: string, sql: string, values: readonly unknown[] = []): Promise<number> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // All connections to PGlite share one session, and Headrace makes its own read-only.
    await client.query('SET default_transaction_read_only = off');
    return (await client.query(sql, [...values])).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

const columns = {
  hk: 'text',
  name: 'text',
  description: 'text',
  sector: 'text',
  country: 'text',
  city: 'text',
  tags: 'text[]',
  employees: 'integer',
  revenue: 'numeric(14,2)',
  founded: 'date',
  updated_at: 'timestamptz',
  website: 'text',
  mail: 'text',
  embedding: 'real[]',
} satisfies Record<keyof Organization, string>;

/** Makes the table anew and fills it. It is in a schema of its own, so no table of yours is touched. */
export async function fillTable(url: string, rows: number, table = 'headrace_example.integrated_records') {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT FROM pg_extension WHERE extname = 'vector'");
    const vector = rowCount ? 'vector(256)' : 'real[]';
    const types = Object.entries(columns).map(([name, type]) => [name, type] as const);
    const definitions = types.map(([name, type]) => `${name} ${name === 'embedding' ? vector : type}`);
    await client.query('CREATE SCHEMA IF NOT EXISTS headrace_example');
    await client.query(`DROP TABLE IF EXISTS ${table}`);
    await client.query(`CREATE TABLE ${table} (${definitions.join(', ')}, PRIMARY KEY (hk))`);
    const insert = `INSERT INTO ${table} SELECT * FROM json_to_recordset($1) AS r (${types
      .map((column) => column.join(' '))
      .join(', ')})`;
    for (let start = 1; start <= rows; start += 500) {
      const batch = Array.from({ length: Math.min(500, rows - start + 1) }, (_, at) =>
        organization(start + at),
      );
      await client.query(insert, [JSON.stringify(batch)]);
    }
    await client.query(`CREATE INDEX ON ${table} (updated_at, hk)`);
    await client.query(`ANALYZE ${table}`);
  } finally {
    await client.end();
  }
}
