import { briefTime, type ConnectorPlan, dollars } from '../../../connectors/plan/index.ts';
import { count } from '../../../kernel/index.ts';
import type { Style } from '../../report/style.ts';
import { textTable } from '../../report/table.ts';

const width = 24;

/** Time against money for each number of pipelines, as a table with bars in it, and what is recommended. */
export function tradeOffText({ tradeOff, recommendation, estimate }: ConnectorPlan, style: Style): string {
  const planned = estimate.pipelines.length;
  const slowest = Math.max(...tradeOff.map(({ seconds }) => seconds));
  const dearest = Math.max(...tradeOff.map(({ usdPerDay }) => usdPerDay));
  const names = tradeOff[0]?.groups.map(({ name }) => name) ?? [];
  const shown = names.slice(0, 4);
  const rows = tradeOff.map((point) => {
    const chosen = point.pipelines === recommendation?.point.pipelines;
    const cells = [
      `${chosen ? '→ ' : ''}${point.pipelines}`,
      briefTime(point.seconds),
      bar(point.seconds / slowest),
      dollars(point.usdPerDay),
      bar(point.usdPerDay / dearest),
      point.late === 0 ? '' : `${count(point.late, 'table')} late`,
      ...shown.map((name) => {
        const group = point.groups.find((each) => each.name === name);
        return group ? `${group.pipelines} × ${briefTime(group.seconds)}` : '';
      }),
    ];
    return chosen ? cells.map(style.bold) : cells;
  });
  const head = ['pipelines', 'time', '', 'a day', '', '', ...shown];
  return [
    textTable(head.map(style.dim), rows, [0, 1, 3, ...shown.map((_, index) => index + 6)]),
    '',
    ...(recommendation
      ? [`recommended: ${recommendation.point.pipelines} pipelines. ${recommendation.reasons.join(' ')}`]
      : []),
    ...(recommendation && recommendation.point.pipelines !== planned
      ? [
          `the plan keeps its ${count(planned, 'pipeline')}, as tables would move; --pipelines ${recommendation.point.pipelines} --allow-moves changes it`,
        ]
      : []),
  ].join('\n');
}

function bar(share: number): string {
  const eighths = Math.round((Number.isFinite(share) ? share : 0) * (width / 2) * 8);
  const rest = eighths % 8;
  return '█'.repeat(Math.floor(eighths / 8)) + (rest > 0 ? ' ▏▎▍▌▋▊▉'[rest] : '');
}
