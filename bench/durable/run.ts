// Measures durable workflows: thousands of them in one process, over a workspace that answers slowly; and the store of
// their promises alone, beside the SDK's own. `node bench/durable/run.ts --help` tells how.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../shared/machine.ts';
import { bullets, machineLine, megabytes, table } from '../shared/markdown.ts';
import { wholeNumber } from '../shared/options.ts';
import { measurePipelines } from './many-pipelines.ts';
import { measureStores, type Side } from './many-stores.ts';
import { latencyMs } from './scenario.ts';

const usual = { flows: 5_000, together: 100, resumes: 500, rounds: 3 } as const;
const bars = { flat: 1.3, p50: 20, p99: 200, restart: 2 } as const;
const help = `node --expose-gc bench/durable/run.ts [--flows ${usual.flows}] [--skip-local]

  --flows N      workflows in flight
  --skip-local   without the SDK's own local mode, which takes minutes

${usual.together} workflows are started at a time; every answer of the workspace takes ${latencyMs} ms. A complete run is written to
bench/results/durable.md. The exit code is 1 when a bar is missed.
`;

const { values } = parseArgs({
  options: {
    flows: { type: 'string', default: String(usual.flows) },
    'skip-local': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}
const flows = wholeNumber('flows', values.flows, 10);
const machine = await describeMachine();
/** Starts are told in fifths; resumes are a tenth of them. */
const scale = {
  ...{ flows, group: Math.ceil(flows / 5), together: Math.min(usual.together, Math.ceil(flows / 5)) },
  ...{ resumes: Math.min(usual.resumes, Math.ceil(flows / 10)), rounds: usual.rounds },
};

const root = mkdtempSync(join(tmpdir(), 'headrace bench '));
process.on('exit', () => rmSync(root, { recursive: true, force: true }));
const pipelines = await measurePipelines({ root, ...scale });
const stores = await measureStores({ ...scale, local: !values['skip-local'] });

const flat = ratio(pipelines.starts.at(-1), pipelines.starts[0]);
const [p50, p99] = [quantile(pipelines.resumes, 0.5), quantile(pipelines.resumes, 0.99)];
const [restart, read] = [quantile(pipelines.restarts, 0.5), quantile(pipelines.reads, 0.5)];
const met = flat <= bars.flat && p50 <= bars.p50 && p99 <= bars.p99 && restart <= bars.restart * read;
const storeRestart = quantile(stores.restarts, 0.5);

const groups = pipelines.starts.map((_, i) => `${(i + 1) * scale.group} in flight`);
const summary = `${table(
  ['ms per start', ...groups],
  [
    ['`data-pipeline`, until its job runs', ...pipelines.starts.map(ms)],
    ['… of the processor', ...pipelines.cpu.map(ms)],
  ],
)}

${bullets([
  `The last ${scale.group} starts cost ${flat.toFixed(2)} × the first (bar: ≤ ${bars.flat}).`,
  `From settling a promise to the end of its workflow: ${ms(p50)} at the median, ${ms(p99)} at p99 (bars: ${bars.p50} and ${bars.p99} ms).`,
  `Restart with ${flows} waiting, until the first of them was settled and has ended: ${ms(restart)}, ${(restart / read).toFixed(2)} × a bare read of the store and the register, ${ms(read)} (bar: ≤ ${bars.restart}).`,
  `Memory with ${flows} waiting: ${megabytes(pipelines.heapBytes)} of heap more than with none, ${megabytes(pipelines.rssBytes)} in all.`,
])}

## The store alone

A workflow that makes a promise, runs a step that does nothing, and waits: no workspace, no register. Every answer of
SQLite is on disk (synchronous=FULL); the SDK's own local mode keeps everything in memory, and forgets it.

${table(
  ['ms per start', ...groups, 'resume p50', 'p99', 'heap'],
  [row('SQLite', stores.ours), ...(stores.local ? [row('SDK, local mode', stores.local)] : [])],
)}

${bullets([
  `The last ${scale.group} starts cost ${ratio(stores.ours.starts.at(-1), stores.ours.starts[0]).toFixed(2)} × the first${stores.local ? `; in the SDK's local mode ${ratio(stores.local.starts.at(-1), stores.local.starts[0]).toFixed(2)} ×` : ''}.`,
  `Restart with ${flows} waiting: ${ms(storeRestart)}, ${ratio(storeRestart, quantile(stores.reads, 0.5)).toFixed(2)} × a bare read.`,
  `The store has ${megabytes(stores.sizeBytes)}.`,
])}
`;
process.stdout.write(`${summary}\n${met ? 'met' : 'MISSED'}\n`);
if (flows === usual.flows && stores.local) {
  const text = `# Thousands of workflows in flight

Written by \`node --expose-gc bench/durable/run.ts\`: ${flows} workflows that start a job and wait for it, in one process,
${scale.together} started at a time; the workspace is a fake one in a process of its own, each of its answers takes
${latencyMs} ms, and the watchdog looks after all runs meanwhile.

${summary}
${machineLine(machine)}, Node ${process.version}.
`;
  writeFileSync(join(import.meta.dirname, '../results/durable.md'), text);
}
process.exit(met ? 0 : 1);

function row(name: string, { starts, resumes, heapBytes }: Side): string[] {
  const times = [...starts, quantile(resumes, 0.5), quantile(resumes, 0.99)].map(ms);
  return [name, ...times, megabytes(heapBytes)];
}

function ratio(a = Number.NaN, b = Number.NaN): number {
  return a / b;
}

function quantile(values: readonly number[], share: number): number {
  const ordered = values.toSorted((a, b) => a - b);
  return ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))] ?? Number.NaN;
}

function ms(value: number): string {
  return `${value.toFixed(2)} ms`;
}
