import { words } from './words.ts';

/** Beyond this many clauses a query is a pasted text: the first ones decide. */
const maxClauses = 256;

/** A quoted phrase (with its prefix star), or a word. A quote without a partner is skipped. */
const clausePattern = /"([^"]*)"(\*?)|[^\s"]+/g;

/** What stands together in a query: the words of it must stand next to each other in a field. */
export interface Clause {
  /** As it was typed, without quotes and star. */
  readonly text: string;
  /** At least one. */
  readonly words: readonly string[];
  readonly quoted: boolean;
  /** Whether the last word may go on. */
  readonly prefix: boolean;
}

/**
 * Reads what a person typed: words, `"quoted phrases"`, and a trailing `*` for a prefix. Nothing else in
 * it means anything, so any text is safe. What holds no word (`-`, `!?`) is passed over.
 *
 * @param match `phrase` takes the whole text as one; `prefix` lets its last word go on.
 */
export function parseQuery(query: string, match: 'words' | 'prefix' | 'phrase' = 'words'): readonly Clause[] {
  // FTS5 reads its query as a C string: a NUL would end it in the middle of a quote.
  const clean = query.replaceAll('\0', ' ');
  if (match === 'phrase') return keepWords([clause(clean.replaceAll('"', ' '), true, false)]);
  const found = new Map<string, Clause>();
  for (const [typed, phrase, star] of clean.matchAll(clausePattern)) {
    const text = phrase ?? typed.replace(/\*+$/, '');
    const prefix = phrase === undefined ? text.length < typed.length : star === '*';
    for (const kept of keepWords([clause(text, phrase !== undefined, prefix)])) {
      found.set(`${prefix} ${text}`, kept);
    }
    if (found.size === maxClauses) break;
  }
  const clauses = [...found.values()];
  const last = clauses.pop();
  if (last === undefined) return [];
  return [...clauses, match === 'prefix' ? { ...last, prefix: true } : last];
}

function clause(text: string, quoted: boolean, prefix: boolean): Clause {
  return { text, words: words(text), quoted, prefix };
}

function keepWords(clauses: readonly Clause[]): readonly Clause[] {
  return clauses.filter((found) => found.words.length > 0);
}
