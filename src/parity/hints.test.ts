import { expect, it } from 'vitest';
import type { TableComparison } from './compare-tables.ts';
import { hintsFor } from './hints.ts';

const comparison: TableComparison = {
  rows: { duckdb: 1, spark: 1 },
  columns: ['id', 'tags'],
  ignored: [],
  different: [],
  close: [],
  unequal: { duckdb: 1, spark: 1 },
  nearlyEqual: 0,
  examples: [],
  cut: false,
};
const nothing = { comparison, volatile: [], differingInputs: [] };

it('points at inputs that differ, and at functions that never agree', () => {
  expect(hintsFor({ ...nothing, differingInputs: ['orders'], volatile: ['current_timestamp'] })).toEqual([
    'Begin with orders: it is made from that.',
    'Its SQL uses current_timestamp, which differs from run to run: leave such columns out with --ignore.',
  ]);
});

it('knows lists that hold the same in another order', () => {
  const pair = (duckdb: unknown, spark: unknown): TableComparison => ({
    ...comparison,
    examples: [{ duckdb: ['1', duckdb], spark: ['1', spark] }],
  });
  const reordered = 'In tags, lists hold the same elements in another order: array_sort(…) gives them one.';
  expect(hintsFor({ ...nothing, comparison: pair(['a', 'b'], ['b', 'a']) })).toEqual([reordered]);
  expect(hintsFor({ ...nothing, comparison: pair([{ x: '1' }, null], [null, { x: '1' }]) })).toEqual([
    reordered,
  ]);
  expect(hintsFor({ ...nothing, comparison: pair(['a', 'b'], ['a', 'c']) })).toEqual([]);
  expect(hintsFor({ ...nothing, comparison: pair('ab', 'ba') })).toEqual([]);
});

it('asks for names where engines made them up', () => {
  const different = [{ name: 'count_star()', duckdb: 'bigint', spark: undefined }];
  expect(hintsFor({ ...nothing, comparison: { ...comparison, different } })).toEqual([
    'Engines name expressions as they like: write count_star() AS a_name.',
  ]);
});

it('knows names that differ in their letters only', () => {
  const different = [
    { name: 'id', duckdb: 'int', spark: undefined },
    { name: 'ID', duckdb: undefined, spark: 'int' },
  ];
  expect(hintsFor({ ...nothing, comparison: { ...comparison, different } })).toEqual([
    'A column is called as the table has it on DuckDB, as the SELECT has it on Spark: write id AS id.',
  ]);
});
