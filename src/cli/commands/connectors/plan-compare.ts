import { briefTime, type Comparison, dollars, ganttText } from '../../../connectors/plan/index.ts';
import type { Style } from '../../report/style.ts';
import { textTable } from '../../report/table.ts';

/** One pipeline for everything beside the plan: a chart of text, and what it comes to. */
export function compareText(comparison: Comparison, width: number, style: Style): string {
  const { before, after, freshness } = comparison;
  const rows = [
    ['all read after', briefTime(before.seconds), briefTime(after.seconds)],
    ...freshness.map(({ class: { flow, schedule }, before: alone, after: planned }) => [
      `${flow}, due at "${schedule}", read every`,
      briefTime(alone),
      briefTime(planned),
    ]),
    ['price a day', dollars(before.usdPerDay), dollars(after.usdPerDay)],
  ];
  const head = [
    '',
    before.pipelines.length === 1 ? 'one pipeline' : 'one each',
    `${after.pipelines.length} pipelines`,
  ];
  return [
    style.bold('One pipeline against this plan'),
    style.dim('░ start-up, █ ▓ tables, one after another; all started at once'),
    ...ganttText(comparison, width),
    '',
    textTable(head.map(style.dim), rows, [1, 2]),
  ].join('\n');
}
