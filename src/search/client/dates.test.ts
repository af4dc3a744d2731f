import { expect, it } from 'vitest';
import { instantsOf } from './dates.ts';

const iso = (instant: number | undefined): string => new Date(instant ?? Number.NaN).toISOString();

it.each([
  ['2024', '2024-01-01T00:00:00.000Z', '2024-12-31T23:59:59.999Z'],
  ['2024-02', '2024-02-01T00:00:00.000Z', '2024-02-29T23:59:59.999Z'],
  ['2024-12-31', '2024-12-31T00:00:00.000Z', '2024-12-31T23:59:59.999Z'],
  ['2024-01-01T10:30', '2024-01-01T10:30:00.000Z', '2024-01-01T10:30:59.999Z'],
  ['2024-01-01 10:30:59', '2024-01-01T10:30:59.000Z', '2024-01-01T10:30:59.999Z'],
  ['2024-01-01T10:30:00.1234567Z', '2024-01-01T10:30:00.123Z', '2024-01-01T10:30:00.123Z'],
  ['2024-01-01T00:30+01:00', '2023-12-31T23:30:00.000Z', '2023-12-31T23:30:59.999Z'],
  ['2024-01-01T00:30:00.0-0230', '2024-01-01T03:00:00.000Z', '2024-01-01T03:00:00.000Z'],
  ['2024-01-01T00:30:00.0+02', '2023-12-31T22:30:00.000Z', '2023-12-31T22:30:00.000Z'],
  ['0099-01-01', '0099-01-01T00:00:00.000Z', '0099-01-01T23:59:59.999Z'],
])('%s lasts from %s to %s', (text, first, last) => {
  const found = instantsOf(text);
  expect([iso(found?.first), iso(found?.last)]).toEqual([first, last]);
});

it.each(['', 'soon', '2024-13', '2023-02-29', '2024-01-01T24:00', '2024-1-1', '01.02.2024'])(
  '%j is no date',
  (text) => {
    expect(instantsOf(text)).toBeUndefined();
  },
);

it('takes milliseconds since 1970', () => {
  expect(instantsOf(12.7)).toEqual({ first: 12, last: 12 });
  expect(instantsOf(Number.NaN)).toBeUndefined();
});
