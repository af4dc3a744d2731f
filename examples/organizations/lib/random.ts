import { createHash } from 'node:crypto';

/** Numbers from 0 to 1 that look random, the same for the same seed on every machine. */
export function randomFrom(seed: string): () => number {
  let state = createHash('md5').update(seed).digest().readUInt32LE(0) || 1;
  return () => {
    state = (state ^ (state << 13)) >>> 0;
    state = (state ^ (state >>> 17)) >>> 0;
    state = (state ^ (state << 5)) >>> 0;
    return state / 2 ** 32;
  };
}
