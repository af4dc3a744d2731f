import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from './clock.ts';
import { codeFrame, locate } from './code-frame.ts';
import { contentHash } from './hash.ts';
import { didYouMean, nearest } from './nearest.ts';
import { byteToCharOffset, count, duration, grouped, listing } from './text.ts';

describe('locate', () => {
  it('counts lines and columns from 1 and points at the place', () => {
    const { place, frame } = locate('a.sql', 'SELECT\n  nme\nFROM t', 9, 3);
    expect(place).toEqual({ file: 'a.sql', line: 2, col: 3, length: 3 });
    expect(frame).toBe(['  1 | SELECT', '> 2 |   nme', '    |   ^^^', '  3 | FROM t'].join('\n'));
  });

  it('keeps the pointer under its column behind tabs', () => {
    expect(codeFrame('\tx y', { file: 'a', line: 1, col: 4 })).toBe('> 1 | \tx y\n    | \t  ^');
  });

  it('never throws, wherever it is pointed', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: -5, max: 100 }), (text, offset) => {
        const { place } = locate('f', text, offset);
        expect(place.line).toBeGreaterThanOrEqual(1);
        expect(place.col).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});

describe('nearest', () => {
  it('finds typing errors, swapped letters too, and nothing far-fetched', () => {
    expect(nearest('custmers', ['orders', 'customers'])).toBe('customers');
    expect(nearest('glod', ['bronze', 'silver', 'gold'])).toBe('gold');
    expect(nearest('payments', ['orders', 'customers'])).toBeUndefined();
    expect(didYouMean('x', [])).toBe('');
  });
});

describe('contentHash', () => {
  it('does not depend on the order of keys, and does on everything else', () => {
    expect(contentHash({ a: 1, b: [1, { d: 2, c: 3 }] })).toBe(contentHash({ b: [1, { c: 3, d: 2 }], a: 1 }));
    expect(contentHash({ a: 1 })).not.toBe(contentHash({ a: '1' }));
    expect(contentHash([1, 2])).not.toBe(contentHash([2, 1]));
  });
});

describe('text', () => {
  it('reads as people write', () => {
    expect([count(1, 'table'), count(1234, 'row'), grouped(-1234567)]).toEqual([
      '1 table',
      '1,234 rows',
      '-1,234,567',
    ]);
    expect([850, 4230, 185_000, 7_440_000].map(duration)).toEqual([
      '850 ms',
      '4.2 s',
      '3 min 5 s',
      '2 h 4 min',
    ]);
    expect(listing(['a', 'b', 'c'])).toBe('a, b and c');
    expect(listing(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
  });

  it('finds the character at a byte', () => {
    const text = 'é😀x';
    expect(text.slice(byteToCharOffset(text, Buffer.byteLength('é😀')))).toBe('x');
  });
});

describe('systemClock', () => {
  it('ends a sleep when it is told to', async () => {
    const abort = new AbortController();
    const sleep = systemClock.sleep(60_000, abort.signal);
    abort.abort();
    await sleep;
  });
});
