import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fullJitter } from './retry.ts';

const limits = { baseMs: 1_000, capMs: 30_000 };

it('doubles the bound with every attempt, up to a cap', () => {
  const bounds = [1, 2, 3, 4, 5, 6, 7, 2_000].map((attempt) =>
    fullJitter(attempt, limits, () => 1 - 2 ** -53),
  );
  expect(bounds).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

it('takes any time up to the bound, and never none', () => {
  expect(fullJitter(3, limits, () => 0)).toBe(1);
  expect(fullJitter(3, limits, () => 0.5)).toBe(2_000);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5_000 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, chance) => {
        const ms = fullJitter(attempt, limits, () => chance);
        expect(Number.isInteger(ms)).toBe(true);
        expect(ms).toBeGreaterThanOrEqual(1);
        expect(ms).toBeLessThanOrEqual(30_000);
      },
    ),
  );
});
