import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { buildGraph, type Compiled } from '../../plan/index.ts';
import { load } from '../../project/testing/project-folder.ts';
import { testTable } from '../../project/testing/test-table.ts';
import { pipelinesOf } from './pipelines-of.ts';
import { limits, type Placement } from './place-tables.ts';

let project: Compiled['project'];
beforeEach(async () => {
  project = await load({
    'config.yml': 'bundle: {name: shop, pipelines: {gold: {layers: [gold]}}}\ntables: []',
  });
});

/** Tables, each reading some of those before it; every nth is a Python module. */
function compiled(inputs: readonly (readonly number[])[], pythonEvery = 0): Compiled {
  const name = (index: number): string => `t${index}`;
  const tables = new Map(
    inputs.map((read, index) => {
      const python = pythonEvery > 0 && index % pythonEvery === 0;
      const table = testTable({
        name: name(index),
        ...(python && { transformation: { language: 'python', file: `${name(index)}.py` } as const }),
      });
      const sql = python ? undefined : 'SELECT 1';
      return [
        table.name,
        { table, sql, inputs: read.map(name), streams: [], readsSource: false, volatile: [] },
      ];
    }),
  );
  return {
    project: { ...project, tables: new Map([...tables].map(([key, { table }]) => [key, table])) },
    tables,
    graph: buildGraph(new Map([...tables].map(([key, { inputs }]) => [key, inputs]))),
    problems: [],
    notPortable: 0,
    wrongInputs: new Map(),
  };
}

function placement(of: ReturnType<typeof pipelinesOf>): Placement {
  return new Map(of.flatMap(({ key, tables }) => tables.map((table) => [table, key])));
}

const graphs = fc
  .record({
    size: fc.integer({ min: 1, max: 2600 }),
    seed: fc.integer(),
    degree: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ size, seed, degree }) => {
    let state = seed >>> 0;
    const random = (below: number): number => {
      state = (state * 1664525 + 1013904223) >>> 0;
      return state % below;
    };
    return Array.from({ length: size }, (_, index) =>
      index === 0 ? [] : Array.from({ length: random(degree + 1) }, () => random(index)),
    );
  });

describe('pipelines', () => {
  it('are one, named after the bundle, as long as it holds all', () => {
    expect(pipelinesOf(compiled([[], [0], [1]]))).toEqual([
      { key: 'main', group: 'main', name: 'shop_main', tables: ['t0', 't1', 't2'], inputs: [] },
    ]);
  });

  it('keep within the limits, and come after what they read', () => {
    fc.assert(
      fc.property(graphs, fc.integer({ min: 0, max: 4 }), (inputs, pythonEvery) => {
        const project = compiled(inputs, pythonEvery);
        const pipelines = pipelinesOf(project);
        const seen = new Set<string>();
        for (const { key, tables, inputs } of pipelines) {
          expect(tables.length).toBeLessThanOrEqual(limits.tables);
          const python = tables.filter((name) => project.tables.get(name)?.sql === undefined);
          expect(python.length).toBeLessThanOrEqual(limits.pythonFiles);
          expect(inputs.filter((input) => !seen.has(input))).toEqual([]);
          seen.add(key);
        }
        expect(placement(pipelines).size).toBe(inputs.length);
      }),
      { numRuns: 15 },
    );
  });

  it('keep their tables when new ones come', () => {
    fc.assert(
      fc.property(graphs, fc.integer({ min: 1, max: 60 }), (inputs, added) => {
        const before = placement(pipelinesOf(compiled(inputs.slice(0, -added))));
        const after = placement(pipelinesOf(compiled(inputs), before));
        expect([...before].filter(([table, key]) => after.get(table) !== key)).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  it('are as the configuration groups tables', () => {
    const { tables, ...rest } = compiled([[], [0]]);
    const gold = testTable({ name: 't1', layer: 'gold' });
    const grouped = {
      ...rest,
      tables,
      project: { ...rest.project, tables: new Map(rest.project.tables).set('t1', gold) },
    };
    expect(pipelinesOf(grouped)).toMatchObject([
      { key: 'main', tables: ['t0'], inputs: [] },
      { key: 'gold', name: 'shop_gold', tables: ['t1'], inputs: ['main'] },
    ]);
  });
});
