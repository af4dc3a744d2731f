/** Chance that is the same every time: everything random in a test comes from one of these. */
export interface Dice {
  /** From 0 (included) to 1 (excluded). */
  number(): number;
  /** A whole number, both ends included. */
  int(least: number, most: number): number;
  chance(part: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
}

/** @param seed a whole number; equal seeds give equal dice (mulberry32). */
export function seeded(seed: number): Dice {
  let state = seed >>> 0;
  const number = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (least: number, most: number): number => least + Math.floor(number() * (most - least + 1));
  return {
    number,
    int,
    chance: (part) => number() < part,
    pick: (list) => list[int(0, list.length - 1)] ?? list[0],
  };
}
