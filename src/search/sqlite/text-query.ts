/** Beyond this many words a query is a pasted text: the first ones decide. */
const maxClauses = 256;

/** A quoted phrase (with its prefix star), or a word. A quote without a partner is skipped. */
const clause = /"([^"]*)"(\*?)|[^\s"]+/g;

/**
 * Turns what a person typed into FTS5 phrases: words, `"quoted phrases"`, and a trailing `*` for
 * a prefix. Everything ends up between quotes, so nothing can act as FTS5 syntax; what is inside
 * (punctuation, emoji) is left to the tokenizer, and a phrase without any token matches nothing.
 */
export function parseQuery(query: string): readonly string[] {
  const clauses = new Set<string>();
  // FTS5 reads its query as a C string: a NUL would end it in the middle of a quote.
  for (const [match, phrase, star] of query.replaceAll('\0', ' ').matchAll(clause)) {
    const words = phrase ?? match.replace(/\*+$/, '');
    const prefix = phrase === undefined ? words.length < match.length : star === '*';
    if (words.trim() !== '') clauses.add(`"${words}"${prefix ? '*' : ''}`);
    if (clauses.size === maxClauses) break;
  }
  return [...clauses];
}

/** FTS5's implicit AND, unlike its explicit one, passes over phrases without tokens (`foo - bar`). */
export function matchExpression(clauses: readonly string[], operator: 'all' | 'any'): string {
  return clauses.join(operator === 'all' ? ' ' : ' OR ');
}
