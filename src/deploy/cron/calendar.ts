import { CronFault } from './fault.ts';
import { monthNames } from './field.ts';

const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** @throws CronFault when none of the months ever has one of the days. */
export function checkThatDaysExist(days: ReadonlySet<number>, months: ReadonlySet<number>): void {
  const first = Math.min(...days);
  if ([...months].some((month) => first <= (longest[month - 1] ?? 0))) return;
  const names = [...months].map((month) => monthNames[month - 1]).join(', ');
  throw new CronFault(
    `The schedule never fires: there is no day ${first} in ${names}.`,
    'For the last day of a month write L in Quartz notation, such as "0 0 0 L FEB ?".',
  );
}
