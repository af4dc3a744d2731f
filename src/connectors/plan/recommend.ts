import { count } from '../../kernel/index.ts';
import { briefTime } from './brief-time.ts';
import type { TradeOffPoint } from './trade-off.ts';

export interface Recommendation {
  readonly point: TradeOffPoint;
  /** Full sentences. */
  readonly reasons: readonly string[];
}

/** What estimates do not tell apart. */
const nearly = 1.03;

/**
 * Among numbers of pipelines with the fewest late tables, the one with the least product of time and money: any other
 * one that is faster is dearer by a larger share than it is faster, and any cheaper one is slower by a larger share.
 * Of those that are nearly as good the one with the fewest pipelines.
 *
 * @param points by number of pipelines.
 */
export function recommend(points: readonly TradeOffPoint[]): Recommendation | undefined {
  const fewestLate = Math.min(...points.map(({ late }) => late));
  const open = points.filter(({ late }) => late === fewestLate);
  const product = ({ seconds, usdPerDay }: TradeOffPoint): number => seconds * Math.max(usdPerDay, 1e-9);
  const least = Math.min(...open.map(product));
  const point = open.find((each) => product(each) <= least * nearly);
  return point && { point, reasons: reasonsFor(point, open, points, fewestLate) };
}

function reasonsFor(
  point: TradeOffPoint,
  open: readonly TradeOffPoint[],
  points: readonly TradeOffPoint[],
  fewestLate: number,
): string[] {
  const at = open.indexOf(point);
  const before = open[at - 1];
  const after = open.slice(at + 1).find(({ seconds }) => seconds < point.seconds * 0.999);
  const late = points.filter((other) => other.late > fewestLate && other.pipelines < point.pipelines).at(-1);
  const atFloor = point.seconds <= point.floor * 1.02;
  return [
    ...(late
      ? [
          `With ${late.pipelines} or fewer, ${count(late.late, 'table')} cannot be read as often as due${fewestLate > 0 ? `; ${fewestLate} cannot with any number` : ''}.`,
        ]
      : []),
    before
      ? `Against ${before.pipelines} it saves ${shareOf(before.seconds - point.seconds, before.seconds)} of the time (${briefTime(before.seconds - point.seconds)}) for ${shareOf(point.usdPerDay - before.usdPerDay, before.usdPerDay)} more money (${dollars(point.usdPerDay - before.usdPerDay)} a day).`
      : `It is the cheapest${late ? ' of the others' : ''}.`,
    after
      ? `${after.pipelines} would save ${shareOf(point.seconds - after.seconds, point.seconds)} of the time for ${shareOf(after.usdPerDay - point.usdPerDay, point.usdPerDay)} more money.`
      : atFloor
        ? 'More do not help: the source answers no more requests per second.'
        : 'More do not help.',
  ];
}

function shareOf(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${Number(((part / whole) * 100).toPrecision(2))} %`;
}

export function dollars(usd: number): string {
  return `${usd < 0 ? '-' : ''}$${Math.abs(usd).toFixed(2)}`;
}
