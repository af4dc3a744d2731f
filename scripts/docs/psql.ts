/**
 * As much of psql as the documentation's examples use, for machines that have none:
 * `psql URL [-q] (-c SQL | -f FILE)`. It says what each statement did, and shows no rows.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import pg from 'pg';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    command: { type: 'string', short: 'c' },
    file: { type: 'string', short: 'f' },
    quiet: { type: 'boolean', short: 'q', default: false },
  },
});
const [connectionString] = positionals;
if (connectionString === undefined) throw new Error('psql: say which database');
const sql = values.command ?? readFileSync(values.file ?? '', 'utf8');

const client = new pg.Client({ connectionString });
await client.connect();
try {
  const results = [await client.query(sql)].flat();
  for (const { command, rowCount } of values.quiet ? [] : results) {
    console.log([command, ...(command === 'INSERT' ? ['0'] : []), rowCount ?? ''].join(' ').trim());
  }
} finally {
  await client.end();
}
