type Vector = Float32Array | Float64Array;

/** Adds `factor` times `other` to a vector of the same size. */
export function addScaled(into: Vector, other: Vector | Int8Array, factor: number): void {
  for (let i = 0; i < into.length; i++) into[i] = (into[i] ?? 0) + factor * (other[i] ?? 0);
}

/** Brings a vector to length 1, in place, and returns it; a zero vector stays zero. */
export function normalize<V extends Vector>(vector: V): V {
  let squares = 0;
  for (let i = 0; i < vector.length; i++) squares += (vector[i] ?? 0) ** 2;
  if (squares === 0) return vector;
  const scale = 1 / Math.sqrt(squares);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) * scale;
  return vector;
}
