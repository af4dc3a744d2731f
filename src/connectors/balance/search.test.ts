import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cannotFit } from './dual-feasible.ts';
import { makespanOf, rank, sum } from './instance.ts';
import { pack } from './packing.ts';
import { someSubset } from './subsets.ts';
import { leastMakespan } from './testing/every-assignment.ts';
import { instances } from './testing/instances.ts';

describe('subsets within a window', () => {
  it('are all visited, each once', () => {
    const sizes = fc.array(fc.nat(20), { maxLength: 9 }).map((list) => list.toSorted((a, b) => b - a));
    fc.assert(
      fc.property(sizes, fc.nat(80), fc.nat(30), fc.nat(9), (costs, low, width, most) => {
        const high = low + width;
        const seen: string[] = [];
        const answer = someSubset(costs, { low, high, most }, { steps: 1e6 }, (positions) => {
          seen.push(positions.join());
          return false;
        });
        const all = Array.from({ length: 2 ** costs.length }, (_, mask) =>
          [...costs.keys()].filter((bit) => (mask >> bit) & 1),
        );
        const wanted = all.filter((positions) => {
          const total = sum(positions.map((position) => costs[position] ?? 0));
          return total >= low && total <= high && positions.length <= most;
        });
        expect(answer).toBe(false);
        expect(seen.sort()).toEqual(wanted.map((positions) => positions.join()).sort());
      }),
    );
  });

  it('stop at the first that will do, and when the budget is spent', () => {
    const window = { low: 0, high: 100, most: 9 };
    expect(someSubset([3, 2, 1], window, { steps: 100 }, () => true)).toBe(true);
    const budget = { steps: 3 };
    let visits = 0;
    someSubset([6, 5, 4, 3, 2, 1], window, budget, () => {
      visits += 1;
      return false;
    });
    expect(visits).toBeLessThan(10);
    expect(budget.steps).toBeLessThan(0);
  });
});

describe('bin completion', () => {
  it('packs exactly what can be packed', () => {
    fc.assert(
      fc.property(
        instances({ items: 7, pipelines: 4 }),
        fc.integer({ min: -3, max: 3 }),
        ({ costs, pipelines, limits }, more) => {
          const instance = rank(costs, pipelines, limits);
          const least = leastMakespan(instance.costs, pipelines, limits.maxItems);
          const capacity = least + more;
          const found = pack(instance, capacity, { steps: 1e6 });
          expect(found !== undefined).toBe(more >= 0 || costs.length === 0);
          if (found) expect(makespanOf(instance, found)).toBeLessThanOrEqual(Math.max(0, capacity));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('bin completion of more items', () => {
  it('finds a packing where one is known to be', () => {
    const bin = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(bin, { minLength: 2, maxLength: 6 }), (bins) => {
        const capacity = Math.max(...bins.map(sum));
        const limits = { maxItems: Math.max(...bins.map((items) => items.length)) };
        for (const limit of [{}, limits]) {
          const instance = rank(bins.flat(), bins.length, limit);
          const found = pack(instance, capacity / instance.unit, { steps: 1e7 });
          expect(found && makespanOf(instance, found) * instance.unit).toBeLessThanOrEqual(capacity);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('dual feasible functions', () => {
  it('never deny a packing that there is', () => {
    fc.assert(
      fc.property(instances({ items: 7, pipelines: 4 }), fc.nat(5), ({ costs, pipelines }, more) => {
        const sizes = costs.toSorted((a, b) => b - a);
        expect(cannotFit(sizes, leastMakespan(costs, pipelines) + more, pipelines)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    { name: 'L2', sizes: [7, 7, 4, 4, 4], capacity: 10, bins: 3 },
    { name: 'rounding', sizes: [60, 35, 35, 35, 35, 35, 35], capacity: 100, bins: 3 },
    { name: 'the staircase', sizes: [34, 34, 34, 34, 34, 34, 34], capacity: 100, bins: 3 },
  ])('$name proves a capacity too small that the mean allows', ({ sizes, capacity, bins }) => {
    expect(sum(sizes)).toBeLessThanOrEqual(capacity * bins);
    expect(cannotFit(sizes, capacity, bins)).toBe(true);
  });
});
