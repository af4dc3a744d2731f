import { toleratedShare } from '../pipelines/bars.ts';
import { bullets, duration, machineLine, megabytes, percent, table } from '../shared/markdown.ts';
import { judge } from './bars.ts';
import { pythonPackages } from './python.ts';
import { type DatasetResult, figuresOf, type Results } from './results.ts';

/** The results as a page for people. */
export function markdown(results: Results): string {
  const { date, rounds, machine, servers, datasets, missing } = results;
  const rows = datasets.map(({ dataset }) => dataset.rows);
  const introduction =
    `Written by \`node bench/sync/run.ts\` (${rows.map((count) => count.toLocaleString('en')).join(' and ')} rows, ` +
    `rounds: ${rounds}) on ${date}. All clients are whole processes, measured in turns (A B C A B C …) in one run ` +
    'after a round that is not counted. Each reads the same Postgres table into a new index of the same mapping ' +
    '(1 shard, no copies); afterwards the index must hold every row. Figures are medians, memory is the ' +
    'largest peak. Headrace ends when what it wrote can be searched; the others leave that to the server, so all are timed “until searchable”, which decides. “After start-up” is without what the same command takes on an empty table. ' +
    `“Others” is the most of the machine that neither client nor servers used during a run: above ${percent(toleratedShare)} ` +
    'a bar counts as disturbed, neither met nor missed.';
  const facts = [
    machineLine(machine),
    servers,
    `Node ${machine.node}, Python ${machine.python ?? 'not there'} with ${pythonPackages.map((each) => `\`${each}\``).join(', ')}`,
  ];
  const bars = judge(datasets).map(({ what, bar, measured, afterStart, untilEnd, verdict }) => [
    what,
    bar,
    measured,
    afterStart,
    untilEnd,
    verdict,
  ]);
  const failed = datasets.flatMap(({ dataset, sides }) =>
    sides.flatMap(({ label, failure }) =>
      failure === undefined ? [] : [`${label}, ${dataset.title}:\n\n\`\`\`\n${failure}\n\`\`\``],
    ),
  );
  const sections = [
    '# Sync, side by side',
    introduction,
    bullets(facts),
    '## Against the bars',
    table(['what', 'bar', 'measured', 'after start-up', 'until the client ends', 'verdict'], bars),
    ...datasets.flatMap(datasetSection),
    ...(missing.length > 0 ? ['## Not measured', bullets(missing)] : []),
    ...(failed.length > 0 ? ['## Failed', ...failed] : []),
  ];
  return `${sections.join('\n\n')}\n`;
}

function datasetSection({ dataset, rowBytes, sides }: DatasetResult): string[] {
  const figures = new Map(sides.map((result) => [result.side, figuresOf(result)]));
  const [peer, bound] = [figures.get('chunk-100'), figures.get('upper-bound')];
  const perThousand = (seconds: number): string => `${((seconds * 1e6) / dataset.rows).toFixed(1)} ms`;
  const speeds = sides.map(({ side, label }) => {
    const ours = figures.get(side);
    if (!ours) return [label, 'failed', '', '', '', '', '', ''];
    return [
      label,
      duration(ours.seconds),
      duration(ours.searchableSeconds),
      duration(ours.secondsAfterStart),
      Math.round(dataset.rows / ours.searchableSeconds).toLocaleString('en'),
      peer ? `${(peer.searchableSeconds / ours.searchableSeconds).toFixed(2)} ×` : '',
      bound ? (bound.searchableSeconds / ours.searchableSeconds).toFixed(2) : '',
      percent(ours.othersShare),
    ];
  });
  const costs = sides.map(({ side, label }) => {
    const ours = figures.get(side);
    if (!ours) return [label, 'failed', '', '', '', '', ''];
    return [
      label,
      perThousand(ours.clientCpu),
      perThousand(ours.clientCpuAfterStart),
      peer ? `1/${(peer.clientCpu / ours.clientCpu).toFixed(1)}` : '',
      perThousand(ours.elasticsearchCpu),
      perThousand(ours.postgresCpu),
      megabytes(ours.peakBytes),
    ];
  });
  return [
    `## ${dataset.title}`,
    `A row is ${Math.round(rowBytes)} bytes of JSON on average.`,
    table(
      [
        'client',
        'time',
        'until searchable',
        'after start-up',
        'docs/s',
        'against chunk 100',
        'of the upper bound',
        'others',
      ],
      speeds,
    ),
    'CPU time for 1,000 records:',
    table(
      [
        'client',
        'client',
        'after start-up',
        'against chunk 100',
        'Elasticsearch',
        'Postgres',
        'client’s memory',
      ],
      costs,
    ),
  ];
}
