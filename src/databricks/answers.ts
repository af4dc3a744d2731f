import * as z from 'zod';

/** An id of 64 bits; as text, whatever it came as. */
export const id = z.union([z.string(), z.number()]).transform(String);

/** Milliseconds since the epoch, a count, a size. */
export const whole = z.union([z.number(), z.string().regex(/^-?\d+$/)]).transform(Number);

/** The query's or body's number for an id given as text. */
export function idNumber(text: string): bigint {
  return BigInt(text);
}
