// Measures the store of durable promises alone: what a start costs while more and more workflows are in
// flight, how fast a workflow goes on, and how long a restart takes. `node bench/durable/store.ts --help` tells how.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { LocalNetwork, type Network } from '@resonatehq/sdk';
import { openSqliteNetwork } from '../../src/durable/store/index.ts';
import { describeMachine } from '../shared/machine.ts';
import { bullets, machineLine, megabytes, table } from '../shared/markdown.ts';
import { fail, say, wholeNumber } from '../shared/options.ts';
import { type Flows, flowsOver } from './store-flow.ts';

const usual = { flows: 5_000, together: 50, resumes: 500, rounds: 3 } as const;
const bars = { flat: 1.3, p50: 20, p99: 200, restart: 2 } as const;
const help = `node bench/durable/store.ts [--flows ${usual.flows}] [--skip-local]

  --flows N      workflows in flight
  --skip-local   without the SDK's own local mode, which takes minutes

${usual.together} workflows are started at a time. A complete run is written to bench/results/durable-store.md. The exit
code is 1 when a bar is missed.
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
const flows = wholeNumber('flows', values.flows, 1_000);
if (flows % 1_000 !== 0) fail('--flows counts in thousands.');

const folder = mkdtempSync(join(tmpdir(), 'headrace bench '));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'durable.db');
const open = () => openSqliteNetwork({ path, holder: 'the benchmark' });

interface Side {
  /** Milliseconds per start, of each thousand. */
  readonly starts: readonly number[];
  /** Milliseconds from settling what a workflow waits for to its result. */
  readonly resumes: readonly number[];
  readonly heapBytes: number;
}

async function measure(name: string, network: Network): Promise<Side> {
  const before = heap();
  const side = flowsOver(network);
  const starts: number[] = [];
  for (let thousand = 0; thousand < flows / 1_000; thousand += 1) {
    starts.push((await startMany(side, thousand * 1_000, 1_000)) / 1_000);
    say(`${name}: ${(thousand + 1) * 1_000} in flight, ${ms(starts.at(-1))} per start`);
  }
  const heapBytes = heap() - before;
  const resumes: number[] = [];
  for (let i = 0; i < usual.resumes; i += 1) {
    const begun = performance.now();
    await side.resume(idOf(i));
    resumes.push(performance.now() - begun);
  }
  // So that as many wait as before, for the restart.
  await startMany(side, flows, usual.resumes);
  await side.resonate.stop();
  return { starts, resumes, heapBytes };
}

async function startMany(side: Flows, from: number, count: number): Promise<number> {
  const begun = performance.now();
  for (let i = 0; i < count; i += usual.together) {
    await Promise.all(Array.from({ length: usual.together }, (_, j) => side.start(idOf(from + i + j))));
  }
  return performance.now() - begun;
}

/** Everything that the store holds, read once without looking at it. */
function bareRead(): number {
  const begun = performance.now();
  const db = new DatabaseSync(path, { readOnly: true });
  for (const name of ['promises', 'tasks', 'callbacks', 'listeners', 'outbox']) {
    db.prepare(`SELECT * FROM ${name}`).all();
  }
  db.close();
  return performance.now() - begun;
}

/** From nothing to a store that hands out work, with all that waits in it. */
async function restart(): Promise<number> {
  const begun = performance.now();
  const network = open();
  await network.init();
  const taken = performance.now() - begun;
  await network.stop();
  return taken;
}

const ours = await measure('SQLite', open());
const sizeBytes = statSync(path).size;
const waiting = { restart: [] as number[], bare: [] as number[] };
for (let round = 0; round < usual.rounds; round += 1) {
  waiting.bare.push(bareRead());
  waiting.restart.push(await restart());
}
const local = values['skip-local'] ? undefined : await measure('SDK, local mode', new LocalNetwork());

const flat = (ours.starts.at(-1) ?? Number.NaN) / (ours.starts[0] ?? Number.NaN);
const [p50, p99] = [quantile(ours.resumes, 0.5), quantile(ours.resumes, 0.99)];
const restarted = quantile(waiting.restart, 0.5) / quantile(waiting.bare, 0.5);
const met = flat <= bars.flat && p50 <= bars.p50 && p99 <= bars.p99 && restarted <= bars.restart;

const summary = `${table(
  ['', ...ours.starts.map((_, i) => `start ${i + 1}000`), 'resume p50', 'p99', 'heap'],
  [row('SQLite', ours), ...(local ? [row('SDK, local mode (memory only)', local)] : [])],
)}

${bullets([
  `The last thousand starts cost ${flat.toFixed(2)} × the first (bar: ≤ ${bars.flat}).`,
  `Resuming takes ${ms(p50)} at the median and ${ms(p99)} at p99 (bars: ${bars.p50} and ${bars.p99} ms).`,
  `A restart with ${flows} waiting takes ${ms(quantile(waiting.restart, 0.5))}, ${restarted.toFixed(2)} × a bare read of the store, ${ms(quantile(waiting.bare, 0.5))} (bar: ≤ ${bars.restart}).`,
  `The store has ${megabytes(sizeBytes)}.`,
])}
`;
process.stdout.write(`${summary}\n${met ? 'met' : 'MISSED'}\n`);
if (flows === usual.flows && local) {
  const text = `# The store of durable promises

Written by \`node bench/durable/store.ts\`: ${flows} workflows that create a promise, run a step and wait, ${usual.together} started at a time. Every answer of SQLite is on disk (synchronous=FULL); the SDK's local mode keeps everything in memory.

${summary}
${machineLine(await describeMachine())}, Node ${process.version}.
`;
  writeFileSync(join(import.meta.dirname, '../results/durable-store.md'), text);
}
process.exit(met ? 0 : 1);

function row(name: string, { starts, resumes, heapBytes }: Side): string[] {
  const times = [...starts, quantile(resumes, 0.5), quantile(resumes, 0.99)].map(ms);
  return [name, ...times, megabytes(heapBytes)];
}

function idOf(i: number): string {
  return `flow-${i}`;
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function quantile(values: readonly number[], share: number): number {
  const ordered = values.toSorted((a, b) => a - b);
  return ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))] ?? Number.NaN;
}

function ms(value = Number.NaN): string {
  return `${value.toFixed(2)} ms`;
}
