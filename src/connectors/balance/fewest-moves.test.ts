import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fewestMoves } from './fewest-moves.ts';
import { everyAssignment, outcome } from './testing/every-assignment.ts';
import { instances } from './testing/instances.ts';

const gap = fc.constantFrom(0, 0.01, 0.1, 0.3);

/** An instance with some assignment, good or bad. */
const assigned = (items: number, pipelines: number) =>
  instances({ items, pipelines }).chain((instance) =>
    fc
      .array(fc.nat(instance.pipelines - 1), {
        minLength: instance.costs.length,
        maxLength: instance.costs.length,
      })
      .map((assignment) => ({ ...instance, assignment })),
  );

describe('fewestMoves', () => {
  it('finds the fewest of all for few items', () => {
    fc.assert(
      fc.property(assigned(7, 4), gap, ({ costs, pipelines, limits, assignment }, target) => {
        const found = fewestMoves(assignment, costs, pipelines, target, limits);
        expect(found).toMatchObject({ reached: true, fewest: true });
        let fewest = costs.length;
        for (const { assignment: other, makespan, mostItems } of everyAssignment(costs, pipelines))
          if (
            makespan <= found.lowerBound * (1 + target) + 1e-6 &&
            mostItems <= (limits.maxItems ?? costs.length)
          )
            fewest = Math.min(fewest, other.filter((to, item) => to !== assignment[item]).length);
        expect(found.moves).toHaveLength(fewest);
      }),
      { numRuns: 300 },
    );
  });

  it('says what the moves lead to, whatever it may search', () => {
    fc.assert(
      fc.property(assigned(40, 8), gap, fc.nat(3_000), (instance, target, steps) => {
        const { costs, pipelines, limits, assignment } = instance;
        const found = fewestMoves(assignment, costs, pipelines, target, { ...limits, steps });
        const after = [...assignment];
        for (const { item, from, to } of found.moves) {
          expect(after[item]).toBe(from);
          after[item] = to;
        }
        const { makespan, mostItems } = outcome(costs, after, pipelines);
        expect([...found.assignment]).toEqual(after);
        expect(found.makespan).toBe(makespan);
        expect(mostItems).toBeLessThanOrEqual(limits.maxItems ?? costs.length);
        if (found.reached) expect(found.gap).toBeLessThanOrEqual(target + 1e-6);
      }),
    );
  });

  it('moves one where one is enough', () => {
    const { moves, gap: left } = fewestMoves([0, 0, 0, 1], [5, 4, 3, 6], 2, 0);
    expect(moves).toEqual([{ item: 2, from: 0, to: 1 }]);
    expect(left).toBe(0);
  });

  it('moves nothing out of what is good enough', () => {
    const { moves, reached, fewest } = fewestMoves([0, 1, 1], [5, 2, 2], 2, 0.2);
    expect({ moves, reached, fewest }).toEqual({ moves: [], reached: true, fewest: true });
  });

  it('empties what holds too many', () => {
    const { moves } = fewestMoves([0, 0, 0, 1], [1, 1, 1, 9], 2, 1, { maxItems: 2 });
    expect(moves).toHaveLength(1);
  });

  it('keeps most of ten thousand where they are', () => {
    const costs = Array.from({ length: 10_000 }, (_, item) => 1 + ((item * 7_919_333) % 3_600_000));
    const uneven = costs.map((_, item) => Math.floor((item % 110) % 100));
    const { moves, reached } = fewestMoves(uneven, costs, 100, 0.01);
    expect(reached).toBe(true);
    expect(moves.length).toBeLessThan(600);
  });

  it('says so when it could not search to the end', () => {
    const costs = [29, 27, 23, 19, 17, 16, 13, 11, 7, 5, 3, 2];
    const uneven = costs.map((_, item) => item % 2);
    const quick = fewestMoves(uneven, costs, 4, 0, { steps: 0 });
    expect(quick).toMatchObject({ reached: false, fewest: false });
    const full = fewestMoves(uneven, costs, 4, 0);
    expect(full).toMatchObject({ reached: true, fewest: true });
    expect(full.moves.length).toBeLessThan(quick.moves.length);
  });

  it('refuses places that are not there', () => {
    expect(() => fewestMoves([0, 2], [1, 1], 2, 0)).toThrow('HR-BALANCE-005');
  });
});
