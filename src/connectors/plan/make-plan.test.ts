import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeadraceError } from '../../kernel/index.ts';
import { listedTable } from '../testing/listed-table.ts';
import type { ConnectorTable } from '../types.ts';
import { asCurrent, assignment, groups, plan, properties, tableLists, wishes } from './testing/plans.ts';

const shop = [
  listedTable('products', { category: 'stock' }),
  listedTable('prices', { category: 'stock' }),
  listedTable('orders', { category: 'sales', ingestionType: 'cdc' }),
  listedTable('refunds', { category: 'sales', ingestionType: 'cdc_with_deletes' }),
  listedTable('visits', { ingestionType: 'append' }),
];

describe('groups', () => {
  it('are those of the original by default, with the schedules of ingestion types', () => {
    const made = plan(shop, { schedules: { cdc: '*/10 * * * *' } });
    expect(groups(made)).toEqual({
      stock_snapshot: ['prices', 'products'],
      sales_cdc: ['orders'],
      sales_cdc_with_deletes: ['refunds'],
      append: ['visits'],
    });
    expect(made.estimate.pipelines.map(({ class: { schedule } }) => schedule)).toEqual([
      '0 0 * * *',
      '*/10 * * * *',
      '*/10 * * * *',
      '*/15 * * * *',
    ]);
  });

  it('are split where tables of a category do not go together', () => {
    const tables = [...shop, listedTable('baskets', { category: 'stock', ingestionType: 'append' })];
    expect(groups(plan(tables, { groupBy: 'category' }))).toEqual({
      stock_snapshot: ['prices', 'products'],
      stock_append: ['baskets'],
      sales: ['orders', 'refunds'],
      other: ['visits'],
    });
  });

  it('tell schedules and connections apart by name where the kind of tables does not', () => {
    const tables = [
      listedTable('a', { schedule: '0 6 * * *' }),
      listedTable('b', { schedule: '0 * * * *' }),
      listedTable('c', { schedule: '0 6 * * *', connectionName: 'West 2' }),
    ];
    expect(groups(plan(tables, { groupBy: 'ingestion_type' }))).toEqual({
      snapshot_daily: ['a'],
      snapshot_hourly: ['b'],
      snapshot_daily_west_2: ['c'],
    });
  });

  it('are one, on the schedule of its most frequent table, when there is no grouping', () => {
    const made = plan(shop, { groupBy: 'none' });
    expect(Object.keys(groups(made))).toEqual(['all']);
    expect(made.estimate.pipelines[0]?.class.schedule).toBe('*/5 * * * *');
    expect(made.problems.map(({ code }) => code)).toContain('HR-CONNECTOR-009');
  });

  it('keep the schedule that a person gave to a table, unless one is asked for', () => {
    const tables = [listedTable('a', { schedule: '0 6 * * *' })];
    expect(plan(tables).estimate.pipelines[0]?.class.schedule).toBe('0 6 * * *');
    const asked = plan(tables, { schedules: { snapshot: '@hourly' } });
    expect(asked.estimate.pipelines[0]?.class.schedule).toBe('@hourly');
  });

  it('refuses schedules that cannot be kept, with the reason', () => {
    expect(() => plan(shop, { schedules: { snapshot: '61 * * * *', append: 'never' } })).toThrow(
      /HR-CONNECTOR-003: The schedule "61 \* \* \* \*" of snapshot tables .*\n.*"never" of append tables/,
    );
  });
});

