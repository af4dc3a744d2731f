// Measures `headrace connectors plan` as a whole command: 39 tables, with and without a connector.yml, with the number
// of pipelines chosen; and 10,000 tables into 100 pipelines. Build Headrace first.
//   node bench/plan/run.ts [connector-tables.json]
// The file has tables of connectors by name; osipi's are taken. Without it (or HEADRACE_CONNECTOR_TABLES) names are
// made up.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeMachine } from '../shared/machine.ts';
import { bullets, duration, machineLine, table } from '../shared/markdown.ts';
import { say } from '../shared/options.ts';
import { runToEnd } from '../shared/run-to-end.ts';

const rounds = 7;
const root = join(import.meta.dirname, '../..');
const bin = join(root, 'dist', 'bin.js');
const given = process.argv[2] ?? process.env.HEADRACE_CONNECTOR_TABLES;

interface Row {
  readonly name: string;
  readonly type: string;
}

const madeUp: readonly Row[] = Array.from({ length: 39 }, (_, n) => ({
  name: `pi_table_${n}`,
  type: n % 4 === 3 ? 'append' : 'snapshot',
}));

function osipi(path: string): Row[] {
  const lists: Record<string, { source_table: string; ingestion_type: string }[]> = JSON.parse(
    readFileSync(path, 'utf8'),
  );
  return (lists.osipi ?? []).map(({ source_table: name, ingestion_type: type }) => ({ name, type }));
}

/** Weights from a fixed seed: seconds, most of them small. */
function weights(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.round(10 + 590 * (state / 2_147_483_647) ** 3);
  };
}

function writeList(folder: string, rows: readonly Row[]): string {
  const weight = weights(20_260_106);
  const lines = rows.map(({ name, type }) => `${name},,,${name.split('_')[1] ?? ''},${type},${weight()}`);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'tables.csv');
  const head = 'source_table,pipeline_group,schedule,category,ingestion_type,weight';
  writeFileSync(path, `${[head, ...lines].join('\n')}\n`);
  return path;
}

const folder = mkdtempSync(join(tmpdir(), 'headrace bench plan '));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const small = writeList(join(folder, 'small'), given === undefined ? madeUp : osipi(given));
const settled = join(folder, 'settled');
cpSync(join(folder, 'small'), settled, { recursive: true });
writeFileSync(
  join(settled, 'connector.yml'),
  'connection_name: osipi\nassumptions: {start_up_seconds: 240}\n',
);
const large = writeList(
  join(folder, 'large'),
  Array.from({ length: 10_000 }, (_, n) => ({ name: `t_${n % 12}_${n}`, type: 'snapshot' })),
);

const env = { ...process.env, NO_COLOR: '1' };
const plan = async (list: string, ...args: readonly string[]): Promise<number> => {
  rmSync(list.replace(/csv$/, 'lock.json'), { force: true });
  const command = ['connectors', 'plan', '--csv', list, ...args];
  return (await runToEnd({ program: process.execPath, args: [bin, ...command], cwd: folder }, env, 1000))
    .seconds;
};

const sides = [
  ['39 tables', 0.3, () => plan(small)],
  ['39 tables, --pipelines 6', 0.3, () => plan(small, '--pipelines', '6')],
  ['39 tables, --auto', 0.3, () => plan(small, '--auto')],
  ['39 tables, with a connector.yml', 0.3, () => plan(join(settled, 'tables.csv'))],
  ['10,000 tables, --pipelines 100', 2, () => plan(large, '--pipelines', '100')],
] as const;

const machine = await describeMachine();
const samples = new Map<string, number[]>(sides.map(([name]) => [name, []]));
for (let round = 0; round <= rounds; round += 1) {
  for (const [name, , run] of sides) {
    const seconds = await run();
    say(`${round}/${rounds}  ${name}: ${duration(seconds)}`);
    if (round > 0) samples.get(name)?.push(seconds);
  }
}
const medians = sides.map(([name, bar]) => {
  const sorted = (samples.get(name) ?? []).toSorted((a, b) => a - b);
  return { name, bar, seconds: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN };
});
const page = `# Plans of connectors

Written by \`npm run bench:plan\` on ${new Date().toISOString().slice(0, 10)}: whole commands from start to exit, in turns, medians of ${rounds} rounds after one that is not counted. Each makes a first plan and writes it. The 39 tables are ${given === undefined ? 'made up' : 'those of osipi'}; weights are from a fixed seed.

${bullets([machineLine(machine), `Node ${machine.node}`])}

${table(
  ['command', 'time', 'bar', ''],
  medians.map(({ name, bar, seconds }) => [
    name,
    duration(seconds),
    duration(bar),
    seconds <= bar ? 'met' : 'missed',
  ]),
)}
`;
process.stdout.write(page);
writeFileSync(join(root, 'bench', 'results', 'plan.md'), page);
process.exitCode = medians.every(({ seconds, bar }) => seconds <= bar) ? 0 : 1;
