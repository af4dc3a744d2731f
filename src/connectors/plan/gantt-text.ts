import { briefTime } from './brief-time.ts';
import type { Comparison } from './compare.ts';
import type { Estimate } from './estimate.ts';
import type { Run } from './simulate.ts';

const mostRows = 40;

/** The comparison as lines of text: a row for each pipeline, ░ its start-up, █ and ▓ its tables in turns. */
export function ganttText({ before, after }: Comparison, width: number): string[] {
  const longest = Math.max(before.seconds, after.seconds, 1);
  const names = [...before.pipelines, ...after.pipelines].map(({ group }) => group);
  const label = Math.min(32, Math.max(...names.map(({ length }) => length)));
  const space = Math.max(20, width - label - 14);
  const rows = ({ pipelines, runs }: Estimate): string[] => [
    ...pipelines.slice(0, mostRows).map(({ group }, index) => {
      const run = runs[index];
      const name = group.length > label ? `${group.slice(0, label - 1)}…` : group.padEnd(label);
      return run ? `${name}  ${row(run, space / longest)} ${briefTime(run.seconds)}` : name;
    }),
    ...(pipelines.length > mostRows ? [`… and ${pipelines.length - mostRows} more`] : []),
  ];
  return [...rows(before), '', ...rows(after)];
}

function row({ bars, seconds }: Run, scale: number): string {
  const end = Math.max(1, Math.round(seconds * scale));
  const start = Math.min(seconds, ...bars.map((each) => each.start));
  const inOrder = bars.filter(({ lane }) => lane === 0).sort((a, b) => a.start - b.start);
  return Array.from({ length: end }, (_, column) => {
    const at = (column + 0.5) / scale;
    if (at < start) return '░';
    const index = inOrder.findIndex((each) => at < each.end);
    return (index < 0 ? inOrder.length : index) % 2 === 0 ? '█' : '▓';
  }).join('');
}
