import { expect, it } from 'vitest';
import { differingColumns, pairRows } from './pair-rows.ts';

it('puts rows side by side that agree in most columns', () => {
  const duckdb = [
    ['1', 'a', 'x'],
    ['2', 'b', null],
  ];
  const spark = [
    ['2', 'b', 'z'],
    ['1', 'c', 'x'],
  ];
  const pairs = pairRows(duckdb, spark, 5);
  expect(pairs).toEqual([
    { duckdb: ['1', 'a', 'x'], spark: ['1', 'c', 'x'] },
    { duckdb: ['2', 'b', null], spark: ['2', 'b', 'z'] },
  ]);
  expect(pairs.map(differingColumns)).toEqual([[1], [2]]);
});

it('leaves rows alone that agree in nothing', () => {
  expect(pairRows([['1', 'a']], [['2', 'b']], 5)).toEqual([
    { duckdb: ['1', 'a'], spark: undefined },
    { duckdb: undefined, spark: ['2', 'b'] },
  ]);
});

it('shows no more than it was asked for', () => {
  const rows = Array.from({ length: 10 }, (_, n) => [String(n)]);
  expect(pairRows(rows, [], 3)).toHaveLength(3);
});
