/**
 * The whole example: a table in Postgres, an index that is made from it, searches, changes, and the proof that both
 * are equal again. `node start.ts` uses the Postgres of DATABASE_URL and the Elasticsearch of ELASTICSEARCH_URL where
 * both are given, and else PGlite and an embedded index. `--keep` leaves the database running until Ctrl-C.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execute, fillTable, openDatabase } from './lib/database.ts';

const folder = import.meta.dirname;
const manifest = fileURLToPath(import.meta.resolve('headrace/package.json'));
const commandLine = join(dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).bin.headrace);

const { DATABASE_URL, ELASTICSEARCH_URL } = process.env;
if (Boolean(DATABASE_URL) !== Boolean(ELASTICSEARCH_URL)) {
  console.error('Set both DATABASE_URL and ELASTICSEARCH_URL, or neither of them.');
  process.exit(2);
}
const table = 'headrace_example.integrated_records';
const database = await openDatabase();
const env = {
  ...process.env,
  DATABASE_URL: database.url,
  ...(ELASTICSEARCH_URL ? { HEADRACE_TARGET: 'servers' } : {}),
};

/** Runs a program of Node and waits for it; this process meanwhile serves the database. */
async function node(...argv: string[]): Promise<void> {
  const child = spawn(process.execPath, argv, { cwd: folder, env, stdio: 'inherit' });
  const [code] = await once(child, 'close');
  if (code === 0) return;
  await database.close();
  process.exit(code ?? 1);
}

async function headrace(...argv: string[]): Promise<void> {
  const shown = argv.map((word) => (/[\s*<>]/.test(word) ? `"${word}"` : word)).join(' ');
  console.log(`\n$ headrace ${shown}`);
  await node(commandLine, ...argv);
}

console.log(`from: ${database.what}; to: ${ELASTICSEARCH_URL ? 'Elasticsearch' : 'an embedded index'}`);
await fillTable(database.url, 4000);
console.log(`${table}: 4,000 organizations`);

// The table has just been made anew, so it is read from its beginning, whatever earlier syncs have seen.
await headrace('sync', '--full');
await headrace('search', 'solar panels', '--index', 'example-organizations', '--limit', '3');
await headrace(
  ...['search', 'tests', '--index', 'example-organizations', '--filter', 'country=KE'],
  ...['--facet', 'sector,size', '--limit', '2'],
);
console.log('\n$ node ask.ts');
await node(join(folder, 'ask.ts'));

const raised = await execute(
  database.url,
  `UPDATE ${table} SET employees = employees + 1, updated_at = now() WHERE sector = 'food' AND country = 'PT'`,
);
const deleted = await execute(
  database.url,
  `DELETE FROM ${table} WHERE tags @> '{lending}' AND country = 'JP'`,
);
console.log(`\n${raised} rows changed, ${deleted} deleted`);
await headrace('sync', '--deletes');
await headrace('verify');
await headrace('syncs', '--limit', '2');

console.log('\nCountries, with their cities nested in them, from a table of this project');
await headrace('run');
await headrace('load', 'countries');
await headrace('search', 'norway', '--index', 'example-countries', '--json');

if (process.argv.includes('--keep')) {
  console.log(
    `\nThe database stays until Ctrl-C. In another terminal:\n  export DATABASE_URL=${database.url}`,
  );
  await once(process, 'SIGINT');
}
await database.close();
