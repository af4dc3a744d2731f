import { bullets, megabytes, percent, table } from '../shared/markdown.ts';
import { judge, toleratedShare } from './bars.ts';
import { type Group, groups } from './cases.ts';
import { peers } from './peers.ts';
import {
  type CaseResult,
  disturbanceOf,
  median,
  minimum,
  peaksOf,
  type Results,
  secondsOf,
} from './results.ts';

/** The results as a page for people. */
export function markdown(results: Results): string {
  const sections = [
    '# Pipelines, side by side',
    introduction(results),
    '## Against the bars',
    barTable(results),
    ...groups.flatMap((group) => caseTable(group, results)),
    '## Checks',
    checkList(results),
    ...(results.missing.length > 0 ? ['## Not measured', bullets(results.missing)] : []),
    ...failures(results.cases),
  ];
  return `${sections.join('\n\n')}\n`;
}

function introduction({ date, rows, repeat, machine }: Results): string {
  const versions = Object.values(peers).flatMap(({ packages }) => packages);
  return [
    `Written by \`node bench/pipelines/run.ts --rows ${rows} --repeat ${repeat}\` on ${date}.`,
    'All commands are whole processes, measured in turns (A B C A B C …) in one run on one machine;',
    'absolute times say something about the machine, ratios about the tools.',
    'Memory is the peak of the largest process. “Others” is the most of the machine that anything else used',
    `during a run: above ${percent(toleratedShare)} a bar counts as disturbed, neither met nor missed.`,
    `\n- Machine: ${machine.cores} cores (${machine.processor}), ${gigabytes(machine.memoryBytes)},`,
    `${machine.system}; load before the run ${machine.loadBefore.toFixed(1)}`,
    `\n- Node ${machine.node}, DuckDB ${machine.duckdb}, Python ${machine.python ?? 'not there'}`,
    `\n- Peers: ${[...new Set(versions)].map((version) => `\`${version}\``).join(', ')}; DuckDB’s own settings everywhere`,
  ]
    .join(' ')
    .replaceAll(' \n', '\n')
    .replace('\n-', '\n\n-');
}

function barTable({ cases }: Results): string {
  const rows = judge(cases).map(({ what, bar, ofMedians, ofMinima, verdict }) => [
    what,
    bar,
    ofMedians,
    ofMinima,
    verdict,
  ]);
  return table(['what', 'bar', 'by medians', 'by minima', 'verdict'], rows);
}

const titles: Readonly<Record<Group, (rows: number) => string>> = {
  workload: (rows) => `12 tables over 4 CSV files of ${rows.toLocaleString('en')} rows`,
  trivial: () => '500 trivial tables, 10 levels of 50',
  startup: () => 'Start-up',
};

function caseTable(group: Group, { cases, rows }: Results): string[] {
  const lines = cases
    .filter((result) => result.case.group === group)
    .map((result) => {
      const { label } = result.case;
      const [seconds, peaks] = [secondsOf(result), peaksOf(result)];
      if (result.failure || seconds.length === 0) return [label, 'failed', '', '', '', ''];
      const peak = peaks.length > 0 ? megabytes(median(peaks)) : '';
      return [
        label,
        duration(minimum(seconds)),
        duration(median(seconds)),
        peak,
        others(result),
        String(seconds.length),
      ];
    });
  if (lines.length === 0) return [];
  return [
    `## ${titles[group](rows)}`,
    table(['command', 'minimum', 'median', 'peak memory', 'others', 'runs'], lines),
  ];
}

function checkList({ checks }: Results): string {
  if (checks.length === 0) return 'Nothing was checked.';
  return bullets(
    checks.map(({ what, complaint }) => (complaint ? `WRONG: ${what}. ${complaint}` : `${what}: yes`)),
  );
}

function failures(cases: readonly CaseResult[]): string[] {
  const failed = cases.filter(({ failure }) => failure);
  if (failed.length === 0) return [];
  const texts = failed.map((result) => `${result.case.id}\n\n\`\`\`\n${result.failure}\n\`\`\``);
  return ['## Failed', ...texts];
}

/** Seconds for people: `85 ms`, `1.23 s`, `12.3 s`. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
}

function others(result: CaseResult): string {
  const known = result.samples.some(({ othersShare }) => othersShare !== undefined);
  return known ? percent(disturbanceOf(result)) : '';
}

function gigabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 3)} GB`;
}
