// Takes every connector of a checkout of the public connector repository from its folder to a checked bundle, by the
// commands themselves and without network. `node bench/connectors/real.ts --help` tells how. Build Headrace first.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../shared/machine.ts';
import { duration } from '../shared/markdown.ts';
import { fail, say } from '../shared/options.ts';
import { type Chain, walk } from './chain.ts';
import { markdown } from './report.ts';

const repository = 'https://github.com/databrickslabs/lakeflow-community-connectors';
const atLeast = 15;
const help = `node bench/connectors/real.ts --checkout PATH [--revision TEXT] [--only NAMES]

  --checkout PATH   a checkout of the public connectors; default: $HEADRACE_CONNECTORS_CHECKOUT.
                    To get one: git clone --depth 1 ${repository}
  --revision TEXT   what the checkout is; default: the commit that git says
  --only NAMES      some connectors, separated by commas; only prints

The results are written to bench/results/connectors.md. The exit code is 1 when fewer than ${atLeast} connectors work.
`;
const { values } = parseArgs({
  options: {
    checkout: { type: 'string', default: process.env.HEADRACE_CONNECTORS_CHECKOUT ?? '' },
    revision: { type: 'string' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}
const sources = resolve(values.checkout, 'src/databricks/labs/community_connector/sources');
if (values.checkout === '') fail(`--checkout is missing.\n\n${help}`);
if (!existsSync(sources))
  fail(`--checkout: there are no connectors in ${sources}. git clone --depth 1 ${repository}`);

const root = join(import.meta.dirname, '../..');
const bin = join(root, 'dist/bin.js');
if (!existsSync(bin)) fail('There is no dist/bin.js: npm run build makes it.');
const all = readdirSync(sources, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && /^[a-z]\w*$/i.test(entry.name))
  .map(({ name }) => name)
  .sort();
const chosen = values.only?.split(',');
const unknown = chosen?.filter((name) => !all.includes(name)) ?? [];
if (unknown.length > 0) fail(`--only: there is no ${unknown.join(', ')}. There are ${all.join(', ')}.`);

const machine = await describeMachine();
const home = mkdtempSync(join(tmpdir(), 'headrace bench connectors '));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));
const chains: Chain[] = [];
for (const name of chosen ?? all) {
  const chain = await walk(name, { bin, sources, folder: join(home, name), env: process.env });
  chains.push(chain);
  const { failure, types, seconds } = chain;
  const time = duration([...seconds.values()].reduce((sum, each) => sum + each, 0));
  say(`${name}: ${failure ? `${failure.step} ${failure.code}` : `${types.length} tables, sound`}, ${time}`);
}
const page = markdown({
  chains,
  machine,
  repository,
  revision: values.revision ?? commitOf(values.checkout),
});
process.stdout.write(page);
const working = chains.filter(({ failure }) => failure === undefined).length;
if (chosen === undefined) {
  writeFileSync(join(root, 'bench/results/connectors.md'), page);
  process.exitCode = working >= atLeast ? 0 : 1;
}

function commitOf(checkout: string): string | undefined {
  // Of a checkout without .git it would be the commit of what is around it.
  if (!existsSync(join(checkout, '.git'))) return undefined;
  const { stdout } = spawnSync('git', ['-C', checkout, 'log', '-1', '--format=%h of %cs'], {
    encoding: 'utf8',
  });
  return stdout.trim() || undefined;
}
