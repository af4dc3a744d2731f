import { scaleLinear } from 'd3-scale';
import { briefTime } from './brief-time.ts';
import { dollars, type Recommendation } from './recommend.ts';
import { element, page, text } from './svg.ts';
import type { TradeOffPoint } from './trade-off.ts';

const [width, height] = [800, 520];
const area = { left: 130, right: 760, top: 120, bottom: 430 };

const styles = `
.grid { stroke: #8884; stroke-width: 1 } .curve { fill: none; stroke: #4269d0; stroke-width: 2 } .point { fill: #4269d0 }
.late { fill: #efb118 } .chosen { fill: #d6336c } .mark { font-weight: 650; fill: #d6336c }`;

/** Time against money, a point for each number of pipelines. */
export function tradeOffSvg(
  source: string,
  points: readonly TradeOffPoint[],
  recommendation: Recommendation | undefined,
): string {
  const x = scaleLinear(
    [0, Math.max(...points.map(({ usdPerDay }) => usdPerDay), 0.01)],
    [area.left, area.right],
  ).nice(6);
  const minutes = (seconds: number): number => seconds / 60;
  const y = scaleLinear(
    [0, Math.max(...points.map(({ seconds }) => minutes(seconds)))],
    [area.bottom, area.top],
  ).nice(5);
  const at = (point: TradeOffPoint): [number, number] => [x(point.usdPerDay), y(minutes(point.seconds))];
  const chosen = recommendation?.point;
  const title = chosen
    ? `${source}: ${chosen.pipelines} pipelines, ${briefTime(chosen.seconds)}, ${dollars(chosen.usdPerDay)} a day`
    : `${source}: time and money by number of pipelines`;
  return page({ width, height, title, styles }, [
    text({ x: 24, y: 44, class: 'title' }, title),
    text(
      { x: 24, y: 74, class: 'note' },
      'Time until all tables are read, against price a day, by number of pipelines.',
    ),
    ...y
      .ticks(5)
      .flatMap((tick) => [
        element('line', { x1: area.left, x2: area.right, y1: y(tick), y2: y(tick), class: 'grid' }),
        text(
          { x: area.left - 10, y: y(tick) + 5, class: 'tick', anchor: 'end' },
          tick === 0 ? '0' : briefTime(tick * 60),
        ),
      ]),
    ...x
      .ticks(6)
      .map((tick, index) =>
        text(
          { x: x(tick), y: area.bottom + 28, class: index % 2 === 1 ? 'tick odd' : 'tick', anchor: 'middle' },
          `$${tick}`,
        ),
      ),
    element('polyline', {
      points: points
        .map((point) =>
          at(point)
            .map((value) => value.toFixed(1))
            .join(','),
        )
        .join(' '),
      class: 'curve',
    }),
    ...points.map((point) => mark(point, at(point), point.pipelines === chosen?.pipelines)),
    ...labels(points, at, chosen),
    element('circle', { cx: 30, cy: height - 30, r: 6, class: 'chosen' }),
    text({ x: 44, y: height - 25, class: 'key' }, 'recommended'),
    element('circle', { cx: 230, cy: height - 30, r: 6, class: 'late' }),
    text({ x: 244, y: height - 25, class: 'key' }, 'runs do not fit into their period'),
  ]);
}

function mark(point: TradeOffPoint, [cx, cy]: readonly [number, number], chosen: boolean): string {
  const style = chosen ? 'chosen' : point.late > 0 ? 'late' : 'point';
  const words = `${point.pipelines} pipelines: ${briefTime(point.seconds)}, ${dollars(point.usdPerDay)} a day`;
  return element('circle', { cx, cy, r: chosen ? 8 : 5, class: style }, element('title', {}, words, true));
}

/** Numbers beside the points; where they would lie on one another only the first one. */
function labels(
  points: readonly TradeOffPoint[],
  at: (point: TradeOffPoint) => readonly [number, number],
  chosen: TradeOffPoint | undefined,
): string[] {
  const placed: (readonly [number, number])[] = [];
  const order = [...(chosen ? [chosen] : []), ...points.filter((point) => point !== chosen)];
  return order.flatMap((point) => {
    const [x, y] = at(point);
    if (placed.some(([left, top]) => Math.abs(left - x) < 34 && Math.abs(top - y) < 24)) return [];
    placed.push([x, y]);
    return [text({ x: x + 9, y: y - 9, class: point === chosen ? 'mark' : 'tick' }, String(point.pipelines))];
  });
}
