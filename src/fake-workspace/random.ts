/** Chance that repeats: equal seeds give equal ids. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number;
  /** An id of 64 bits as decimal digits, beyond 2^53 and odd, so that no double can hold it. */
  id(): string;
  uuid(): string;
  /** Hexadecimal digits. */
  hex(length: number): string;
}

/** Mulberry32: small, and good enough to look like chance. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const digits = (length: number, radix: number): string =>
    Array.from({ length }, () => Math.floor(next() * radix).toString(radix)).join('');
  const hex = (length: number): string => digits(length, 16);
  return {
    next,
    hex,
    id: () => `${1 + Math.floor(next() * 8)}${digits(16, 10)}${1 + 2 * Math.floor(next() * 5)}`,
    uuid: () => [8, 4, 4, 4, 12].map(hex).join('-'),
  };
}
