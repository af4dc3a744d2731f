// Measures `headrace sync` beside the original's job, the JS client's helper and an upper bound, on real
// servers of its own. `node bench/sync/run.ts --help` tells how; build Headrace first.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../shared/machine.ts';
import { fail, say, wholeNumber } from '../shared/options.ts';
import { pythonEnvironment } from '../shared/python-environment.ts';
import { judge } from './bars.ts';
import { type Dataset, makeTable, plainDataset, vectorDataset } from './fixture.ts';
import { pythonPackages } from './python.ts';
import { markdown } from './report.ts';
import type { DatasetResult, Results } from './results.ts';
import { runRounds } from './rounds.ts';
import { type Servers, startServers } from './servers.ts';
import { makeSides, type Side, sideIds } from './sides.ts';

const fullRows = 200_000;
const fullVectorRows = 60_000;
const help = `node bench/sync/run.ts [--rows ${fullRows}] [--vector-rows ${fullVectorRows}] [--rounds 3] [--only headrace,upper-bound,…]

  --rows N         rows without vectors; 0 leaves this part out
  --vector-rows N  rows with vectors; 0 leaves this part out
  --rounds N       rounds that count, after one that does not; at least 3 count as a measurement
  --only LIST      clients (${sideIds.join(', ')}); default: all

A complete run (all rows, at least 3 rounds, all clients) is written to bench/results/sync.md and .json; any other is
printed. The exit code is 1 when a bar is missed or the machine too busy to tell, or a client failed.
Elasticsearch and Postgres are started for it, the peer's Python environment is kept in .cache/bench/.
`;

const root = join(import.meta.dirname, '../..');

interface Options {
  readonly datasets: readonly Dataset[];
  readonly rounds: number;
  readonly wanted: (side: Pick<Side, 'id'>) => boolean;
  /** Whether the results are worth keeping. */
  readonly complete: boolean;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: String(fullRows) },
      'vector-rows': { type: 'string', default: String(fullVectorRows) },
      rounds: { type: 'string', default: '3' },
      only: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    process.exit(0);
  }
  const only = values.only.split(',').filter((word) => word !== '');
  const unknown = only.find((word) => !sideIds.some((id) => id === word));
  if (unknown !== undefined) fail(`--only: there is no client "${unknown}".`);
  const rows = wholeNumber('rows', values.rows);
  const vectorRows = wholeNumber('vector-rows', values['vector-rows']);
  const rounds = wholeNumber('rounds', values.rounds);
  return {
    datasets: [plainDataset(rows), vectorDataset(vectorRows)].filter((dataset) => dataset.rows > 0),
    rounds,
    wanted: ({ id }) => only.length === 0 || only.includes(id),
    complete: rows === fullRows && vectorRows === fullVectorRows && rounds >= 3 && only.length === 0,
  };
}

async function prepareSides({ wanted }: Options): Promise<{ sides: Side[]; missing: string[] }> {
  const missing: string[] = [];
  const bin = join(root, 'dist', 'bin.js');
  const headrace = existsSync(bin) ? bin : undefined;
  if (!headrace && wanted({ id: 'headrace' }))
    missing.push('headrace sync is not measured: dist/bin.js is not there. Run `npm run build` first.');
  let python: string | undefined;
  if (wanted({ id: 'chunk-100' }) || wanted({ id: 'chunk-500' })) {
    const cache = join(root, '.cache', 'bench');
    mkdirSync(cache, { recursive: true });
    const installed = await pythonEnvironment('streaming_bulk', pythonPackages, cache);
    if ('bin' in installed) python = join(installed.bin, 'python');
    else missing.push(installed.missing);
  }
  return { sides: makeSides({ python, headrace }).filter(wanted), missing };
}

async function runDataset(
  servers: Servers,
  dataset: Dataset,
  sides: readonly Side[],
  rounds: number,
): Promise<DatasetResult> {
  say(`Table ${dataset.table}: ${dataset.title}`);
  await makeTable(servers.client, dataset);
  const { rows } = await servers.client.query<{ bytes: number }>(
    `SELECT avg(octet_length(row_to_json(t)::text))::float8 AS bytes FROM ${dataset.table} AS t`,
  );
  return {
    dataset,
    rowBytes: rows[0]?.bytes ?? 0,
    sides: await runRounds(servers, dataset, sides, rounds, say),
  };
}

const options = readOptions();
const machine = await describeMachine();
const { sides, missing } = await prepareSides(options);
for (const sentence of missing) say(sentence);
const servers = await startServers();
const datasets: DatasetResult[] = [];
try {
  for (const dataset of options.datasets)
    datasets.push(await runDataset(servers, dataset, sides, options.rounds));
} finally {
  await servers.stop();
}
const results: Results = {
  date: new Date().toISOString().slice(0, 10),
  rounds: options.rounds,
  machine,
  servers: servers.names,
  datasets,
  missing,
};

const page = markdown(results);
const wrong =
  datasets.some((result) => result.sides.some(({ failure }) => failure !== undefined)) ||
  judge(datasets).some(({ verdict }) => verdict === 'missed' || verdict === 'disturbed');
process.exitCode = wrong ? 1 : 0;
process.stdout.write(page);
if (options.complete) {
  const folder = join(root, 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'sync.md'), page);
  writeFileSync(join(folder, 'sync.json'), `${JSON.stringify(results, null, 2)}\n`);
}
