// What unix cron does, by the book and by brute force: every day and every minute is looked at, and every
// field asked whether it matches. Shares nothing with the code that it judges.

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const secondsPerDay = 86_400;

/** The times, in epoch seconds and UTC, that five fields fire at after `start` and until `end`; at most `most`. */
export function unixTimes(expression: string, start: number, end: number, most: number): number[] {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = expression.toUpperCase().split(' ');
  const found: number[] = [];
  for (let midnight = start - (start % secondsPerDay); midnight <= end; midnight += secondsPerDay) {
    const date = new Date(midnight * 1000);
    if (!matches(month, date.getUTCMonth() + 1, 1, 12, months)) continue;
    const byDay = matches(day, date.getUTCDate(), 1, 31);
    const byWeekday = matchesWeekday(weekday, date.getUTCDay());
    const either = !day.startsWith('*') && !weekday.startsWith('*');
    if (!(either ? byDay || byWeekday : byDay && byWeekday)) continue;
    for (let at = 0; at < 24 * 60; at++) {
      const time = midnight + at * 60;
      if (time <= start || !matches(hour, Math.floor(at / 60), 0, 23) || !matches(minute, at % 60, 0, 59))
        continue;
      found.push(time);
      if (found.length === most) return found;
    }
  }
  return found;
}

/** Seven is Sunday as well, so the week is asked twice. */
function matchesWeekday(field: string, day: number): boolean {
  return field.split(',').some((item) => {
    const [range = '', step] = item.split('/');
    const [from = '', to] = range.split('-');
    if (range === '*') return matches(item, day, 0, 6);
    if (to === undefined) return numberOf(from, 0, weekdays) % 7 === day;
    const first = numberOf(from, 0, weekdays);
    const last = numberOf(to, 0, weekdays);
    for (let at = first; at <= (last < first ? last + 7 : last); at += Number(step ?? 1))
      if (at % 7 === day) return true;
    return false;
  });
}

function matches(
  field: string,
  value: number,
  min: number,
  max: number,
  names: readonly string[] = [],
): boolean {
  return field.split(',').some((item) => {
    const [range = '', step] = item.split('/');
    const [from = '', to = step === undefined ? from : String(max)] =
      range === '*' ? [String(min), String(max)] : range.split('-');
    const last = numberOf(to, min, names);
    let at = numberOf(from, min, names);
    for (let passed = 0; passed <= max; passed++) {
      if (at === value && passed % Number(step ?? 1) === 0) return true;
      if (at === last) return false;
      at = at === max ? min : at + 1;
    }
    return false;
  });
}

function numberOf(text: string, min: number, names: readonly string[]): number {
  const position = names.indexOf(text);
  return position < 0 ? Number(text) : position + min;
}
