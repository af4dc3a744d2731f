import { expect, it } from 'vitest';
import { grouped } from './text.ts';

it.each([
  [0, '0'],
  [999, '999'],
  [1234567, '1,234,567'],
  [-1234, '-1,234'],
  [0.1234, '0.1234'],
  [1234.56789, '1,234.56789'],
])('groups %s', (n, text) => {
  expect(grouped(n)).toBe(text);
});
