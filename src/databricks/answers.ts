import * as z from 'zod';

/** An id of 64 bits; as text, whatever it came as. */
export const id = z.union([z.string(), z.number()]).transform(String);

/** Milliseconds since the epoch, a count, a size. */
export const whole = z.union([z.number(), z.string().regex(/^-?\d+$/)]).transform(Number);

/** A token as it goes into a header: anything but plain characters would be refused there, and told in full. */
export const tokenText = z.string().regex(/^[\x21-\x7e]+$/);

/** The query's or body's number for an id given as text. */
export function idNumber(text: string): bigint {
  return BigInt(text);
}
