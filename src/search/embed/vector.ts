type Vector = Float32Array | Float64Array;

/** Adds `factor` times `other` to the first coordinates of a vector, as many as `other` has. */
export function addScaled(into: Vector, other: Vector | Int8Array, factor: number): void {
  for (let i = 0; i < other.length; i++) into[i] = (into[i] ?? 0) + factor * (other[i] ?? 0);
}

/** A vector's Euclidean length. */
export function lengthOf(vector: Vector | Int8Array): number {
  let squares = 0;
  for (let i = 0; i < vector.length; i++) squares += (vector[i] ?? 0) ** 2;
  return Math.sqrt(squares);
}

/** Brings a vector to length 1, in place, and returns it; a zero vector stays zero. */
export function normalize<V extends Vector>(vector: V): V {
  const length = lengthOf(vector);
  if (length === 0) return vector;
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / length;
  return vector;
}
