import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCycles } from './cycles.ts';
import { buildGraph, type Graph, levels, reachable, topologicalOrder } from './graph.ts';

function graphOf(edges: Record<string, string[]>): Graph {
  return buildGraph(new Map(Object.entries(edges)));
}

/** Random graphs without cycles: each node reads only nodes with a smaller number. */
const acyclic = fc
  .array(fc.array(fc.nat({ max: 30 }), { maxLength: 4 }), { maxLength: 30 })
  .map((rows) =>
    graphOf(
      Object.fromEntries(
        rows.map((inputs, i) => [`t${i}`, inputs.filter((input) => input < i).map((input) => `t${input}`)]),
      ),
    ),
  );

const anyGraph = fc
  .array(fc.array(fc.nat({ max: 12 }), { maxLength: 3 }), { maxLength: 12 })
  .map((rows) => graphOf(Object.fromEntries(rows.map((inputs, i) => [`t${i}`, inputs.map((n) => `t${n}`)]))));

describe('topologicalOrder', () => {
  it('puts each table after what it reads, and keeps the given order otherwise', () => {
    expect(
      topologicalOrder(graphOf({ gold: ['silver'], silver: ['bronze'], bronze: [], other: [] })),
    ).toEqual(['bronze', 'other', 'silver', 'gold']);
  });

  it('holds every table once, inputs first, for any graph without cycles', () => {
    fc.assert(
      fc.property(acyclic, (graph) => {
        const order = topologicalOrder(graph);
        expect(new Set(order)).toEqual(new Set(graph.inputs.keys()));
        const rank = new Map(order.map((name, index) => [name, index]));
        for (const [name, inputs] of graph.inputs) {
          for (const input of inputs) expect(rank.get(input)).toBeLessThan(rank.get(name) ?? 0);
        }
      }),
    );
  });
});

describe('levels', () => {
  it('shows the original example as it is drawn there', () => {
    const graph = graphOf({
      customers_bronze: [],
      customers_silver: ['customers_bronze'],
      orders_bronze: [],
      orders_silver: ['orders_bronze', 'customers_silver'],
    });
    expect(levels(graph)).toEqual([
      ['customers_bronze', 'orders_bronze'],
      ['customers_silver'],
      ['orders_silver'],
    ]);
  });
});

describe('findCycles', () => {
  it('shows the whole cycle, and the shortest one of a knot', () => {
    expect(findCycles(graphOf({ a: ['b'], b: ['c'], c: ['a', 'd'], d: ['a'], e: ['a'] }))).toEqual([
      ['a', 'b', 'c'],
    ]);
  });

  it('finds a table that reads itself', () => {
    expect(findCycles(graphOf({ a: ['a'], b: ['a'] }))).toEqual([['a']]);
  });

  it('takes a cycle of 10,000 tables without overflowing the stack', () => {
    const n = 10_000;
    const edges = Object.fromEntries(Array.from({ length: n }, (_, i) => [`t${i}`, [`t${(i + 1) % n}`]]));
    const [cycle] = findCycles(graphOf(edges));
    expect(cycle).toHaveLength(n);
  });

  it('reports real cycles only, and one exactly where no order exists', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const cycles = findCycles(graph);
        for (const cycle of cycles) {
          cycle.forEach((name, index) => {
            expect(graph.inputs.get(name)).toContain(cycle[(index + 1) % cycle.length]);
          });
          expect(new Set(cycle).size).toBe(cycle.length);
        }
        expect(cycles.length > 0).toBe(topologicalOrder(graph).length < graph.inputs.size);
      }),
    );
  });
});

describe('reachable', () => {
  it('follows edges all the way, also around cycles', () => {
    const { inputs } = graphOf({ a: ['b'], b: ['c'], c: ['b'], d: [] });
    expect(reachable(['a'], inputs)).toEqual(new Set(['a', 'b', 'c']));
  });
});
