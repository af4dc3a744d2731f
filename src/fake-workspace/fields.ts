import * as z from 'zod';

/** An id of 64 bits, as decimal digits from here on. */
export const id64 = z
  .union([z.int().nonnegative(), z.string().regex(/^\d+$/)], { error: 'expected a whole number of 64 bits' })
  .transform(String);

/** How ids of 64 bits are written: as numbers. */
export function wireId(id: string): bigint {
  return BigInt(id);
}

export const texts = z.array(z.string());
export const textMap = z.record(z.string(), z.string());

/** A yes or no in a query. */
export const queryFlag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** A whole number in a query. */
export function queryNumber(min: number, max: number) {
  return z.coerce.number().pipe(z.int().min(min).max(max));
}

/** One value or several of a query's parameter; also as a JSON array, as the documentation shows them. */
export const queryTexts = z.union([texts, z.string()]).transform((given, context) => {
  if (typeof given !== 'string') return given;
  if (!given.startsWith('[')) return [given];
  try {
    return texts.parse(JSON.parse(given));
  } catch {
    context.addIssue('expected a list of texts');
    return z.NEVER;
  }
});

/** Objects that are kept as they came: only their name is checked, not what is inside. */
export const anything = z.looseObject({});
