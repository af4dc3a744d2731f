import { expect, it } from 'vitest';
import { reciprocalRankFusion } from './fuse.ts';

const list = (...rows: number[]) => rows.map((row, index) => ({ row, score: 100 - index }));

it('adds 1 / (60 + rank) over the lists', () => {
  expect(reciprocalRankFusion([list(1, 2, 3), list(3, 4)])).toEqual([
    { row: 3, score: 1 / 63 + 1 / 61 },
    { row: 1, score: 1 / 61 },
    { row: 2, score: 1 / 62 },
    { row: 4, score: 1 / 62 },
  ]);
});

it('fuses nothing into nothing', () => {
  expect(reciprocalRankFusion([[], []])).toEqual([]);
});

it('weighs the lists', () => {
  expect(reciprocalRankFusion([list(1), list(2)], 10, [1, 3])).toEqual([
    { row: 2, score: 3 / 11 },
    { row: 1, score: 1 / 11 },
  ]);
  expect(reciprocalRankFusion([list(1), list(2)], 10, [0, 1])).toEqual([{ row: 2, score: 1 / 11 }]);
});
