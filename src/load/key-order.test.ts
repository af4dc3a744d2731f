import { describe, expect, it } from 'vitest';
import { KeyOrder } from './key-order.ts';
import { Pending } from './pending.ts';
import { RangeTrack } from './range-track.ts';

const track = new RangeTrack({ id: '0', bounds: {}, finished: false });
const record = (position: string, version?: string, key = 'k'): Pending =>
  new Pending({ key, document: Buffer.from('{}'), position, ...(version && { version }) }, track, 2);

describe('KeyOrder', () => {
  it('lets different keys pass, and equal ones one after the other', () => {
    const order = new KeyOrder('100');
    const [a, b] = [record('a'), record('b')];
    expect(order.enter(a)).toBe(true);
    expect(order.enter(record('x', undefined, 'other'))).toBe(true);
    expect(order.enter(b)).toBe(false);
    expect(order.leave(a)).toBe(b);
    expect(order.leave(b)).toBeUndefined();
    expect(order.enter(record('c'))).toBe(true);
  });

  it('skips one that waits when a later one is as new', () => {
    const order = new KeyOrder('100');
    const [a, b, c] = [record('a'), record('b'), record('c')];
    for (const one of [a, b, c]) order.enter(one);
    expect(order.leave(a)).toBe(c);
    expect(c.covers).toBe(b);
    expect(order.leave(c)).toBeUndefined();
  });

  it('keeps both when the later one is older', () => {
    const order = new KeyOrder('100');
    const [a, b, c] = [record('a', '5'), record('b', '10'), record('c', '9')];
    for (const one of [a, b, c]) order.enter(one);
    expect([order.leave(a), order.leave(b), order.leave(c)]).toEqual([b, c, undefined]);
  });

  it('goes back to the skipped one when the later one is given up', () => {
    const order = new KeyOrder('100');
    const [a, b, c, d] = [record('a'), record('b'), record('c'), record('d')];
    for (const one of [a, b, c]) order.enter(one);
    expect(order.leave(a)).toBe(c);
    expect(order.enter(d)).toBe(false);
    expect(order.giveUp(c)).toBe(b);
    expect(order.leave(b)).toBe(d);
    expect(order.leave(d)).toBeUndefined();
    expect(order.enter(record('e'))).toBe(true);
  });
});
