// Measures `headrace verify` on a table and an index that are equal, beside what reading both of them costs.
// `node bench/sync/verify.ts --help` tells how; build Headrace first.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../shared/machine.ts';
import { fail, say, wholeNumber } from '../shared/options.ts';
import type { Command } from '../shared/run-to-end.ts';
import { elasticIndex } from './elastic-index.ts';
import { type Dataset, makeTable, plainDataset, propertiesOf } from './fixture.ts';
import { measure, type Sample } from './measure.ts';
import { startServers } from './servers.ts';
import { headraceProperties, type SideJob, syncCommand, verifyCommand } from './sides.ts';
import { judgeVerify, type VerifyResults, verifyPage } from './verify-report.ts';

const fullRows = 1_000_000;
const help = `node bench/sync/verify.ts [--rows ${fullRows}] [--rounds 3]

  --rows N    records, equal on both sides
  --rounds N  rounds; at least 3 count as a measurement

A complete run is written to bench/results/verify.md and .json; any other is printed. The exit code is 1 when the bar is
missed or the machine too busy to tell. Elasticsearch and Postgres are started for it.
`;

const root = join(import.meta.dirname, '../..');
const bin = join(root, 'dist', 'bin.js');

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: String(fullRows) },
    rounds: { type: 'string', default: '3' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}
const dataset = plainDataset(wholeNumber('rows', values.rows));
const rounds = wholeNumber('rounds', values.rounds);
if (!existsSync(bin)) fail('dist/bin.js is not there. Run `npm run build` first.');

const machine = await describeMachine();
const folder = mkdtempSync(join(tmpdir(), 'headrace-bench-verify-'));
const servers = await startServers();
let results: VerifyResults;
try {
  const job = {
    from: servers.postgres.url,
    to: servers.elasticsearch.url,
    table: dataset.table,
    index: 'bench_verify',
    folder,
  };
  await load(job, dataset);
  const samples = await measureAll(commands(job));
  await mustFindMissing(job);
  const date = new Date().toISOString().slice(0, 10);
  results = { date, rounds, rows: dataset.rows, machine, servers: servers.names, samples };
} finally {
  await servers.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Makes the table, and fills the index with it as Headrace does: only then are there hashes to compare. */
async function load(job: SideJob, { rows }: Dataset): Promise<void> {
  say(`Table ${dataset.table}: ${dataset.title}`);
  await makeTable(servers.client, dataset);
  const index = elasticIndex(job.to, job.index);
  await index.create({ ...propertiesOf(dataset), ...headraceProperties });
  let count = 0;
  const { seconds } = await measure(syncCommand(bin, job), servers, async () => {
    count = await index.refreshAndCount();
  });
  if (count !== rows) throw new Error(`${count} documents of ${rows} rows`);
  say(`headrace sync: ${seconds.toFixed(2)} s`);
  await index.flush();
}

/** What was measured is worth nothing when it does not see a difference. */
async function mustFindMissing(job: SideJob): Promise<void> {
  const index = elasticIndex(job.to, job.index);
  const { rows } = await servers.client.query<{ hk: string }>(`SELECT hk FROM ${job.table} LIMIT 1`);
  for (const { hk } of rows) await index.removeDocument(hk);
  await index.refreshAndCount();
  const failed = await measure(verifyCommand(bin, job), servers, async () => undefined).then(
    () => false,
    () => true,
  );
  if (!failed) throw new Error('headrace verify does not notice that a document is missing');
}

function commands(job: SideJob): Readonly<Record<keyof VerifyResults['samples'], Command>> {
  const client = (script: string, argument: string): Command => ({
    program: process.execPath,
    args: [join(import.meta.dirname, 'clients', script), JSON.stringify(job), argument],
    cwd: job.folder,
  });
  return {
    copyRows: client('copy-out.ts', 'rows'),
    copyDocuments: client('copy-out.ts', 'json'),
    scanHashes: client('scan-hashes.ts', String(dataset.rows)),
    verify: verifyCommand(bin, job),
  };
}

/** In turns; the round before the first is for the server, which compiles itself as it works. */
async function measureAll({
  copyRows,
  copyDocuments,
  scanHashes,
  verify,
}: ReturnType<typeof commands>): Promise<VerifyResults['samples']> {
  const samples = {
    copyRows: samplesOf(),
    copyDocuments: samplesOf(),
    scanHashes: samplesOf(),
    verify: samplesOf(),
  };
  const turns = [
    ['COPY of rows', copyRows, samples.copyRows],
    ['COPY of documents', copyDocuments, samples.copyDocuments],
    ['scan of keys and hashes', scanHashes, samples.scanHashes],
    ['headrace verify', verify, samples.verify],
  ] as const;
  for (let round = 0; round <= rounds; round += 1) {
    for (const [label, command, kept] of turns) {
      await servers.calm();
      const sample = await measure(command, servers, async () => undefined);
      if (round > 0) kept.push(sample);
      say(`${round}/${rounds}  ${label}: ${sample.seconds.toFixed(2)} s`);
    }
  }
  return samples;
}

function samplesOf(): Sample[] {
  return [];
}

const page = verifyPage(results);
process.exitCode = judgeVerify(results).verdict === 'met' ? 0 : 1;
process.stdout.write(page);
if (results.rows === fullRows && rounds >= 3) {
  const target = join(root, 'bench', 'results');
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'verify.md'), page);
  writeFileSync(join(target, 'verify.json'), `${JSON.stringify(results, null, 2)}\n`);
}
