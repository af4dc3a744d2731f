import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differencing } from './differencing.ts';
import { itemsOf, loadsOf, makespanOf, rank } from './instance.ts';
import { improve } from './local-search.ts';
import { liftedMean, lowerBound } from './lower-bound.ts';
import { longestFirst } from './lpt.ts';
import { multifit } from './multifit.ts';
import { repack } from './repack.ts';
import { leastMakespan } from './testing/every-assignment.ts';
import { instances } from './testing/instances.ts';

const ranked = (...[items, pipelines]: [number, number]) =>
  instances({ items, pipelines }).map(({ costs, pipelines: count, limits }) => rank(costs, count, limits));

describe('heuristics', () => {
  it('LPT and MULTIFIT keep to what is proven of them', () => {
    fc.assert(
      fc.property(
        instances({ items: 7, pipelines: 4 }).filter(({ limits }) => limits.maxItems === undefined),
        ({ costs, pipelines }) => {
          const instance = rank(costs, pipelines, {});
          const least = leastMakespan(instance.costs, pipelines);
          const lpt = longestFirst(instance);
          expect(makespanOf(instance, lpt)).toBeLessThanOrEqual((4 / 3 - 1 / (3 * pipelines)) * least + 1e-6);
          const fit = multifit(instance, liftedMean(instance), lpt);
          expect(makespanOf(instance, fit)).toBeLessThanOrEqual((13 / 11) * least + 1e-6);
        },
      ),
    );
  });

  it('differencing by layers fills all pipelines alike, and either way keeps the limit or gives nothing', () => {
    fc.assert(
      fc.property(ranked(50, 12), (instance) => {
        const { costs, pipelines, maxItems } = instance;
        for (const start of ['items', 'layers'] as const) {
          const found = differencing(instance, start);
          if (start === 'layers') expect(found).toBeDefined();
          if (!found) continue;
          const counts = itemsOf(pipelines, found).map((items) => items.length);
          expect(found).toHaveLength(costs.length);
          expect(Math.max(...counts)).toBeLessThanOrEqual(maxItems);
          if (start === 'layers')
            expect(Math.max(...counts)).toBeLessThanOrEqual(Math.ceil(costs.length / pipelines));
        }
      }),
    );
  });

  it('differencing does as it is written: 8, 7, 6, 5, 4 in two end two apart', () => {
    const instance = rank([8, 7, 6, 5, 4], 2, {});
    const found = differencing(instance, 'items') ?? new Int32Array(0);
    expect(loadsOf(instance, found).sort()).toEqual([14, 16]);
  });

  it('moves, swaps and repacking never harm, and keep the limit', () => {
    fc.assert(
      fc.property(ranked(50, 12), (instance) => {
        const start = longestFirst(instance);
        const improved = improve(instance, start, 0);
        const repacked = repack(instance, improved, 0, { steps: 20_000 });
        const spans = [start, improved, repacked].map((partition) => makespanOf(instance, partition));
        expect(spans).toEqual(spans.toSorted((a, b) => b - a));
        for (const partition of [improved, repacked])
          for (const items of itemsOf(instance.pipelines, partition))
            expect(items.length).toBeLessThanOrEqual(instance.maxItems);
      }),
    );
  });

  it('repacking solves three pipelines', () => {
    fc.assert(
      fc.property(
        instances({ items: 7, pipelines: 3 }).filter(({ pipelines }) => pipelines === 3),
        ({ costs, pipelines, limits }) => {
          const instance = rank(costs, pipelines, limits);
          const found = repack(instance, longestFirst(instance), 0, { steps: 1e6 });
          expect(makespanOf(instance, found)).toBe(leastMakespan(instance.costs, 3, limits.maxItems));
        },
      ),
    );
  });

  it('repacking goes beyond moves and swaps', () => {
    const instance = rank([18, 15, 13, 12, 10, 7, 5, 4], 3, {});
    const improved = improve(instance, longestFirst(instance), 0);
    const repacked = repack(instance, improved, 0, { steps: 1e6 });
    expect([improved, repacked].map((found) => makespanOf(instance, found))).toEqual([30, 28]);
  });

  it('moves only what is free', () => {
    const instance = rank([5, 4, 3, 3], 2, {});
    const start = Int32Array.of(0, 0, 0, 0);
    expect([...improve(instance, start, 0, (item) => item === 3)]).toEqual([0, 0, 0, 1]);
    expect([...improve(instance, start, 0, () => false)]).toEqual([0, 0, 0, 0]);
  });
});

describe('lower bounds', () => {
  it('are never above the optimum', () => {
    fc.assert(
      fc.property(instances({ items: 7, pipelines: 4 }), ({ costs, pipelines, limits }) => {
        const instance = rank(costs, pipelines, limits);
        const least = leastMakespan(instance.costs, pipelines, limits.maxItems);
        expect(lowerBound(instance, least)).toBeLessThanOrEqual(least);
        expect(lowerBound(instance, 3 * least + 10)).toBeLessThanOrEqual(least);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    { name: 'the mean', costs: [3, 3, 3, 3], pipelines: 3, bound: 6 },
    { name: 'the largest', costs: [9, 1, 1], pipelines: 2, bound: 9 },
    { name: 'the pigeonhole', costs: [5, 5, 5, 1], pipelines: 2, bound: 10 },
    { name: 'five of seven on two of three', costs: [10, 10, 10, 10, 10, 10, 1], pipelines: 3, bound: 21 },
    {
      name: 'large ones that bear no middling ones',
      costs: [8, 8, 8, 5, 5, 5, 5, 5],
      pipelines: 5,
      bound: 13,
    },
  ])('know $name', ({ costs, pipelines, bound }) => {
    const instance = rank(costs, pipelines, {});
    expect(lowerBound(instance, 1_000) * instance.unit).toBe(bound);
  });

  it('know what must lie beside the largest where places are few', () => {
    expect(lowerBound(rank([10, 1, 1, 1], 2, { maxItems: 2 }), 1_000)).toBe(11);
  });
});
