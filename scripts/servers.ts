/**
 * `npm run servers`: a real Elasticsearch and a real Postgres until Ctrl-C, for trying things, for tests
 * that should not start their own, and for benchmarks.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startElasticsearch } from '../test/servers/elasticsearch.ts';
import { startPostgres } from '../test/servers/postgres.ts';

const { values } = parseArgs({
  options: {
    heap: { type: 'string', default: '1g' },
    security: { type: 'boolean', default: false },
    icu: { type: 'boolean', default: false },
  },
});

const size = /^(\d+)([mg])$/.exec(values.heap);
if (!size) throw new Error(`--heap ${values.heap}: say 512m or 1g`);
const amount = Number(size[1]);
const heap = size[2] === 'g' ? (`${amount}g` as const) : (`${amount}m` as const);

const started: { stop(): Promise<void> }[] = [];
let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await Promise.all(started.map((server) => server.stop()));
  process.exit();
}
process.on('SIGINT', stop).on('SIGTERM', stop);

process.stderr.write('starting; the first time there is something to download …\n');
const [elasticsearch, postgres] = await Promise.all([
  startElasticsearch({ heap, security: values.security }),
  startPostgres({ icu: values.icu }),
]);
started.push(elasticsearch, postgres);

const lines = [`ELASTICSEARCH_URL=${elasticsearch.url}`, `HEADRACE_TEST_POSTGRES_URL=${postgres.url}`];
if (elasticsearch.caCertificate !== undefined) {
  const file = join(elasticsearch.dataDir, '..', 'ca.pem');
  writeFileSync(file, elasticsearch.caCertificate);
  lines.push(`ELASTICSEARCH_USERNAME=${elasticsearch.username}`);
  lines.push(`ELASTICSEARCH_PASSWORD=${elasticsearch.password}`);
  lines.push(`ELASTICSEARCH_CA='${file}'`);
}
process.stdout.write(`${lines.map((line) => `export ${line}\n`).join('')}`);
process.stderr.write(
  `Elasticsearch is process ${elasticsearch.pid}, Postgres ${postgres.pid}; Ctrl-C ends both\n`,
);
