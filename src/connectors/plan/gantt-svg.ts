import { scaleLinear } from 'd3-scale';
import { count, grouped } from '../../kernel/index.ts';
import type { IngestionType } from '../types.ts';
import type { AssumptionName } from './assumptions.ts';
import { relevantAssumptions } from './assumptions-used.ts';
import { briefTime } from './brief-time.ts';
import type { Comparison } from './compare.ts';
import type { Estimate } from './estimate.ts';
import { dollars } from './recommend.ts';
import type { Bar, Run } from './simulate.ts';
import { element, page, text } from './svg.ts';

const width = 800;
const margin = 24;
const inner = width - 2 * margin;
/** A row is a line of text and a bar below it. */
const row = 46;
const bar = { top: 27, height: 15 };
/** More rows are no picture any more. */
const mostRows = 60;

const colours: Readonly<Record<IngestionType, string>> = {
  snapshot: 'snapshot',
  append: 'append',
  cdc: 'cdc',
  cdc_with_deletes: 'deletes',
  unknown: 'unknown',
};

const styles = `
.snapshot { fill: #4269d0 } .append { fill: #3ca951 } .cdc { fill: #efb118 } .deletes { fill: #ff725c } .unknown { fill: #97bbf5 }
.start { fill: url(#waiting) } .grid { stroke: #8884; stroke-width: 1 } .end { stroke: #d6336c; stroke-width: 1.5; stroke-dasharray: 4 3 }`;

/** The comparison as a Gantt chart: a bar for each pipeline, start-up hatched, a piece for each table. */
export function ganttSvg(source: string, comparison: Comparison): string {
  const { before, after } = comparison;
  const longest = Math.max(before.seconds, after.seconds, 1);
  const x = scaleLinear([0, longest], [margin, width - margin]);
  const tables = after.pipelines.reduce((sum, { items }) => sum + items.length, 0);
  const title = `${source}: ${count(tables, 'table')} in ${briefTime(after.seconds)} instead of ${briefTime(before.seconds)}`;
  const types = new Set(
    after.pipelines.flatMap(({ items }) => items.map(({ table }) => table.ingestionType)),
  );
  const first = 124;
  const top = rows(before, first + 30, x);
  const plan = rows(after, top.bottom + 54, x);
  const axisY = plan.bottom + 8;
  const ticks = ticksOf(longest);
  return page({ width, height: axisY + 72, title, styles }, [
    hatching,
    text({ x: margin, y: 44, class: 'title' }, title),
    text(
      { x: margin, y: 72, class: 'note' },
      `Expected, when all start at once. ${dollars(before.usdPerDay)} a day before, ${dollars(after.usdPerDay)} as planned.`,
    ),
    legend([...types], 100),
    ...ticks.map((tick) =>
      element('line', { x1: x(tick), x2: x(tick), y1: first + 12, y2: axisY, class: 'grid' }),
    ),
    text({ x: margin, y: first + 20, class: 'heading' }, 'Before'),
    ...top.parts,
    text(
      { x: margin, y: top.bottom + 44, class: 'heading' },
      `Plan: ${after.pipelines.length} ${after.pipelines.length === 1 ? 'pipeline' : 'pipelines'}`,
    ),
    ...plan.parts,
    element('line', { x1: x(after.seconds), x2: x(after.seconds), y1: first + 12, y2: axisY, class: 'end' }),
    ...ticks.map((tick, index) =>
      text(
        {
          x: x(tick),
          y: axisY + 26,
          class: index % 2 === 1 ? 'tick odd' : 'tick',
          anchor: index === 0 ? 'start' : 'middle',
        },
        tick === 0 ? '0' : briefTime(tick),
      ),
    ),
    text({ x: margin, y: axisY + 56, class: 'note' }, assumed(comparison)),
  ]);
}

/** What lengths of bars rest on, in few words. */
const assumptionWords: Partial<Record<AssumptionName, (value: number) => string>> = {
  start_up_seconds: (value) => `start-up ${briefTime(value)}`,
  seconds_per_table: (value) => `${briefTime(value)} for a table`,
  rows_per_second: (value) => `${grouped(value)} rows/s`,
  bytes_per_second: (value) => `${grouped(value / 1e6)} MB/s`,
  requests_per_second: (value) => `${grouped(value)} requests/s for a connection`,
};

function assumed({ after, assumptions }: Comparison): string {
  const names = relevantAssumptions(after.pipelines.flatMap(({ items }) => items));
  const words = names.flatMap((name) => assumptionWords[name]?.(assumptions[name]) ?? []);
  return `Assumed: ${words.join(', ')}.`;
}

function rows(
  { pipelines, runs }: Estimate,
  top: number,
  x: (seconds: number) => number,
): { readonly parts: readonly string[]; readonly bottom: number } {
  const shown = pipelines.slice(0, mostRows);
  const parts = shown.flatMap(({ group, items }, index) => {
    const run = runs[index];
    const y = top + index * row;
    const tables = `${items.length} ${items.length === 1 ? 'table' : 'tables'}`;
    return run
      ? [
          text({ x: margin, y: y + 20, class: 'label' }, group),
          text(
            { x: width - margin, y: y + 20, class: 'value', anchor: 'end' },
            `${tables}, ${briefTime(run.seconds)}`,
          ),
          ...bars(run, y + bar.top, x),
        ]
      : [];
  });
  const hidden = pipelines.length - shown.length;
  const bottom = top + shown.length * row;
  if (hidden === 0) return { parts, bottom };
  const more = text({ x: margin, y: bottom + 20, class: 'note' }, `… and ${hidden} more`);
  return { parts: [...parts, more], bottom: bottom + row };
}

function bars(run: Run, y: number, x: (seconds: number) => number): string[] {
  const lanes = Math.max(1, ...run.bars.map(({ lane }) => lane + 1));
  const height = bar.height / lanes;
  const start = Math.min(run.seconds, ...run.bars.map((each) => each.start));
  return [
    element('rect', { x: x(0), y, width: x(start) - x(0), height: bar.height, class: 'start' }),
    ...run.bars.map((each) => piece(each, y + each.lane * height, height, x)),
  ];
}

function piece({ item, start, end }: Bar, y: number, height: number, x: (seconds: number) => number): string {
  const { sourceTable, ingestionType } = item.table;
  const length = x(end) - x(start);
  const gap = Math.min(1, length / 4);
  return element(
    'rect',
    {
      x: x(start) + gap / 2,
      y,
      width: length - gap,
      height: height - (height > 8 ? 0 : 0.5),
      class: colours[ingestionType],
    },
    element('title', {}, `${sourceTable}: ${briefTime(end - start)}`, true),
  );
}

function legend(types: readonly IngestionType[], y: number): string {
  const keys = [['start', 'start-up'] as const, ...types.map((type) => [colours[type], type] as const)];
  const step = inner / Math.max(keys.length, 4);
  return keys
    .map(([style, label], index) =>
      [
        element('rect', { x: margin + index * step, y: y - 10, width: 12, height: 12, class: style }),
        text({ x: margin + index * step + 18, y, class: 'key' }, label.replaceAll('_', ' ')),
      ].join(''),
    )
    .join('');
}

const hatching =
  '<defs><pattern id="waiting" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="5" height="5" fill="#8883"/><rect width="2" height="5" fill="#888a"/></pattern></defs>';

/** At round times, in seconds. */
function ticksOf(longest: number): number[] {
  const unit = longest > 7200 ? 3600 : longest > 120 ? 60 : 1;
  return scaleLinear([0, longest / unit], [0, 1])
    .ticks(6)
    .map((tick) => tick * unit);
}
