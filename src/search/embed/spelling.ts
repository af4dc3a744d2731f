import { golden, mix } from './random.ts';

/** Shortest beginning of a word that says something about it. */
const shortestPrefix = 3;
/** Coordinates that one prefix touches. */
const touched = 16;

/**
 * Adds a word's spelling to a vector: a sum of one fixed, sparse, random ±1 vector per prefix of three or
 * more characters (a shorter word is its own). Words that begin alike come out alike (`run`, `runs`,
 * `running`), unrelated ones almost orthogonal, and a word needs never to have been seen before.
 *
 * Sparse random vectors preserve angles as dense ones do: Achlioptas, "Database-friendly random
 * projections" (2003); Kanerva et al., "Random indexing of text samples for latent semantic analysis"
 * (2000). Prefixes stand in for stemming: McNamee & Mayfield, "Character n-gram tokenization for European
 * language text retrieval" (2004).
 *
 * @param into the vector that is added to.
 * @param weight the length of what is added (as expected over all words).
 */
export function addSpelling(into: Float32Array, word: string, weight: number, seed: number): void {
  const prefixes = Math.max(1, word.length - shortestPrefix + 1);
  const step = weight / Math.sqrt(prefixes * touched);
  // FNV-1a, so that the hash of each prefix falls out of the hash of the whole word.
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < word.length; i++) {
    hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
    if (i + 1 < shortestPrefix && i + 1 < word.length) continue;
    for (let j = 0; j < touched; j++) {
      const bits = mix(hash + j * golden);
      const at = (bits >>> 1) % into.length;
      into[at] = (into[at] ?? 0) + (bits & 1 ? step : -step);
    }
  }
}
