import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectorTable } from '../types.ts';
import { classify, guessCategories } from './categories.ts';

const table = (sourceTable: string, category = ''): ConnectorTable => ({
  ...{ sourceTable, ingestionType: 'cdc', category, categorySource: category ? 'list' : 'none' },
  ...{ primaryKeys: [], tableConfiguration: {}, otherColumns: {} },
});

const found = (tables: readonly ConnectorTable[], own = {}, map = {}) =>
  classify(tables, {
    own: Object.entries<string[]>(own).map(([name, tables]) => ({ name, tables })),
    map,
  }).tables.map(
    ({ sourceTable, category, categorySource }) => `${sourceTable} ${category} ${categorySource}`,
  );

describe('classify', () => {
  it('asks the map, the connector, the list and the names, in this order', () => {
    const tables = [table('pi_af_tables'), table('pi_af_assets'), table('pi_x', 'mine'), table('pi_point_a')];
    const more = [table('pi_point_b'), table('pi_points'), table('pi_alone')];
    const own = { ASSETS: ['pi_af_tables', 'pi_af_assets', 'pi_x2'] };
    expect(found([...tables, ...more], own, { pi: 'all', pi_af_t: 'tables' })).toContain('pi_x all map');
    expect(found([...tables, ...more], own, { pi_af_t: 'tables' })).toEqual([
      'pi_af_tables tables map',
      'pi_af_assets assets connector',
      'pi_x mine list',
      'pi_point_a point name',
      'pi_point_b point name',
      'pi_points point name',
      'pi_alone  none',
    ]);
  });

  it('prefers the smallest category of the connector, and none that is simply all tables', () => {
    const own = { ALL: ['a', 'b', 'c'], BIG: ['a', 'b'], SMALL: ['b'] };
    expect(
      found(
        ['a', 'b', 'c'].map((name) => table(name)),
        own,
      ),
    ).toEqual(['a big connector', 'b small connector', 'c  none']);
    expect(found([table('a'), table('b')], { ALL: ['a', 'b'] })).toEqual([
      'a all connector',
      'b all connector',
    ]);
  });

  it('says which beginnings no table has', () => {
    const { problems } = classify([table('Orders')], { own: [], map: { ord: 'sales', pi_: 'x' } });
    expect(problems).toMatchObject([{ code: 'HR-DISCOVER-046', message: expect.stringContaining('"pi_"') }]);
  });
});

describe('guessed categories', () => {
  it('are the first word that differs, in whichever style names are written', () => {
    const names = ['EmpJob', 'EmpPay', 'empTime', 'PerPerson', 'JobCode'];
    expect(Object.fromEntries(guessCategories(names))).toEqual({
      EmpJob: 'emp',
      EmpPay: 'emp',
      empTime: 'emp',
    });
  });

  it('do not depend on the order of names, and belong to several tables', () => {
    const name = fc.stringMatching(/^[a-c](_[a-c]){0,2}s?$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 1, maxLength: 40 }),
        fc.func(fc.integer()),
        (names, key) => {
          const guessed = guessCategories(names);
          const shuffled = names.toSorted((a, b) => key(a) - key(b));
          expect(guessCategories(shuffled)).toEqual(
            new Map(
              shuffled.flatMap((n) => {
                const category = guessed.get(n);
                return category === undefined ? [] : [[n, category] as const];
              }),
            ),
          );
          const members = Map.groupBy(guessed.keys(), (n) => guessed.get(n));
          for (const list of members.values()) expect(list.length).toBeGreaterThanOrEqual(3);
        },
      ),
    );
  });
});
