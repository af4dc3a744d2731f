/**
 * The demo: WordNet's raw files, through three layers of tables, into a search index, and three searches.
 * `node scripts/demo.ts [project] [command line]`: a copy of the project, and the source instead of dist/.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [, , project = join(root, 'examples/wordnet'), cli = join(root, 'dist/bin.js')] = process.argv;

function node(...argv: string[]): void {
  const { status } = spawnSync(process.execPath, argv, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function headrace(command: string, ...argv: string[]): void {
  const shown = [command, ...argv].map((word) => (/[\s*]/.test(word) ? `"${word}"` : word)).join(' ');
  process.stdout.write(`\n$ headrace ${shown}\n`);
  node(cli, command, ...argv, '--project', project);
}

process.stdout.write('WordNet 3.1 (Princeton University): 117,791 concepts in their own text format\n');
node(join(project, 'land.mjs'));
headrace('run');
headrace('index');
headrace('search', 'instruments for measuring temperature', '--limit', '3');
headrace('search', 'pitch', '--filter', 'topics=music', '--limit', '3');
headrace('search', 'moving picture theatre', '--mode', 'semantic', '--limit', '3');
process.stdout.write(`
Try next, in examples/wordnet (npx headrace finds this checkout's own):
  npx headrace run                               nothing changed: nothing is built
  npx headrace graph                             which table reads which
  npx headrace query "from domain_statistics"    look into a table
  npx headrace search "big cat" --mode hybrid    words and meaning together
  npx headrace init shop                         a project of your own
`);
