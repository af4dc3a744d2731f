import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balance } from './balance.ts';
import { balanceWithin } from './balance-within.ts';
import { outcome } from './testing/every-assignment.ts';
import { instances } from './testing/instances.ts';

describe('balanceWithin', () => {
  it('leaves what is fixed where it is, and keeps the limit for the rest', () => {
    fc.assert(
      fc.property(instances({ items: 40, pipelines: 8 }), fc.infiniteStream(fc.nat(11)), (instance, dice) => {
        const { costs, pipelines, limits } = instance;
        // What is fixed comes from a balance, so that there is room for the rest.
        const whole = balance(costs, pipelines, { ...limits, steps: 0 });
        const fixed = [...whole.assignment].map((pipeline) => (dice.next().value < 8 ? pipeline : undefined));
        const found = balanceWithin(costs, fixed, pipelines, limits);
        const { makespan, mostItems } = outcome(costs, found.assignment, pipelines);
        for (const [item, pipeline] of fixed.entries())
          if (pipeline !== undefined) expect(found.assignment[item]).toBe(pipeline);
        expect(mostItems).toBeLessThanOrEqual(limits.maxItems ?? costs.length);
        expect(found.makespan).toBe(makespan);
        expect(found.lowerBound).toBeLessThanOrEqual(makespan);
      }),
    );
  });

  it('changes nothing where nothing is new', () => {
    const { assignment, makespan, gap } = balanceWithin([4, 4, 1, 1], [0, 0, 1, 1], 2);
    expect([...assignment]).toEqual([0, 0, 1, 1]);
    expect(makespan).toBe(8);
    expect(gap).toBeCloseTo(0.6, 12);
  });

  it('places new items where there is least to do, then swaps among them', () => {
    expect([...balanceWithin([10, 6, 3], [0, undefined, undefined], 3).assignment]).toEqual([0, 1, 2]);
    expect(balanceWithin([2, 5, 5, 4, 4, 3, 3, 3], [0], 3).makespan).toBe(10);
  });

  it('leaves a pipeline alone that already holds too many', () => {
    const { assignment, lowerBound } = balanceWithin([1, 1, 1, 9], [0, 0, 0, undefined], 2, { maxItems: 2 });
    expect([...assignment]).toEqual([0, 0, 0, 1]);
    expect(lowerBound).toBe(9);
  });

  it('refuses new items without room, and places that are not there', () => {
    expect(() => balanceWithin([1, 1, 1, 1], [0, 0, 0], 2, { maxItems: 1 })).not.toThrow();
    expect(() => balanceWithin([1, 1, 1, 1], [0, 0], 2, { maxItems: 1 })).toThrow(
      'HR-BALANCE-006: 2 new tables cannot be placed',
    );
    expect(() => balanceWithin([1, 1], [2, -1], 2)).toThrow(/HR-BALANCE-005.*\n.*HR-BALANCE-005/);
  });
});
