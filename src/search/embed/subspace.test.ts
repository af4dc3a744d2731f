import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Pace } from './pace.ts';
import { type DenseMatrix, dominantSubspace, type SparseMatrix } from './subspace.ts';

function sparse(rows: readonly (readonly number[])[], columnCount: number): SparseMatrix {
  const entries = rows.map((row) => [...row.entries()].filter(([, value]) => value !== 0));
  const starts = [0];
  for (const row of entries) starts.push((starts.at(-1) ?? 0) + row.length);
  return {
    columnCount,
    starts: Uint32Array.from(starts),
    columns: Uint32Array.from(entries.flat(), ([column]) => column),
    values: Float32Array.from(entries.flat(), ([, value]) => value),
  };
}

function column({ values, width }: DenseMatrix, j: number): number[] {
  return [...values.filter((_, i) => i % width === j)];
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

const options = { iterations: 3, seed: 1, pace: new Pace() };

describe('dominantSubspace', () => {
  test('finds the directions that matter most', async () => {
    const a = sparse(
      [
        [9, 0, 0, 0],
        [0, 0, 7, 0],
        [0, 0.1, 0, 0],
        [0, 0, 0, 0.2],
      ],
      4,
    );
    const { values } = await dominantSubspace(a, 2, { ...options, iterations: 8 });
    // The lengths of the rows tell how much of each axis lies in the space.
    const lengths = [0, 1, 2, 3].map((i) => Math.hypot(values[2 * i] ?? 0, values[2 * i + 1] ?? 0));
    for (const [i, expected] of [1, 0, 1, 0].entries()) expect(lengths[i]).toBeCloseTo(expected, 6);
  });

  test('gives orthonormal columns, and zero ones beyond the rank', async () => {
    const matrix = fc
      .integer({ min: 1, max: 8 })
      .chain((width) =>
        fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: width, maxLength: width })),
      );
    await fc.assert(
      fc.asyncProperty(matrix, fc.integer({ min: 1, max: 10 }), async (rows, width) => {
        const basis = await dominantSubspace(sparse(rows, rows[0]?.length ?? 0), width, options);
        for (let i = 0; i < width; i++) {
          const length = dot(column(basis, i), column(basis, i));
          if (length > 0) expect(length).toBeCloseTo(1, 4);
          for (let j = 0; j < i; j++) expect(dot(column(basis, i), column(basis, j))).toBeCloseTo(0, 4);
        }
      }),
    );
  });

  test('of a matrix of rank one has one column', async () => {
    const a = sparse(Array(1000).fill([1, 2, 3]), 3);
    const basis = await dominantSubspace(a, 5, options);
    const lengths = [0, 1, 2, 3, 4].map((j) => Math.hypot(...column(basis, j)));
    expect(lengths.filter((length) => length > 0)).toEqual([expect.closeTo(1, 9)]);
  });
});
