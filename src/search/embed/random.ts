/**
 * A small seeded generator (SplitMix of Steele, Lea & Flood 2014, cut down to 32 bits): the same seed gives
 * the same numbers on every machine.
 *
 * @returns a function that gives whole numbers from 0 to 2³² - 1.
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + golden) >>> 0;
    return mix(state);
  };
}

/** 2³² over the golden ratio: multiples of it fill the range evenly. */
export const golden = 0x9e3779b9;

/** Spreads every bit of a 32-bit number over all of them (the finalizer of MurmurHash3). */
export function mix(bits: number): number {
  let mixed = bits;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
