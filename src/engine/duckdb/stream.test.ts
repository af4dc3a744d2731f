import { describe, expect, it } from 'vitest';
import { retryDelay } from './stream.ts';

describe('retryDelay', () => {
  it('doubles up to a minute', () => {
    const longest = (): number => 1;
    expect([1, 2, 3, 6, 7, 50, 5000].map((attempt) => retryDelay(attempt, longest))).toEqual([
      1000, 2000, 4000, 32_000, 60_000, 60_000, 60_000,
    ]);
  });

  it('is half chance, and never less than half', () => {
    expect(retryDelay(3, () => 0)).toBe(2000);
    expect(retryDelay(3, () => 0.5)).toBe(3000);
  });
});
