import {
  dayOfMonth,
  hour,
  minute,
  month,
  quartzWeekday,
  second,
  toQuartz,
  valuesOf,
} from '../../deploy/cron/index.ts';

/** How often a schedule fires. */
export interface Pace {
  /** The same schedule in Quartz notation: equal for all ways to write it. */
  readonly quartz: string;
  /** Seconds between two runs, where they are closest: a run that takes longer makes the next one be skipped. */
  readonly period: number;
  /** On average. */
  readonly runsPerDay: number;
}

const day = 86_400;
const daysPerMonth = 365.25 / 12;
/** Some month is that short, so two days of neighbouring months may be that near. */
const shortestMonth = 28;

/** The pace of a schedule in unix cron or Quartz notation; or what is wrong with it. */
export function paceOf(schedule: string): Pace | { readonly problem: string; readonly hint: string } {
  const quartz = toQuartz(schedule);
  if ('problem' in quartz) return quartz;
  const [seconds = '', minutes = '', hours = '', days = '', months = '', weekdays = ''] =
    quartz.expression.split(' ');
  const times = timesOfDay(seconds, minutes, hours);
  const { gap, perDay } = daysOf(days, months, weekdays);
  const first = times[0] ?? 0;
  const overnight = gap * day - (times.at(-1) ?? 0) + first;
  return {
    quartz: quartz.expression,
    period: Math.min(overnight, ...times.slice(1).map((time, index) => time - (times[index] ?? 0))),
    runsPerDay: times.length * perDay,
  };
}

/** In seconds from midnight, ascending. */
function timesOfDay(seconds: string, minutes: string, hours: string): number[] {
  const [s, m] = [[...valuesOf(seconds, second)], [...valuesOf(minutes, minute)]];
  const times = [...valuesOf(hours, hour)].flatMap((h) =>
    m.flatMap((min) => s.map((sec) => h * 3600 + min * 60 + sec)),
  );
  return times.sort((a, b) => a - b);
}

/** Days between two that are closest, and the share of days that count. */
function daysOf(days: string, months: string, weekdays: string): { gap: number; perDay: number } {
  const inMonths = valuesOf(months, month);
  const share = inMonths.size / 12;
  // The last day, the third Friday: once a month.
  if (/[LW#]/i.test(days) || /L$|#/i.test(weekdays)) {
    return { gap: shortestMonth * nearest(inMonths, 12), perDay: share / daysPerMonth };
  }
  if (days === '?' && weekdays !== '*') {
    const chosen = valuesOf(weekdays, quartzWeekday);
    return { gap: nearest(chosen, 7), perDay: (chosen.size / 7) * share };
  }
  const chosen = days === '?' ? new Set([...valuesOf('*', dayOfMonth)]) : valuesOf(days, dayOfMonth);
  if (chosen.size === dayOfMonth.span) return { gap: 1, perDay: share };
  const apart = nearest(chosen, shortestMonth + nearest(inMonths, 12) * shortestMonth - shortestMonth);
  return { gap: apart, perDay: (chosen.size / daysPerMonth) * share };
}

/** The least distance of two neighbours, where after the last comes the first again. */
function nearest(values: ReadonlySet<number>, around: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const wrap = around - (sorted.at(-1) ?? 0) + (sorted[0] ?? 0);
  return Math.max(1, Math.min(wrap, ...sorted.slice(1).map((value, index) => value - (sorted[index] ?? 0))));
}
