import { describe, expect, it } from 'vitest';
import { Pace } from './pace.ts';

const limits = { batchSize: 100, maxRequestBytes: 5_000_000, maxConcurrency: 4, targetLatencyMs: 1_000 };

/** One full request at the size of the moment. */
function full(pace: Pace, latencyMs: number, rejected = false): void {
  const { records, bytes } = pace.size;
  pace.answered(pace.sent(records === 100 ? 40_000 : bytes, true), latencyMs, rejected);
}

describe('Pace', () => {
  it('reaches full size with a healthy target after a handful of answers', () => {
    const pace = new Pace(limits);
    expect(pace.size).toEqual({ records: 100, bytes: 5_000_000 });
    expect(pace.concurrency).toBe(1);
    for (let n = 0; n < 4; n += 1) full(pace, 20);
    expect(pace.size).toEqual({ records: Number.POSITIVE_INFINITY, bytes: 5_000_000 });
    expect(pace.concurrency).toBe(4);
  });

  it.each([
    ['is turned away', 20, true],
    ['is slow', 2_000, false],
  ])(
    'halves what is under way when something %s, and then grows by small steps',
    (_, latencyMs, rejected) => {
      const pace = new Pace(limits);
      for (let n = 0; n < 9; n += 1) full(pace, 20);
      full(pace, latencyMs, rejected);
      expect(pace.size.bytes).toBe(3_500_000);
      expect(pace.concurrency).toBe(2);
      full(pace, 20);
      expect(pace.size.bytes).toBe(3_812_500);
      for (let n = 0; n < 50; n += 1) full(pace, 20);
      expect(pace.size.bytes).toBe(5_000_000);
      expect(pace.concurrency).toBe(4);
    },
  );

  it('counts one burst of trouble once', () => {
    const pace = new Pace(limits);
    for (let n = 0; n < 9; n += 1) full(pace, 20);
    const sent = Array.from({ length: 4 }, () => pace.sent(5_000_000, true));
    for (const one of sent) pace.answered(one, 20, true);
    expect(pace.size.bytes).toBe(3_500_000);
  });

  it('never asks for less than one request at a time', () => {
    const pace = new Pace(limits);
    for (let n = 0; n < 100; n += 1) full(pace, 20, n > 3);
    expect(pace.concurrency).toBe(1);
    expect(pace.size.bytes).toBe(16 * 1024);
  });

  it('learns nothing about larger requests from those that were not full', () => {
    const pace = new Pace(limits);
    full(pace, 20);
    const before = pace.size.bytes;
    for (let n = 0; n < 10; n += 1) pace.answered(pace.sent(100, false), 20, false);
    expect(pace.size.bytes).toBe(before);
  });

  it('stays below what the target has called too large', () => {
    const pace = new Pace(limits);
    for (let n = 0; n < 9; n += 1) full(pace, 20);
    pace.tooLarge(5_000_000);
    for (let n = 0; n < 9; n += 1) full(pace, 20);
    expect(pace.size.bytes).toBe(2_500_000);
  });
});