describe('balance', () => {
  const even = Array.from({ length: 12 }, (_, n) => listedTable(`t${n}`, { weight: (n + 1) * 10 }));

  it('makes as many pipelines as are asked for, certified', () => {
    const made = plan(even, { pipelines: 3 });
    expect(made.estimate.pipelines).toHaveLength(3);
    expect(made.certificates).toMatchObject([{ makespan: 260, lowerBound: 260, gap: 0, proven: true }]);
  });

  it('says how far a grouping is from what its class could be', () => {
    const tables = even.map((each, n) => ({ ...each, category: n < 11 ? 'most' : 'last' }));
    expect(plan(tables).certificates).toMatchObject([{ makespan: 660, lowerBound: 390, proven: false }]);
  });

  it('gives further pipelines to a class that is late, then to the longest', () => {
    const tables = [
      ...Array.from({ length: 4 }, (_, n) => listedTable(`s${n}`, { weight: 1000, calls: 0 })),
      ...Array.from({ length: 4 }, (_, n) =>
        listedTable(`a${n}`, { ingestionType: 'append', weight: 200, calls: 0 }),
      ),
    ];
    const made = plan(tables, { pipelines: 4 });
    // Four of 200 s and start-up take 1100 s of the 900 s that a quarter of an hour has; two take 700 s.
    expect(made.estimate.pipelines.map(({ group, items }) => [group, items.length])).toEqual([
      ['snapshot_1', 2],
      ['snapshot_2', 2],
      ['append_1', 2],
      ['append_2', 2],
    ]);
    expect(made.problems).toEqual([]);
  });

  it('refuses fewer pipelines than there are classes, and says which', () => {
    const balanced = () => plan(shop, { pipelines: 2 });
    expect(balanced).toThrow(HeadraceError);
    expect(balanced).toThrow(/2 pipelines cannot hold all tables.*snapshot, cdc and append/);
  });

  it('keeps to the most tables of a pipeline', () => {
    const made = plan(even, { maxTables: 5 });
    expect(made.estimate.pipelines.map(({ items }) => items.length)).toEqual([4, 4, 4]);
  });

  it('sizes clusters by load', () => {
    const made = plan([listedTable('a', { weight: 100 }), listedTable('b', { category: 'x', weight: 4000 })]);
    expect(made.estimate.pipelines.map(({ workers }) => workers)).toEqual([1, 3]);
  });
});

describe('moves', () => {
  it('come with another structure, and only as many as it needs', () => {
    const before = plan(shop);
    const after = plan(shop, { current: asCurrent(before), pipelines: 3 });
    expect(after.moves).toMatchObject([{ item: { table: { sourceTable: 'refunds' } }, to: 'sales_cdc' }]);
    expect(after.gone).toEqual(['sales_cdc_with_deletes']);
  });

  it('are needed when a table becomes one that must be apart', () => {
    const before = plan(shop);
    const changed = shop.map(
      (each): ConnectorTable =>
        each.sourceTable === 'prices' ? { ...each, ingestionType: 'append', schedule: '*/15 * * * *' } : each,
    );
    const after = plan(changed, { current: asCurrent(before) });
    expect(after.moves).toMatchObject([
      { item: { table: { sourceTable: 'prices' } }, from: 'stock_snapshot' },
    ]);
  });

  it('are none when all tables of a pipeline get another schedule', () => {
    const before = plan(shop);
    const after = plan(shop, { current: asCurrent(before), schedules: { snapshot: '0 6 * * *' } });
    expect(after.moves).toEqual([]);
    expect(after.estimate.pipelines.find(({ group }) => group === 'stock_snapshot')?.class.schedule).toBe(
      '0 6 * * *',
    );
  });

  it('are proposed by a rebalancing, and made when they are allowed', () => {
    const some = Array.from({ length: 6 }, (_, n) => listedTable(`t${n}`, { weight: 100 }));
    const current = asCurrent(plan(some, { pipelines: 3 }));
    const grown = some.map((each) => (each.sourceTable === 't0' ? { ...each, weight: 400 } : each));
    const proposed = plan(grown, { current, rebalance: 0.01 });
    expect(proposed.moves).toEqual([]);
    expect(proposed.proposal?.moves).toHaveLength(1);
    const made = plan(grown, { current, rebalance: 0.01, allowMoves: true });
    expect(made.moves).toHaveLength(1);
    expect(made.certificates).toMatchObject([{ makespan: 400, gap: 0 }]);
  });

  it('does not give a new pipeline the name of one that was', () => {
    const current = {
      groupBy: 'balanced' as const,
      pipelines: 2,
      tables: new Map([
        ['gone', 'append'],
        ['t', 'snapshot'],
      ]),
    };
    const tables = [listedTable('t'), listedTable('fresh', { ingestionType: 'append' })];
    expect(Object.keys(groups(plan(tables, { current })))).toEqual(['snapshot', 'append_2']);
  });
});

/** What happens to a list over time, none of which may move a table that keeps its class. */
const changes = fc.record({
  removed: fc.array(fc.nat(24), { maxLength: 5 }),
  weights: fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 25, maxLength: 25 }),
  categories: fc.array(properties, { minLength: 25, maxLength: 25 }),
  added: tableLists('new'),
});

