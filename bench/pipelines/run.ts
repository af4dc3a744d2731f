// Measures Headrace beside bare SQL, dbt and SQLMesh on the same tables, and holds the ratios against
// the bars (bars.ts). `node bench/pipelines/run.ts --help` tells how; build Headrace first.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../shared/machine.ts';
import { fail, say, wholeNumber } from '../shared/options.ts';
import { pythonEnvironment } from '../shared/python-environment.ts';
import { judge } from './bars.ts';
import { type Case, groups, makeCases, type Tool, tools, type Workspace } from './cases.ts';
import { checkResults } from './check-results.ts';
import { generateData, wrongFiles } from './data.ts';
import { type Peer, peers } from './peers.ts';
import { markdown } from './report.ts';
import type { Check, Results } from './results.ts';
import { runCases } from './run-cases.ts';

const fullRows = 1_000_000;
const help = `node bench/pipelines/run.ts [--rows ${fullRows}] [--repeat 3] [--only workload,trivial,startup,headrace,…]

  --rows N      rows per CSV file
  --repeat N    rounds; at least 3 count as a measurement
  --only LIST   groups (${groups.join(', ')}) and tools (${tools.join(', ')}); default: all

A complete run (all rows, at least 3 rounds, no --only) is written to bench/results/pipelines.md and .json;
any other is printed. The exit code is 1 when a bar is missed or the machine too busy to tell, a check is wrong or a command failed. Data, projects and the peers' Python environments are kept in .cache/bench/.
`;

const root = join(import.meta.dirname, '../..');
const cache = join(root, '.cache', 'bench');

interface Options {
  readonly rows: number;
  readonly repeat: number;
  readonly wanted: (candidate: Pick<Case, 'group' | 'tool'>) => boolean;
  /** Whether the results are worth keeping. */
  readonly complete: boolean;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: String(fullRows) },
      repeat: { type: 'string', default: '3' },
      only: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    process.exit(0);
  }
  const only = values.only.split(',').filter((word) => word !== '');
  const unknown = only.find((word) => ![...groups, ...tools].some((name) => name === word));
  if (unknown) fail(`--only: "${unknown}" is neither a group nor a tool.`);
  const onlyGroups = groups.filter((group) => only.includes(group));
  const onlyTools = tools.filter((tool) => only.includes(tool));
  const [rows, repeat] = [wholeNumber('rows', values.rows, 1), wholeNumber('repeat', values.repeat, 1)];
  return {
    rows,
    repeat,
    wanted: ({ group, tool }) =>
      (onlyGroups.length === 0 || onlyGroups.includes(group)) &&
      (onlyTools.length === 0 || onlyTools.includes(tool)),
    complete: rows === fullRows && repeat >= 3 && only.length === 0,
  };
}

/** Data, programs and what is missing of them. */
async function prepare({ rows, wanted }: Options): Promise<{ workspace: Workspace; missing: string[] }> {
  const missing: string[] = [];
  const wantedTool = (tool: Tool): boolean => groups.some((group) => wanted({ group, tool }));
  const program = async (peer: Peer): Promise<string | undefined> => {
    if (!wantedTool(peer.name)) return undefined;
    const installed = await pythonEnvironment(peer.name, peer.packages, cache);
    if ('bin' in installed) return join(installed.bin, peer.name);
    missing.push(installed.missing);
    return undefined;
  };

  const bin = join(root, 'dist', 'bin.js');
  const built = existsSync(bin);
  if (!built) missing.push('Headrace is not measured: dist/bin.js is not there. Run `npm run build` first.');
  const folder = join(cache, 'pipelines');
  const data = join(folder, `data-${rows}`);
  mkdirSync(folder, { recursive: true });
  const [dbt, sqlmesh] = [await program(peers.dbt), await program(peers.sqlmesh)];
  say(`Data: ${relative(root, data)}`);
  await generateData(data, rows);
  return { workspace: { folder, data, headrace: built ? bin : undefined, dbt, sqlmesh }, missing };
}

async function checkData(data: string, rows: number): Promise<Check[]> {
  if (rows !== fullRows) return [];
  const wrong = await wrongFiles(data);
  const what = 'The raw data has the known SHA-256 hashes';
  return [wrong.length > 0 ? { what, complaint: `Not so: ${wrong.join(', ')}.` } : { what }];
}

const options = readOptions();
const machine = await describeMachine();
const { workspace, missing } = await prepare(options);
for (const sentence of missing) say(sentence);
const dataChecks = await checkData(workspace.data, options.rows);
const { cases, checks } = await runCases(makeCases(workspace).filter(options.wanted), options.repeat, say);
const results: Results = {
  date: new Date().toISOString().slice(0, 10),
  rows: options.rows,
  repeat: options.repeat,
  machine,
  cases,
  checks: [...dataChecks, ...checks, ...(await checkResults(workspace.folder, cases))],
  missing,
};

const page = markdown(results);
const wrong =
  cases.some(({ failure }) => failure) ||
  results.checks.some(({ complaint }) => complaint) ||
  judge(cases).some(({ verdict }) => verdict === 'missed' || verdict === 'disturbed');
process.exitCode = wrong ? 1 : 0;
process.stdout.write(page);
if (options.complete) {
  const folder = join(root, 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'pipelines.md'), page);
  writeFileSync(join(folder, 'pipelines.json'), `${JSON.stringify(results, null, 2)}\n`);
}
