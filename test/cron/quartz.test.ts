import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { toQuartz } from '../../src/deploy/cron/index.ts';
import { type Answer, askQuartz, missingForQuartz, type Question } from './quartz.ts';
import { unixTimes } from './unix-cron-oracle.ts';

const most = 5;
/** Long enough for five 29ths of February. */
const horizon = 25 * 366 * 86_400;
const months = ['JAN', 'feb', 'Mar', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['sun', 'MON', 'TUE', 'WED', 'THU', 'Fri', 'SAT'];

/** A field as people write it: stars, steps, ranges (also around the end), lists, names. */
function field(min: number, max: number, names: readonly string[] = []): fc.Arbitrary<string> {
  const number = fc.integer({ min, max });
  const value = fc
    .tuple(number, fc.boolean())
    .map(([n, named]) => (named ? (names[n - min] ?? String(n)) : String(n)));
  const step = fc.integer({ min: 1, max: max + 2 });
  const range = fc.tuple(value, value).map(([a, b]) => `${a}-${b}`);
  const item = fc.oneof(
    { weight: 3, arbitrary: value },
    { weight: 2, arbitrary: range },
    { weight: 1, arbitrary: fc.tuple(range, step).map(([r, n]) => `${r}/${n}`) },
    { weight: 1, arbitrary: fc.tuple(value, step).map(([v, n]) => `${v}/${n}`) },
    { weight: 1, arbitrary: step.map((n) => `*/${n}`) },
  );
  const list = fc.array(item, { minLength: 1, maxLength: 4 }).map((items) => items.join(','));
  return fc.oneof({ weight: 2, arbitrary: fc.constant('*') }, { weight: 3, arbitrary: list });
}

const start = fc.integer({ min: Date.UTC(2024, 0, 1) / 1000, max: Date.UTC(2032, 0, 1) / 1000 });
const unix = fc
  .tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12, months), field(0, 7, weekdays))
  .map((fields) => fields.join(' '));

const dayOfQuartz = fc.oneof(
  field(1, 31),
  fc.constantFrom('L', 'LW', 'L-3', 'l-2w', 'L-30', '1W', '15w', '31W', 'L,1', '1W,2W', 'L-31', '32W'),
);
const weekdayOfQuartz = fc.oneof(
  field(1, 7, weekdays),
  fc.constantFrom('L', '6L', 'FRIL', 'fri#2', '1#5', '2#6', '0', 'FRI#1,MON', '6L,2', 'MON/2', 'MON-FRI/2'),
);
const days = fc.oneof(
  dayOfQuartz.map((day) => [day, '?'] as const),
  weekdayOfQuartz.map((day) => ['?', day] as const),
  fc.tuple(dayOfQuartz, weekdayOfQuartz),
);
const quartz = fc
  .tuple(
    fc.constantFrom('0', '30', '0/20', '*', '60'),
    field(0, 59),
    field(0, 23),
    days,
    field(1, 12, months),
    fc.boolean(),
  )
  .map(([seconds, minutes, hours, [day, weekday], month, year]) =>
    [seconds, minutes, hours, day, month, weekday, ...(year ? ['2040-2060'] : [])].join(' '),
  );

const nicknames = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

interface Case extends Question {
  /** What cron does with it. */
  readonly unix: string;
  /** The Quartz schedules that together fire like it. */
  readonly schedules: readonly string[];
}

/** Where one schedule is not enough, the hint names two: they are put to the test too. */
function caseOf(start: number, written: string, unix = written): Case {
  const result = toQuartz(written);
  const schedules =
    'expression' in result
      ? [result.expression]
      : result.problem.includes('one or the other')
        ? [...result.hint.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? '')
        : [];
  return { start, expression: written, unix, schedules };
}

function nextTimes(answers: readonly Answer[]): readonly number[] {
  const times = answers.flatMap((answer) => ('refused' in answer ? [Number.NaN] : answer));
  return [...new Set(times)].sort((a, b) => a - b).slice(0, most);
}

const seed = { seed: 20_261_121 };
const cases = [
  ...fc.sample(fc.tuple(start, unix), { numRuns: 1500, ...seed }).map(([at, text]) => caseOf(at, text)),
  ...Object.entries(nicknames).map(([name, fields]) => caseOf(Date.UTC(2026, 10, 21) / 1000, name, fields)),
].filter(({ schedules }) => schedules.length > 0);
const converted = cases.flatMap((one) =>
  one.schedules.map((expression) => ({ start: one.start, expression, of: one })),
);
const ours = (expression: string): boolean => 'expression' in toQuartz(expression);
const question = (expression: string): Question => ({ start: Date.UTC(2026, 0, 1) / 1000, expression });
const kept = fc
  .sample(quartz, { numRuns: 1500, ...seed })
  .filter(ours)
  .map(question);
const wrong = [
  '0 0 0 1 * 1',
  '0 0 0 ? * ?',
  '0 0 0 * * *',
  '0 0 0 L,1 * ?',
  '0 0 0 ? * 0',
  '0 0 24 * * ?',
  '0 60 0 * * ?',
  '0 0 0 ? * 2#6',
  '0 0 0 31W 2 ?',
  '0 0 0 L-30 2,4 ?',
  '0 0 0 L-29 2 ?',
].map(question);

const missing = missingForQuartz();

describe.skipIf(missing && !process.env.CI)(missing ? `real Quartz (${missing})` : 'real Quartz', () => {
  let answers: readonly Answer[] = [];

  beforeAll(async () => {
    answers = await askQuartz([...converted, ...kept, ...wrong]);
  }, 300_000);

  it('fires when cron would, for more than 1,000 expressions', () => {
    expect(cases.length).toBeGreaterThan(1000);
    for (const one of cases) {
      const end = one.start + horizon;
      const theirs = nextTimes(answers.filter((_, index) => converted[index]?.of === one));
      const expected = unixTimes(one.unix, one.start, end, most);
      expect({ ...one, times: theirs.filter((time) => !(time > end)) }).toEqual({ ...one, times: expected });
    }
  });

  it('takes every expression that we let pass as Quartz, and fires', () => {
    expect(kept.length).toBeGreaterThan(100);
    const refused = kept.filter((_, index) => {
      const answer = answers[converted.length + index];
      return answer === undefined || 'refused' in answer || answer.length === 0;
    });
    expect(refused).toEqual([]);
  });

  it('refuses what we say that it refuses', () => {
    expect(wrong.filter(({ expression }) => ours(expression))).toEqual([]);
    const theirs = answers.slice(converted.length + kept.length);
    // What is refused outright, or never fires.
    expect(theirs.filter((answer) => !('refused' in answer) && answer.length > 0)).toEqual([]);
  });
});
