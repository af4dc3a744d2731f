import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeadraceError } from '../../kernel/index.ts';
import { balance } from './balance.ts';
import { rank } from './instance.ts';
import { longestFirst } from './lpt.ts';
import { leastMakespan, outcome } from './testing/every-assignment.ts';
import { instances } from './testing/instances.ts';

describe('balance', () => {
  it('finds the optimum of few items, and knows it', () => {
    fc.assert(
      fc.property(instances({ items: 7, pipelines: 4 }), ({ costs, pipelines, limits }) => {
        const found = balance(costs, pipelines, limits);
        const least = leastMakespan(costs, pipelines, limits.maxItems);
        expect(found).toMatchObject({ makespan: least, lowerBound: least, gap: 0, proven: true });
      }),
      { numRuns: 300 },
    );
  });

  it('tells the truth about its assignment, however little it may search', () => {
    const steps = fc.option(fc.nat(2_000), { nil: undefined });
    fc.assert(
      fc.property(instances({ items: 60, pipelines: 20 }), steps, ({ costs, pipelines, limits }, budget) => {
        const found = balance(costs, pipelines, { ...limits, steps: budget ?? 20_000 });
        const { makespan, mostItems } = outcome(costs, found.assignment, pipelines);
        expect(found.makespan).toBe(makespan);
        expect(mostItems).toBeLessThanOrEqual(limits.maxItems ?? costs.length);
        expect(found.lowerBound).toBeLessThanOrEqual(makespan);
        expect(found.proven).toBe(found.lowerBound === makespan);
        expect(found.gap).toBeCloseTo(makespan === 0 ? 0 : makespan / found.lowerBound - 1, 12);
      }),
    );
  });

  it('is never worse than LPT', () => {
    fc.assert(
      fc.property(instances({ items: 60, pipelines: 20 }), ({ costs, pipelines, limits }) => {
        const instance = rank(costs, pipelines, limits);
        const lpt = longestFirst(instance);
        const places = costs.map((_, index) => lpt[instance.order.indexOf(index)] ?? 0);
        const { makespan } = balance(costs, pipelines, { ...limits, steps: 0 });
        expect(makespan).toBeLessThanOrEqual(outcome(costs, places, pipelines).makespan);
      }),
    );
  });

  it('certifies no more than what a longer search can reach', () => {
    fc.assert(
      fc.property(instances({ items: 22, pipelines: 9 }), fc.nat(300), (instance, steps) => {
        const { costs, pipelines, limits } = instance;
        const quick = balance(costs, pipelines, { ...limits, steps });
        const full = balance(costs, pipelines, limits);
        expect(full.proven).toBe(true);
        expect(full.makespan).toBeLessThanOrEqual(quick.makespan);
        expect(full.makespan).toBeGreaterThanOrEqual(quick.lowerBound);
      }),
    );
  });

  it('gives the same answer again, and numbers pipelines by their first item', () => {
    fc.assert(
      fc.property(instances({ items: 40, pipelines: 8 }), ({ costs, pipelines, limits }) => {
        const found = balance(costs, pipelines, { ...limits, steps: 5_000 });
        expect(balance(costs, pipelines, { ...limits, steps: 5_000 })).toEqual(found);
        const seen = [...new Set(found.assignment)];
        expect(seen).toEqual(seen.map((_, number) => number));
      }),
    );
  });

  it('does not care about the unit', () => {
    const costs = [907, 601, 523, 499, 311, 207, 133, 97, 60, 11];
    const one = balance(costs, 3);
    const thousand = balance(
      costs.map((cost) => cost * 1_000),
      3,
    );
    expect(thousand).toEqual({
      ...one,
      makespan: one.makespan * 1_000,
      lowerBound: one.lowerBound * 1_000,
    });
  });

  // Known cases in which the simple rules are at their worst.
  it.each([
    { name: 'LPT', costs: [5, 5, 4, 4, 3, 3, 3], pipelines: 3, makespan: 9 },
    { name: 'Karmarkar-Karp', costs: [8, 7, 6, 5, 4], pipelines: 2, makespan: 15 },
    { name: 'differencing of three', costs: [5, 5, 5, 4, 4, 3, 3, 1], pipelines: 3, makespan: 10 },
  ])('goes beyond $name', ({ costs, pipelines, makespan }) => {
    expect(balance(costs, pipelines)).toMatchObject({ makespan, proven: true });
  });

  it('has every item alone where there are pipelines enough', () => {
    const { assignment, makespan, proven } = balance([3, 0, 7], 5);
    expect([...assignment]).toEqual([0, 1, 2]);
    expect({ makespan, proven }).toEqual({ makespan: 7, proven: true });
  });

  it('takes nothing at all', () => {
    expect(balance([], 3)).toMatchObject({ makespan: 0, lowerBound: 0, gap: 0, proven: true });
    expect(balance([0, 0], 1)).toMatchObject({ makespan: 0, lowerBound: 0, gap: 0, proven: true });
  });

  it('solves thirty items of the hardest kind, three in a pipeline and no two alike', () => {
    const costs = Array.from({ length: 30 }, (_, item) => ((item + 1) * 15_485_863) % 9_000_011);
    const full = balance(costs, 10);
    expect(full.proven).toBe(true);
    for (const steps of [0, 5_000, 20_000, 50_000]) {
      const quick = balance(costs, 10, { steps });
      expect(quick.proven).toBe(false);
      expect(quick.lowerBound).toBeLessThan(full.makespan);
    }
    expect(balance(costs, 8, { maxItems: 4 }).proven).toBe(true);
  });

  it('shares ten thousand items out among a hundred pipelines', () => {
    const costs = Array.from({ length: 10_000 }, (_, item) => 1 + ((item * 7_919_333) % 3_600_000));
    const { gap, assignment } = balance(costs, 100);
    expect(gap).toBeLessThan(0.0001);
    expect(assignment).toHaveLength(10_000);
  });

  it.each([
    { name: 'a negative cost', call: () => balance([1, -2], 1), codes: ['HR-BALANCE-001'] },
    { name: 'two bad costs', call: () => balance([0.5, Number.NaN], 1), codes: ['001', '001'] },
    { name: 'no pipelines', call: () => balance([1], 0), codes: ['HR-BALANCE-002'] },
    { name: 'half a table', call: () => balance([1], 1, { maxItems: 0.5 }), codes: ['HR-BALANCE-002'] },
    { name: 'no room', call: () => balance([1, 1, 1], 2, { maxItems: 1 }), codes: ['HR-BALANCE-004'] },
    {
      name: 'too large a sum',
      call: () => balance([Number.MAX_SAFE_INTEGER, 1], 2),
      codes: ['HR-BALANCE-003'],
    },
  ])('refuses $name', ({ call, codes }) => {
    let caught: unknown;
    try {
      call();
    } catch (error) {
      caught = error;
    }
    if (!(caught instanceof HeadraceError)) throw new Error('It was taken.');
    expect(caught.exitCode).toBe(2);
    expect(caught.problems.map(({ code }) => code)).toEqual(
      codes.map((code) => expect.stringContaining(code)),
    );
  });
});