describe('any plan', () => {
  it('has every table once, in pipelines of one class, within the limits, and says the moves it makes', () => {
    fc.assert(
      fc.property(
        tableLists('t'),
        wishes,
        wishes,
        fc.integer({ min: 1, max: 9 }),
        (tables, wish, other, maxTables) => {
          const before = plan(tables, { ...wish, maxTables });
          const after = plan(tables, { ...other, maxTables, current: asCurrent(before), allowMoves: true });
          for (const made of [before, after]) {
            const names = Object.values(groups(made)).flat();
            expect(names.toSorted()).toEqual(tables.map(({ sourceTable }) => sourceTable).sort());
            const { pipelines } = made.estimate;
            expect(new Set(pipelines.map(({ group }) => group)).size).toBe(pipelines.length);
            for (const { items } of pipelines) {
              expect(new Set(items.map((item) => item.class.key)).size).toBe(1);
              expect(items.length).toBeLessThanOrEqual(maxTables);
            }
            for (const { gap, makespan, lowerBound } of made.certificates) {
              expect(gap).toBeGreaterThanOrEqual(0);
              expect(makespan).toBeGreaterThanOrEqual(lowerBound);
            }
          }
          const [was, is] = [assignment(before), assignment(after)];
          const moved = [...is].filter(([name, group]) => was.get(name) !== group).map(([name]) => name);
          expect(after.moves.map(({ item }) => item.table.sourceTable).sort()).toEqual(moved.sort());
        },
      ),
      { numRuns: 150 },
    );
  });

  it('moves no table that stays what it is, whatever else changes, when nothing else is asked for', () => {
    fc.assert(
      fc.property(
        tableLists('t'),
        wishes,
        changes,
        fc.integer({ min: 2, max: 9 }),
        (tables, wish, change, maxTables) => {
          const before = plan(tables, { ...wish, maxTables });
          const left = tables
            .filter((_, index) => !change.removed.includes(index))
            .map((each, index) => ({
              ...each,
              weight: change.weights[index] ?? 1,
              category: change.categories[index]?.category ?? '',
            }));
          const current = asCurrent(before);
          const same = 'groupBy' in wish && wish.groupBy === 'none';
          for (const asked of same ? [{}] : [{}, wish]) {
            const after = plan([...left, ...change.added], { ...asked, maxTables, current });
            // Without any grouping a new table may make the schedule of all another one, but moves none either.
            expect(after.moves).toEqual([]);
            const [was, is] = [assignment(before), assignment(after)];
            for (const { sourceTable } of left) expect(is.get(sourceTable)).toBe(was.get(sourceTable));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is the same again on what it left behind', () => {
    fc.assert(
      fc.property(tableLists('t'), wishes, (tables, wish) => {
        const before = plan(tables, wish);
        const planned = new Map(
          before.estimate.pipelines.flatMap(({ class: { schedule }, items }) =>
            items.map((item) => [item.table.sourceTable, schedule] as const),
          ),
        );
        const written = tables.map((each) => ({ ...each, schedule: planned.get(each.sourceTable) ?? '' }));
        const after = plan(written, { current: asCurrent(before) });
        expect(groups(after)).toEqual(groups(before));
      }),
      { numRuns: 100 },
    );
  });

  it('is no worse after a rebalancing, and within its target or at the best there is', () => {
    fc.assert(
      fc.property(
        tableLists('t', 12),
        fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 12, maxLength: 12 }),
        (tables, weights) => {
          const alike = tables.map(({ sourceTable }) => listedTable(sourceTable, { weight: 100 }));
          const current = asCurrent(plan(alike, { pipelines: Math.min(3, alike.length) }));
          const grown = alike.map((each, index) => ({ ...each, weight: weights[index] ?? 1 }));
          const kept = plan(grown, { current });
          const moved = plan(grown, { current, rebalance: 0.05, allowMoves: true });
          const [was, is] = [kept.certificates[0], moved.certificates[0]];
          expect(is?.makespan).toBeLessThanOrEqual(was?.makespan ?? 0);
          expect(
            (is?.gap ?? 0) <= 0.0501 ||
              moved.certificates[0]?.makespan ===
                plan(grown, { pipelines: Math.min(3, grown.length) }).certificates[0]?.makespan,
          ).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });
});
