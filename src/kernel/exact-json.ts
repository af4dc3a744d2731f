/**
 * JSON whose whole numbers stay exact. Ids of a workspace have 64 bits; `JSON.parse` rounds those beyond
 * 2^53, so that one asks for another job than one was told of.
 */

/** Of the JSON proposal that every Node from 22 on has, and the compiler does not know yet. */
declare global {
  interface JSON {
    rawJSON(text: string): object;
  }
}

/**
 * Parses a text; whole numbers that a double cannot hold come as texts.
 *
 * @throws SyntaxError for what is no JSON.
 */
export function parseExact(text: string): unknown {
  // The reviver costs three times the parsing; few answers have such a number.
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) => {
    const source = context?.source;
    const rounded = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
    return rounded && source !== undefined && /^-?\d+$/.test(source) ? source : value;
  });
}

/** Writes a value; `bigint`s become plain numbers. */
export function writeExact(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? JSON.rawJSON(String(inner)) : inner,
  );
}
