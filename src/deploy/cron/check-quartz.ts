import { checkThatDaysExist } from './calendar.ts';
import { CronFault } from './fault.ts';
import {
  dayOfMonth,
  type Field,
  hour,
  itemOf,
  minute,
  month,
  numberOf,
  quartzWeekday,
  second,
  valuesOf,
  year,
} from './field.ts';

/** Databricks starts a job at most that often. */
const leastSecondsBetweenRuns = 10;

/**
 * Checks an expression of six or seven fields that is meant for Quartz.
 *
 * @throws CronFault when Quartz or Databricks would refuse it, or it would never fire.
 */
export function checkQuartz(fields: readonly string[]): void {
  const [seconds = '', minutes = '', hours = '', days = '', months = '', weekdays = '', years = '*'] = fields;
  checkDays(fields, days, weekdays);
  const firing = plainValues(seconds, second);
  const firingMinutes = plainValues(minutes, minute);
  plainValues(hours, hour);
  const firingMonths = plainValues(months, month);
  checkYears(years);
  if (days === '?') checkWeekdays(weekdays);
  else checkThatDaysExist(specialDay(days) ?? plainValues(days, dayOfMonth), firingMonths);
  checkPace(firing, firingMinutes);
}

function checkDays(fields: readonly string[], days: string, weekdays: string): void {
  if ((days === '?') !== (weekdays === '?')) return;
  const cron = /^\d+$/.test(fields[0] ?? '') ? `"${fields.slice(1, 6).join(' ').replaceAll('?', '*')}"` : '';
  throw new CronFault(
    `Six fields are read as Quartz, where exactly one of the day of the month ("${days}") and the day of the week ("${weekdays}") is ?.`,
    `Put ? for the day that does not matter; days of the week count from SUN = 1 (names are safer).${cron && ` Or write unix cron, without seconds: ${cron}.`}`,
  );
}

/** No schedule is made for the time before there was this. */
const firstYear = 2026;

function checkYears(years: string): void {
  if ([...plainValues(years, year)].some((one) => one >= firstYear)) return;
  throw new CronFault(
    `The schedule never fires: ${years} is over.`,
    'Leave the year out, or name one to come.',
  );
}

/**
 * `L`, `L-3`, `LW`, `15W`: the last day, and the nearest weekday.
 *
 * @returns the day that a month must have for it to fire; undefined for plain days.
 */
function specialDay(days: string): ReadonlySet<number> | undefined {
  const last = /^L(?:-([12]?\d|30))?W?$/i.exec(days);
  if (last) return new Set([Number(last[1] ?? 0) + 1]);
  const nearest = /^(\d+)W$/i.exec(days)?.[1];
  // Quartz takes the last day of a month that is short of the day by one.
  if (nearest !== undefined) return new Set([numberOf(nearest, dayOfMonth) - 1]);
  if (/L|W/i.test(days)) throw notInList(days);
  return undefined;
}

/** `6L` and `FRIL` are the last Friday of the month, `6#3` and `FRI#3` the third. */
function checkWeekdays(weekdays: string): void {
  const special = /^(?:L|(\w+?)(?:L|#[1-5]))$/i.exec(weekdays);
  if (special) {
    if (special[1] !== undefined) numberOf(special[1], quartzWeekday);
    return;
  }
  if (/#|\dL|[A-Z]{3}L/i.test(weekdays)) throw notInList(weekdays);
  if (/(^|,|-)0/.test(weekdays)) {
    throw new CronFault(
      `"${weekdays}" counts the days of the week from 0; Quartz counts from SUN = 1.`,
      'Write the days as names, SUN to SAT.',
    );
  }
  plainValues(weekdays, quartzWeekday);
}

function notInList(text: string): CronFault {
  return new CronFault(
    `"${text}" is not what Quartz understands: L, W and # stand in a field by themselves.`,
    'The last day is L, the weekday nearest to the 15th 15W, the last Friday FRIL, the third one FRI#3 (at most #5). Other days need a schedule of their own.',
  );
}

/** @throws CronFault also where Quartz is narrower than cron. */
function plainValues(text: string, field: Field): ReadonlySet<number> {
  for (const part of text.split(',')) {
    const { from, to, step = 1 } = itemOf(part, field);
    const written = [from, to].filter((value) => value !== undefined);
    const names = written.filter((value) => /[a-z]/i.test(value)).length;
    if (names > 0 && (names < written.length || step !== 1)) {
      throw new CronFault(
        `Quartz does not understand "${part}": a name goes neither with a number nor with a step.`,
        'Write numbers, or list the names.',
      );
    }
    if (step > field.max) {
      throw new CronFault(`The step in "${part}" is longer than the whole field.`, 'Write a smaller step.');
    }
  }
  return valuesOf(text, field);
}

function checkPace(seconds: ReadonlySet<number>, minutes: ReadonlySet<number>): void {
  const sorted = [...seconds].sort((a, b) => a - b);
  const goesOn = [...minutes].some((at) => minutes.has((at + 1) % 60));
  const before = goesOn ? (sorted.at(-1) ?? 0) - 60 : Number.NEGATIVE_INFINITY;
  if (sorted.every((at, index) => at - (sorted[index - 1] ?? before) >= leastSecondsBetweenRuns)) return;
  throw new CronFault(
    `The schedule fires more often than every ${leastSecondsBetweenRuns} seconds, which Databricks refuses.`,
    'Begin with one number of seconds, such as "0 * * * * ?" for every minute. For data that never waits use mode streaming.',
  );
}
