// Measures `headrace trigger` against the fake workspace: many loader runs, a slow network, a workspace that
// throttles. `node bench/trigger/run.ts --help` tells how.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startFakeWorkspace } from '../../src/fake-workspace/index.ts';
import { trigger } from '../../src/loading/index.ts';
import { describeMachine } from '../shared/machine.ts';

const usual = { loads: 500, latency: 100, throttled: 0.05, concurrency: 4, rounds: 3 } as const;
const mostRatio = 1.3;
const help = `node bench/trigger/run.ts [--loads ${usual.loads}] [--rounds ${usual.rounds}]

  --loads N    runs of the loader job to start
  --rounds N   how often; the median counts

Every answer takes ${usual.latency} ms, ${usual.throttled * 100} % of the requests are answered 429 with "Retry-After: 1". A complete run is
written to bench/results/trigger.md. The exit code is 1 when a bar is missed.
`;

const { values } = parseArgs({
  options: {
    loads: { type: 'string', default: String(usual.loads) },
    rounds: { type: 'string', default: String(usual.rounds) },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}
const loads = Number(values.loads);
const rounds = Number(values.rounds);
const complete = loads === usual.loads && rounds >= usual.rounds;
const { concurrency, latency, throttled } = usual;
/** All calls side by side, as far as they may be; nobody throttled. */
const idealMs = Math.ceil(loads / concurrency) * latency;

const folder = mkdtempSync(join(tmpdir(), 'headrace bench '));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const list = join(folder, 'loads.json');
writeFileSync(
  list,
  JSON.stringify(
    Array.from({ length: loads }, (_, i) => ({ source_table: `main.shop.t${i}`, data_source: `source${i}` })),
  ),
);

interface Round {
  readonly ms: number;
  readonly runs: number;
  readonly distinct: number;
  readonly refused: number;
}

async function round(seed: number): Promise<Round> {
  const jobId = '987654321987654321';
  const token = 'fake-token';
  const workspace = await startFakeWorkspace({
    ...{ seed, latencyMs: latency, throttle: { rate: throttled, retryAfterS: 1 } },
    jobs: [
      {
        job_id: jobId,
        settings: {
          ...{ name: 'loader', max_concurrent_runs: 1000 },
          parameters: ['source_table', 'data_source', 'es_nodes', 'batch_id'].map((name) => ({
            ...{ name, default: '' },
          })),
          tasks: [{ task_key: 'load', spark_python_task: { python_file: 'es_loader.py' } }],
        },
      },
    ],
  });
  try {
    const never = new AbortController().signal;
    const begun = performance.now();
    const report = await trigger({
      ...{ project: undefined, names: [], all: false, given: { batch_id: `round ${seed}` } },
      env: { DATABRICKS_HOST: workspace.host, DATABRICKS_TOKEN: token, ES_LOADER_JOB_ID: jobId },
      jobs: list,
      ...{ jobId: undefined, concurrency, again: false, wait: false, dryRun: false },
      ...{ stop: never, signal: never, onEvent: () => {} },
    });
    const ms = performance.now() - begun;
    if (report.exit_code !== 0) throw new Error(`${report.failed} loads were not started`);
    const started = workspace.runs();
    return {
      ...{ ms, runs: started.length },
      distinct: new Set(started.map(({ parameters }) => parameters.data_source)).size,
      refused: workspace.requests.length - loads,
    };
  } finally {
    await workspace.close();
  }
}

const results: Round[] = [];
for (let seed = 1; seed <= rounds; seed += 1) {
  const one = await round(seed);
  results.push(one);
  process.stdout.write(
    `round ${seed}: ${seconds(one.ms)}, ${ratioOf(one.ms)} of the ideal, ${one.refused} throttled\n`,
  );
}
const exactlyOnce = results.every(({ runs, distinct }) => runs === loads && distinct === loads);
const median = [...results].sort((a, b) => a.ms - b.ms)[Math.floor(results.length / 2)]?.ms ?? Number.NaN;
const met = exactlyOnce && median <= idealMs * mostRatio;
process.stdout.write(`${met ? 'met' : 'MISSED'}: ${ratioOf(median)}, started exactly once: ${exactlyOnce}\n`);
if (complete) writeFileSync(join(import.meta.dirname, '../results/trigger.md'), await report());
process.exitCode = met ? 0 : 1;

async function report(): Promise<string> {
  const { processor, cores, node, loadBefore } = await describeMachine();
  const rows = results.map(
    ({ ms, refused, runs, distinct }, index) =>
      `| ${index + 1} | ${seconds(ms)} | ${ratioOf(ms)} | ${refused} | ${runs} | ${distinct} |`,
  );
  return `# Starting many loader runs

Written by \`npm run bench:trigger\`: \`headrace trigger\` starts ${loads} runs of the loader job in the fake workspace, with ${concurrency} calls at the same time. Every answer takes ${latency} ms; ${throttled * 100} % of the requests are answered 429 with \`Retry-After: 1\`. Ideal is what the calls take when none is throttled: ${seconds(idealMs)}.

| round | time | of the ideal | throttled | runs started | loads started |
| ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}

Median: ${ratioOf(median)} of the ideal (bar: ≤ ${mostRatio} ×). Every load was started exactly once: ${exactlyOnce ? 'yes' : 'no'}.

Machine: ${cores} cores (${processor}), Node ${node}, load before ${loadBefore.toFixed(1)}.
`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function ratioOf(ms: number): string {
  return `${(ms / idealMs).toFixed(2)} ×`;
}
