import { CronFault } from './fault.ts';

/** What may stand in one field of a cron expression. */
export interface Field {
  /** For people: `minute`, `day of the month`. */
  readonly name: string;
  readonly min: number;
  /** The greatest number that may be written; unix cron has 7 as a second Sunday. */
  readonly max: number;
  /** How many different values there are. */
  readonly span: number;
  /** Names of the values from `min` on. */
  readonly names: readonly string[];
}

export const monthNames = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const dayNames = 'SUN MON TUE WED THU FRI SAT'.split(' ');

function field(name: string, min: number, max: number, names: readonly string[] = []): Field {
  return { name, min, max, span: max - min + 1, names };
}

export const second = field('second', 0, 59);
export const minute = field('minute', 0, 59);
export const hour = field('hour', 0, 23);
export const dayOfMonth = field('day of the month', 1, 31);
export const month = field('month', 1, 12, monthNames);
export const year = field('year', 1970, 2099);
/** Unix counts from Sunday = 0 and takes 7 for Sunday too; Quartz from Sunday = 1. */
export const unixWeekday: Field = { ...field('day of the week', 0, 7, dayNames), span: 7 };
export const quartzWeekday = field('day of the week', 1, 7, dayNames);

const itemPattern = /^(?:\*|(?<from>[^\s*/-]+)(?:-(?<to>[^\s*/-]+))?)(?:\/(?<step>\d+))?$/;

/** One item of a list, in parts: `*`, `5`, `1-5`, each perhaps with a step. */
export interface Item {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly step: number | undefined;
}

/** @throws CronFault when it has not the form of an item. */
export function itemOf(text: string, { name }: Field): Item {
  const parts = itemPattern.exec(text)?.groups;
  if (!parts) {
    throw new CronFault(
      text === '' ? `A list of the ${name} has an empty item.` : `"${text}" is no ${name}.`,
      'A field is `*`, a number, a range such as 1-5, a step such as */15, or a list of these with commas and no spaces.',
    );
  }
  const { from, to, step } = parts;
  return { from, to, step: step === undefined ? undefined : Number(step) };
}

/** @throws CronFault when it is no number or name of the field. */
export function numberOf(text: string, field: Field): number {
  const { name, min, max, names } = field;
  const position = names.indexOf(text.toUpperCase());
  const value = position >= 0 ? min + position : /^\d+$/.test(text) ? Number(text) : undefined;
  if (value !== undefined && value >= min && value <= max) return value;
  const named = names.length > 0 ? `, or ${names[0]} to ${names.at(-1)}` : '';
  throw new CronFault(
    `"${text}" is no ${name}.`,
    `${/^[aeh]/.test(name) ? 'An' : 'A'} ${name} is a number from ${min} to ${max}${named}.`,
  );
}

/** The values of a list of items. Ranges may wrap: `22-2`, `FRI-MON`. */
export function valuesOf(text: string, field: Field): ReadonlySet<number> {
  return new Set(text.split(',').flatMap((item) => itemValues(itemOf(item, field), field)));
}

function itemValues({ from, to, step }: Item, field: Field): number[] {
  if (step === 0)
    throw new CronFault(`A step of 0 never goes on.`, 'Write a step of 1 or more, such as */5.');
  const { min, span } = field;
  const first = from === undefined ? min : numberOf(from, field);
  const openEnd = from === undefined || (to === undefined && step !== undefined);
  const written = openEnd ? min + span - 1 : to === undefined ? first : numberOf(to, field);
  const last = written < first ? written + span : written;
  const values: number[] = [];
  for (let value = first; value <= last; value += step ?? 1) values.push(min + ((value - min) % span));
  return values;
}
