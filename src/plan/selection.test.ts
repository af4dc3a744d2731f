import { describe, expect, it } from 'vitest';
import { type Layer, type Table, testTable } from '../project/testing/test-table.ts';
import { buildGraph } from './graph.ts';
import { type SelectionRequest, select } from './selection.ts';

function table(name: string, layer: Layer, tags: string[]): [string, Table] {
  return [name, testTable({ name, layer, tags })];
}

const tables = new Map([
  table('customers_bronze', 'bronze', ['daily', 'critical']),
  table('orders_bronze', 'bronze', ['daily']),
  table('customers_silver', 'silver', ['daily']),
  table('orders_silver', 'silver', ['critical', 'daily']),
  table('revenue_gold', 'gold', ['weekly']),
]);
const graph = buildGraph(
  new Map([
    ['customers_bronze', []],
    ['orders_bronze', []],
    ['customers_silver', ['customers_bronze']],
    ['orders_silver', ['orders_bronze', 'customers_silver']],
    ['revenue_gold', ['orders_silver']],
  ]),
);

function pick(request: Partial<SelectionRequest>): string[] {
  const all: SelectionRequest = { names: [], tags: [], match: 'all', layers: [], exclude: [], ...request };
  return [...select(tables, graph, all).tables].sort();
}

function complain(request: Partial<SelectionRequest>): string[] {
  const all: SelectionRequest = { names: [], tags: [], match: 'all', layers: [], exclude: [], ...request };
  return select(tables, graph, all).problems.map(({ code, message }) => `${code} ${message}`);
}

describe('select', () => {
  it('takes everything when nothing is asked', () => {
    expect(pick({})).toHaveLength(5);
  });

  it('takes tables with all tags, or with any of them', () => {
    expect(pick({ tags: ['daily', 'critical'] })).toEqual(['customers_bronze', 'orders_silver']);
    expect(pick({ tags: ['weekly', 'critical'], match: 'any' })).toEqual([
      'customers_bronze',
      'orders_silver',
      'revenue_gold',
    ]);
  });

  it('narrows by each kind of option', () => {
    expect(pick({ tags: ['daily'], layers: ['silver'] })).toEqual(['customers_silver', 'orders_silver']);
    expect(pick({ tags: ['daily'], names: ['orders_bronze', 'revenue_gold'] })).toEqual(['orders_bronze']);
  });

  it('widens with + after narrowing: upstream, downstream, both', () => {
    expect(pick({ names: ['+customers_silver'] })).toEqual(['customers_bronze', 'customers_silver']);
    expect(pick({ names: ['orders_silver+'] })).toEqual(['orders_silver', 'revenue_gold']);
    expect(pick({ names: ['+customers_silver+'] })).toEqual([
      'customers_bronze',
      'customers_silver',
      'orders_silver',
      'revenue_gold',
    ]);
    expect(pick({ names: ['+orders_silver'], tags: ['critical'] })).toContain('orders_bronze');
  });

  it('excludes last, with + too', () => {
    expect(pick({ names: ['+revenue_gold'], exclude: ['orders_bronze'] })).not.toContain('orders_bronze');
    expect(pick({ exclude: ['+orders_silver'] })).toEqual(['revenue_gold']);
  });

  it('names the nearest tag, table and layer', () => {
    expect(complain({ tags: ['dayly'] })).toEqual([
      expect.stringMatching(/HR-PLAN-002.*"dayly".*Did you mean "daily"/),
    ]);
    expect(complain({ names: ['order_silver'] })).toEqual([
      expect.stringMatching(/HR-PLAN-001.*"orders_silver"/),
    ]);
    expect(complain({ layers: ['golden'] })).toEqual([expect.stringMatching(/HR-PLAN-003.*"gold"/)]);
  });

  it('says so when options leave nothing', () => {
    expect(complain({ tags: ['weekly'], layers: ['bronze'] })).toEqual([
      'HR-PLAN-004 No table matches: --tags weekly --match all --layer bronze.',
    ]);
  });
});
