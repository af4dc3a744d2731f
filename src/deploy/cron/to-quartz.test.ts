import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toQuartz } from './index.ts';

// That these fire at the right times is tested against Quartz itself, in test/cron.

function expression(text: string): string {
  const result = toQuartz(text);
  return 'expression' in result ? result.expression : `refused: ${result.problem}`;
}

function refusal(text: string): string {
  const result = toQuartz(text);
  return 'problem' in result ? `${result.problem} ${result.hint}` : `taken: ${result.expression}`;
}

describe('unix cron becomes Quartz', () => {
  it.each([
    ['0 0 * * 0', '0 0 0 ? * SUN'],
    ['0 0 * * 7', '0 0 0 ? * SUN'],
    ['*/15 * * * *', '0 0/15 * * * ?'],
    ['30 6 * * 1-5', '0 30 6 ? * MON-FRI'],
    ['30 6 * * fri-Mon', '0 30 6 ? * SUN,MON,FRI,SAT'],
    ['0 0 * * 5-7', '0 0 0 ? * SUN,FRI,SAT'],
    ['0 0 * * 0-7', '0 0 0 * * ?'],
    ['0 22-2 * * *', '0 0 0-2,22,23 * * ?'],
    ['0 9-17/2 * * *', '0 0 9-17/2 * * ?'],
    ['5/20 * * * *', '0 5/20 * * * ?'],
    ['*/90 0 * * *', '0 0 0 * * ?'],
    ['0 0 1 */3 *', '0 0 0 1 1/3 ?'],
    ['0 0 1,15 JAN,jul *', '0 0 0 1,15 1,7 ?'],
    ['0 0 29 2 *', '0 0 0 29 2 ?'],
    ['  0  0 * * *  ', '0 0 0 * * ?'],
    ['@daily', '0 0 0 * * ?'],
    ['@Weekly', '0 0 0 ? * SUN'],
    ['@yearly', '0 0 0 1 1 ?'],
  ])('%s', (unix, quartz) => expect(expression(unix)).toBe(quartz));

  it('widens as cron does when both days are written without an asterisk', () => {
    expect(expression('0 0 1-31 * 1')).toBe('0 0 0 * * ?');
    expect(expression('0 0 1 * 0-6')).toBe('0 0 0 * * ?');
    expect(expression('0 0 */1 * 1')).toBe('0 0 0 ? * MON');
  });
});

describe('Quartz is kept', () => {
  it.each([
    '0 0 0 ? * SUN',
    '0 30 6 ? * 2-6',
    '0 0/15 * * * ?',
    '0 0 0 L * ?',
    '0 0 0 L-3W * ?',
    '0 0 0 L-28 FEB ?',
    '0 0 0 30W FEB ?',
    '0 0 0 15W * ?',
    '0 0 0 ? * FRI#2',
    '0 0 0 ? * 6L',
    '0 0 22-2 ? NOV-FEB FRI-MON 2030/2',
    '0/10 * * * * ?',
  ])('%s', (quartz) => expect(expression(quartz)).toBe(quartz));
});

describe('what cannot be kept is explained', () => {
  it.each([
    ['0 0 1 * 1', /one or the other.*two jobs: "0 0 0 1 \* \?" and "0 0 0 \? \* MON"/],
    ['0 0 */2 * 1', /versions of cron do not agree.*"0 0 0 1\/2 \* \?" or "0 0 0 \? \* MON"/],
    ['0 0 30 2 *', /never fires: there is no day 30 in FEB.*0 0 0 L FEB \?/],
    ['0 0 31 4,6 *', /no day 31 in APR, JUN/],
    ['@reboot', /never boots/],
    ['@every 5m', /\*\/30 \* \* \* \*/],
    ['@dayly', /Did you mean "@daily"/],
    ['60 0 * * *', /"60" is no minute. A minute is a number from 0 to 59/],
    ['0 24 * * *', /"24" is no hour. An hour is a number from 0 to 23/],
    ['0 0 0 * *', /"0" is no day of the month/],
    ['0 0 * * monday', /"monday" is no day of the week.*SUN to SAT/],
    ['*/0 * * * *', /step of 0/],
    ['1,,2 * * * *', /empty item/],
    ['1- * * * *', /"1-" is no minute/],
    ['0 0 * * 3/2', /do not agree.*1-5\/2/],
    ['0 0 L * *', /Quartz notation.*six fields/],
    ['0 0 * * FRI#2', /Quartz notation/],
    ['0 0 ? * MON', /Quartz notation/],
    ['H 0 * * *', /leaves the time to the scheduler/],
    ['0~30 0 * * *', /leaves the time to the scheduler/],
    ['TZ=UTC 0 0 * * *', /`timezone:`/],
    ['0 0', /2 fields; unix cron has 5, Quartz 6 or 7/],
    ['', /0 fields/],
    ['0 30 9 * * 1-5', /exactly one.*unix cron, without seconds: "30 9 \* \* 1-5"/],
    ['0 0 0 ? * ?', /exactly one/],
    ['0 0 0 ? * 0-4', /from 0; Quartz counts from SUN = 1/],
    ['0 0 0 L,1 * ?', /by themselves/],
    ['0 0 0 ? * MON-FRI/2', /neither with a number nor with a step/],
    ['0 0 0 31 SEP ?', /no day 31 in SEP/],
    ['0 0 0 31W FEB ?', /never fires/],
    ['0 0 0 L-30 APR ?', /no day 31 in APR/],
    ['0 0 0 1 1 ? 2020-2024', /never fires: 2020-2024 is over/],
    ['* * * * * ?', /more often than every 10 seconds/],
    ['0,5 * * * * ?', /more often/],
    ['55,0 * * * * ?', /more often/],
  ])('%s', (text, words) => expect(refusal(text)).toMatch(words));

  it('whatever is written: an expression, or full sentences', () => {
    const piece = fc.constantFrom(
      '*',
      '0',
      '7',
      '31',
      'L',
      'W',
      '#',
      '?',
      '-',
      '/',
      ',',
      ' ',
      ' ',
      'MON',
      'x',
      '@',
    );
    const anything = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 20 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const result = toQuartz(text);
        if ('problem' in result) {
          expect(result.problem).toMatch(/\.$|\?$/);
          expect(result.hint).toMatch(/\.$/);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
