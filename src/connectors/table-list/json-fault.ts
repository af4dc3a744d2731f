/** What V8 says of a text that is no JSON, without the text and the position. */
export function jsonFault(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return said.replace(/ (?:in JSON )?at position .*$|, (?:\.\.\.)?"[\s\S]*$/, '');
}
