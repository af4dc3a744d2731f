/** Squared lengths this near to 1 are left alone: the difference is the noise of 32-bit floats. */
const tolerance = 1e-6;

/** In 64 bits, where squares of 32-bit floats cannot overflow: finite exactly when every number is. */
function squaredLength(vector: Float32Array): number {
  let sum = 0;
  for (const x of vector) sum += x * x;
  return sum;
}

/** Why a vector cannot be stored or asked with, or nothing. */
export function vectorFault(vector: Float32Array, dimensions: number): string | undefined {
  if (vector.length !== dimensions) return `has ${vector.length} numbers instead of ${dimensions}`;
  return Number.isFinite(squaredLength(vector)) ? undefined : 'holds NaN or infinity';
}

/**
 * The vector at length 1, so that L2 distance orders by cosine similarity; undefined for a zero
 * vector, which points nowhere and is near nothing.
 */
export function toUnit(vector: Float32Array): Float32Array | undefined {
  const squared = squaredLength(vector);
  if (squared === 0) return undefined;
  if (Math.abs(squared - 1) <= tolerance) return vector;
  const length = Math.sqrt(squared);
  return vector.map((x) => x / length);
}
