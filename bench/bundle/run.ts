// Measures `headrace bundle` for 500 tables and three targets, as a whole command, beside `headrace validate` of the
// same project: what a bundle costs beyond reading and checking. Build Headrace first.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeMachine } from '../shared/machine.ts';
import { bullets, duration, machineLine, table } from '../shared/markdown.ts';
import { say } from '../shared/options.ts';
import { runToEnd } from '../shared/run-to-end.ts';

const tables = 500;
const rounds = 5;
const mostSeconds = 1;
const root = join(import.meta.dirname, '../..');
const bin = join(root, 'dist', 'bin.js');

/** Ten levels of fifty tables, each with a SELECT over one of the level below. */
function makeProject(folder: string): void {
  const source = {
    type: 'csv',
    path: '/Volumes/main/shop/landing/*.csv',
    columns: { id: 'bigint', v: 'string' },
  };
  const configs = Array.from({ length: tables }, (_, n) => {
    const level = Math.floor(n / 50);
    const layer = level === 0 ? 'bronze' : level < 6 ? 'silver' : 'gold';
    const name = `table_${n}`;
    if (level > 0) {
      const path = join(folder, 'transformations', layer);
      mkdirSync(path, { recursive: true });
      const sql = `SELECT id, upper(v) AS v, ${n} AS n FROM table_${n - 50} WHERE id % ${n} <> 1\n`;
      writeFileSync(join(path, `${name}.sql`), sql);
    }
    return { name, layer, tags: ['daily'], ...(level === 0 ? { source } : {}) };
  });
  const target = (schema: string) => ({ engine: 'databricks', catalog: 'main', schema });
  const targets = {
    dev: { default: true, ...target('dev') },
    staging: target('staging'),
    prod: target('prod'),
  };
  writeFileSync(
    join(folder, 'config.yml'),
    JSON.stringify({ bundle: { name: 'large' }, targets, tables: configs }),
  );
}

const folder = mkdtempSync(join(tmpdir(), 'headrace bench bundle '));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
makeProject(folder);
const env = { ...process.env, NO_COLOR: '1' };
const time = async (...args: readonly string[]): Promise<number> =>
  (await runToEnd({ program: process.execPath, args: [bin, ...args], cwd: folder }, env, 50)).seconds;
const machine = await describeMachine();

const sides = {
  'validate, nothing remembered': async () => {
    rmSync(join(folder, '.headrace'), { recursive: true, force: true });
    return time('validate', '--quiet');
  },
  'bundle, nothing remembered': async () => {
    rmSync(join(folder, '.headrace'), { recursive: true, force: true });
    return time('bundle', '--quiet');
  },
  'validate again': () => time('validate', '--quiet'),
  'bundle, one table changed': async () => {
    const changed = join(folder, 'transformations', 'gold', `table_${tables - 1}.sql`);
    writeFileSync(changed, `SELECT id, v, ${performance.now()} AS n FROM table_${tables - 51}\n`);
    return time('bundle', '--quiet');
  },
  'bundle --check': () => time('bundle', '--check', '--quiet'),
} as const;

const samples = new Map<string, number[]>(Object.keys(sides).map((name) => [name, []]));
for (let round = 0; round <= rounds; round += 1) {
  for (const [name, run] of Object.entries(sides)) {
    const seconds = await run();
    say(`${round}/${rounds}  ${name}: ${duration(seconds)}`);
    if (round > 0) samples.get(name)?.push(seconds);
  }
}
const medians = [...samples].map(([name, all]): [string, number] => {
  const sorted = all.toSorted((a, b) => a - b);
  return [name, sorted[Math.floor(sorted.length / 2)] ?? Number.NaN];
});
const worst = Math.max(
  ...medians.filter(([name]) => name.startsWith('bundle')).map(([, seconds]) => seconds),
);
const page = `# Bundle of ${tables} tables

Written by \`npm run bench:bundle\` on ${new Date().toISOString().slice(0, 10)}: whole commands, in turns, medians of ${rounds} rounds after one that is not counted. Three targets.

${bullets([machineLine(machine), `Node ${machine.node}`])}

${table(
  ['command', 'time'],
  medians.map(([name, seconds]) => [name, duration(seconds)]),
)}

The bar is ${mostSeconds} s for every form of \`headrace bundle\`: ${worst <= mostSeconds ? 'met' : 'missed'}.
`;
process.stdout.write(page);
writeFileSync(join(root, 'bench', 'results', 'bundle.md'), page);
process.exitCode = worst <= mostSeconds ? 0 : 1;
