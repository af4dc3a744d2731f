import type { Pace } from './pace.ts';
import { seededRandom } from './random.ts';

/** A sparse matrix, row after row: row i has `values[k]` in column `columns[k]` for starts[i] <= k < starts[i + 1]. */
export interface SparseMatrix {
  readonly columnCount: number;
  /** One more than there are rows. */
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float32Array;
}

/** A dense matrix in row-major order: element (i, j) is `values[i * width + j]`. */
export interface DenseMatrix {
  readonly width: number;
  readonly values: Float64Array;
}

/**
 * An orthonormal basis of (nearly) the space that the leading right singular vectors of A span, by
 * subspace iteration from a random start: Halko, Martinsson & Tropp, "Finding structure with randomness"
 * (2011), algorithm 4.4. The vectors are not turned into singular vectors one by one (that would be their
 * algorithm 5.1): whoever only compares rows by their angles cannot tell the difference.
 *
 * @param a n rows × m columns.
 * @param width vectors wanted; with m < width, or a lower rank, the columns left over are zero.
 * @returns m rows × `width`.
 */
export async function dominantSubspace(
  a: SparseMatrix,
  width: number,
  options: { iterations: number; seed: number; pace: Pace; onIteration?: (done: number) => void },
): Promise<DenseMatrix> {
  const random = seededRandom(options.seed);
  let basis: DenseMatrix = { width, values: new Float64Array(a.columnCount * width) };
  for (let i = 0; i < basis.values.length; i++) {
    basis.values[i] = random() / 2 ** 31 - 1;
    if (i % width === 0 && options.pace.due()) await options.pace.rest();
  }
  for (let i = 0; i < options.iterations; i++) {
    basis = await timesGramian(a, basis, options.pace);
    await orthonormalize(basis, options.pace);
    options.onIteration?.(i + 1);
  }
  return basis;
}

/** AᵀA·X without ever holding AᵀA, or A·X: one row of A at a time goes there and back. */
async function timesGramian(a: SparseMatrix, x: DenseMatrix, pace: Pace): Promise<DenseMatrix> {
  const { width } = x;
  const product = new Float64Array(x.values.length);
  const row = new Float64Array(width);
  for (let i = 0; i + 1 < a.starts.length; i++) {
    const start = a.starts[i] ?? 0;
    const end = a.starts[i + 1] ?? 0;
    row.fill(0);
    for (let k = start; k < end; k++) {
      const value = a.values[k] ?? 0;
      const from = (a.columns[k] ?? 0) * width;
      for (let j = 0; j < width; j++) row[j] = (row[j] ?? 0) + value * (x.values[from + j] ?? 0);
    }
    for (let k = start; k < end; k++) {
      const value = a.values[k] ?? 0;
      const to = (a.columns[k] ?? 0) * width;
      for (let j = 0; j < width; j++) product[to + j] = (product[to + j] ?? 0) + value * (row[j] ?? 0);
    }
    if (pace.due()) await pace.rest();
  }
  return { width, values: product };
}

/**
 * Makes the columns orthonormal, in place, by Cholesky-QR: YᵀY = RᵀR, then Y·R⁻¹ (Golub & Van Loan,
 * "Matrix computations", §5.2). A column that depends on those before it becomes zero.
 */
async function orthonormalize(y: DenseMatrix, pace: Pace): Promise<void> {
  const { width } = y;
  const r = choleskyFactor(await gramMatrix(y, pace), width);
  const row = new Float64Array(width);
  for (let start = 0; start < y.values.length; start += width) {
    for (let j = 0; j < width; j++) row[j] = y.values[start + j] ?? 0;
    for (let i = 0; i < width; i++) {
      const pivot = r[i * width + i] ?? 0;
      const solved = pivot === 0 ? 0 : (row[i] ?? 0) / pivot;
      y.values[start + i] = solved;
      for (let j = i + 1; j < width; j++) row[j] = (row[j] ?? 0) - solved * (r[i * width + j] ?? 0);
    }
    if (pace.due()) await pace.rest();
  }
}

/** The upper triangle of YᵀY (width × width). */
async function gramMatrix(y: DenseMatrix, pace: Pace): Promise<Float64Array> {
  const { width, values } = y;
  const gram = new Float64Array(width * width);
  for (let start = 0; start < values.length; start += width) {
    for (let i = 0; i < width; i++) {
      const value = values[start + i] ?? 0;
      if (value === 0) continue;
      for (let j = i; j < width; j++) {
        gram[i * width + j] = (gram[i * width + j] ?? 0) + value * (values[start + j] ?? 0);
      }
    }
    if (pace.due()) await pace.rest();
  }
  return gram;
}

/** Turns the upper triangle of a symmetric G into R with RᵀR = G; rows of dependent columns become zero. */
function choleskyFactor(g: Float64Array, width: number): Float64Array {
  for (let i = 0; i < width; i++) {
    const original = g[i * width + i] ?? 0;
    let rest = original;
    for (let k = 0; k < i; k++) rest -= (g[k * width + i] ?? 0) ** 2;
    // What is left of a column that depends on the others is rounding, not direction.
    const pivot = rest > original * 1e-10 ? Math.sqrt(rest) : 0;
    for (let j = i + 1; j < width; j++) {
      let sum = g[i * width + j] ?? 0;
      for (let k = 0; k < i; k++) sum -= (g[k * width + i] ?? 0) * (g[k * width + j] ?? 0);
      g[i * width + j] = pivot === 0 ? 0 : sum / pivot;
    }
    g[i * width + i] = pivot;
  }
  return g;
}
