import { checkThatDaysExist } from './calendar.ts';
import { CronFault } from './fault.ts';
import { dayOfMonth, hour, minute, month, unixWeekday, valuesOf } from './field.ts';
import { renderValues, renderWeekdays } from './render-values.ts';

/** One of these says that a field is in Quartz notation: `L`, `15W`, `6#3`, `FRIL`, `?`. */
const quartzOnly = /^(\?|L(W|-\d+W?)?|\d+[LW]|[A-Z]{3}L|(\d|[A-Z]{3})#\d)$/i;

/**
 * The five fields of unix cron in Quartz notation.
 *
 * @throws CronFault when Quartz has no expression that fires at the same times.
 */
export function unixToQuartz(fields: readonly string[]): string {
  for (const text of fields) checkNotation(text);
  const [minutesText = '', hoursText = '', daysText = '', monthsText = '', weekdaysText = ''] = fields;
  checkOpenSteps(weekdaysText);
  const minutes = renderValues(valuesOf(minutesText, minute), minute);
  const hours = renderValues(valuesOf(hoursText, hour), hour);
  const days = valuesOf(daysText, dayOfMonth);
  const months = valuesOf(monthsText, month);
  const weekdays = valuesOf(weekdaysText, unixWeekday);

  const write = (day: string, weekday: string): string =>
    `0 ${minutes} ${hours} ${day} ${renderValues(months, month)} ${weekday}`;
  const everyDay = days.size === dayOfMonth.span;
  const everyWeekday = weekdays.size === unixWeekday.span;
  // Cron looks at the asterisk: a field that begins with one narrows; two fields without widen each other.
  const either = !daysText.startsWith('*') && !weekdaysText.startsWith('*');
  if (either && (everyDay || everyWeekday)) return write('*', '?');
  if (everyWeekday) {
    checkThatDaysExist(days, months);
    return write(renderValues(days, dayOfMonth), '?');
  }
  const onWeekdays = write('?', renderWeekdays(weekdays, unixWeekday));
  if (everyDay) return onWeekdays;
  const onDays = write(renderValues(days, dayOfMonth), '?');
  throw either ? twoSchedules(onDays, onWeekdays) : bothAtOnce(onDays, onWeekdays);
}

function twoSchedules(onDays: string, onWeekdays: string): CronFault {
  return new CronFault(
    'The day of the month and the day of the week are both restricted, which for cron means one or the other; a Quartz schedule knows only one of them.',
    `These are two schedules, for two jobs: "${onDays}" and "${onWeekdays}". If one is enough, put * in the other field.`,
  );
}

function bothAtOnce(onDays: string, onWeekdays: string): CronFault {
  return new CronFault(
    'The day of the month has a step and the day of the week is restricted too; a Quartz schedule knows only one of them, and versions of cron do not agree on what both mean.',
    `Decide for one of them: "${onDays}" or "${onWeekdays}".`,
  );
}

function checkNotation(field: string): void {
  const item = field.split(',').find((part) => quartzOnly.test(part));
  if (item !== undefined) {
    throw new CronFault(
      `"${item}" is Quartz notation, but five fields are read as unix cron.`,
      'Write all of it for Quartz: six fields beginning with seconds, days of the week counted from SUN = 1, and ? for the day that does not matter, such as "0 0 6 L * ?".',
    );
  }
  if (/^H\b|~/.test(field)) {
    throw new CronFault(
      `"${field}" leaves the time to the scheduler; Databricks has no such notation.`,
      'Choose a time, such as 17 for the minute.',
    );
  }
}

/** `3/2` runs to the end of the field; the end of a week is 6 for some versions of cron, 7 for others. */
function checkOpenSteps(weekdays: string): void {
  const item = weekdays.split(',').find((part) => /^\w+\//.test(part));
  if (item === undefined) return;
  throw new CronFault(
    `Versions of cron do not agree on where the days of the week end in "${item}".`,
    'Write both ends, such as 1-5/2, or list the days: MON,WED,FRI.',
  );
}
