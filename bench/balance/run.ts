// Measures the balancing of pipelines on published kinds of instances and on the tables of real connectors, beside
// LPT, MULTIFIT, Karmarkar-Karp and CP-SAT. `node bench/balance/run.ts --help` tells how.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { balance } from '../../src/connectors/balance/balance.ts';
import { describeMachine } from '../shared/machine.ts';
import { machineLine } from '../shared/markdown.ts';
import { fail, say } from '../shared/options.ts';
import { cpSat, ortools } from './cp-sat.ts';
import { connectors, grid, small } from './instances.ts';
import { type Measured, measure } from './measure.ts';
import { judge, markdown, type Results } from './report.ts';

const cpSatSeconds = 10;
const help = `node bench/balance/run.ts [--tables FILE] [--without-cp-sat]

  --tables FILE      tables of connectors: {"<connector>": [{"source_table": …}, …]}; default: $HEADRACE_CONNECTOR_TABLES
  --without-cp-sat   takes some seconds instead of some minutes, and only prints

The results are written to bench/results/balance.md. The exit code is 1 when a bar is missed. CP-SAT's Python
environment is kept in .cache/bench/.
`;
const { values } = parseArgs({
  options: {
    tables: { type: 'string', default: process.env.HEADRACE_CONNECTOR_TABLES ?? '' },
    'without-cp-sat': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}
if (values.tables !== '' && !existsSync(values.tables)) fail(`--tables: ${values.tables} is not there.`);

const root = join(import.meta.dirname, '../..');
const machine = await describeMachine();
const missing: string[] = [];

const lists: Record<string, unknown[]> =
  values.tables === '' ? {} : JSON.parse(readFileSync(values.tables, 'utf8'));
const listsLine =
  values.tables === ''
    ? 'Tables of connectors: not measured, no list was given'
    : `Tables of ${Object.keys(lists).length} connectors into 2 pipelines up to half as many as tables, ten of each; their costs are made up: log-normal, median one minute, sigma 1, fixed seeds`;

const cases = [...grid(), ...connectors(lists), ...small()];
// What is measured first would pay for the compiler's warming up.
for (const one of cases.slice(0, 50)) measure(one);
say(`${cases.length} instances`);
const measured = cases.map(measure);
const many = measureMany();
if (!values['without-cp-sat']) await askCpSat(measured);

const workers = availableParallelism();
const results: Results = {
  ...{ measured, many, missing },
  subset: values['without-cp-sat']
    ? 'not asked.'
    : `${ortools}, ${workers} workers, ${cpSatSeconds} s on the clock for each instance (the load of the machine before is above; on a busy one it gets further behind); a subset: the first of each class of up to 100 items, of more items the first with costs up to 10,000, of each connector the first of 3, 5, 8 and 13 pipelines.`,
  about: [
    'Grid: França et al. 1994 (uniform) and Frangioni et al. 2004 (non-uniform): 10 to 1,000 items, 5, 10 and 25 pipelines, costs up to 100, 1,000 and 10,000, ten of each class, from fixed seeds of our own',
    listsLine,
    'Up to 30 items: 15, 20, 25 and 30 into 2 pipelines up to half as many, costs up to 10,000,000, ten of each',
    machineLine(machine),
    `Node ${machine.node}`,
  ],
};
const page = markdown(results);
process.stdout.write(page);
if (!values['without-cp-sat']) writeFileSync(join(root, 'bench', 'results', 'balance.md'), page);
process.exitCode = judge(results).every(({ met }) => met) ? 0 : 1;

/** The slowest of three kinds of costs. */
function measureMany(): Results['many'] {
  const runs = [100, 10_000, 10_000_000].map((most) => {
    const costs = Array.from({ length: 10_000 }, (_, item) => 1 + ((item * 7_919_333) % most));
    const begun = performance.now();
    const { gap } = balance(costs, 100);
    return { seconds: (performance.now() - begun) / 1000, gap };
  });
  return {
    seconds: Math.max(...runs.map(({ seconds }) => seconds)),
    gap: Math.max(...runs.map(({ gap }) => gap)),
  };
}

async function askCpSat(all: readonly Measured[]): Promise<void> {
  const solver = await cpSat(join(root, '.cache', 'bench'), cpSatSeconds, availableParallelism());
  if ('missing' in solver) {
    missing.push(solver.missing);
    return;
  }
  const chosen = firstOfEach(all);
  for (const [index, one] of chosen.entries()) {
    const { makespan, bound } = await solver.solve(one.case);
    one.cpSat = { makespan: makespan ?? one.lpt, bound };
    say(`CP-SAT ${index + 1}/${chosen.length}: ${makespan ?? 'nothing'}; ours ${one.ours}`);
  }
  solver.close();
}

function firstOfEach(all: readonly Measured[]): Measured[] {
  const isAsked = ({ case: { group, range, costs, pipelines } }: Measured): boolean => {
    if (group.endsWith('uniform')) return costs.length <= 100 || range === '[1, 10000]';
    return group in lists && [3, 5, 8, 13].includes(pipelines);
  };
  const classes = Map.groupBy(
    all.filter(isAsked),
    ({ case: { group, range, costs, pipelines } }) => `${group} ${range} ${costs.length} ${pipelines}`,
  );
  return [...classes.values()].flatMap(([first]) => first ?? []);
}
