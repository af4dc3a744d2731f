import { parseQuery } from './parse-query.ts';
import type { SuggestPlan, TextQuery } from './plan.ts';
import type { Suggestion } from './types.ts';
import { words } from './words.ts';

/** So many documents are looked at for words that complete a prefix. */
export const sampleSize = 1000;

/** The documents that have the words of a prefix, its last word going on; undefined where it has none. */
export function prefixQuery({ field, prefix }: SuggestPlan): TextQuery | undefined {
  const clauses = parseQuery(prefix.replaceAll('"', ' '), 'prefix');
  if (clauses.length === 0) return undefined;
  return { clauses, fields: [{ name: field, weight: 1 }], operator: 'all', fuzziness: 0 };
}

/** A word to come after what is there already. */
function completedQuery(query: TextQuery, word: string): TextQuery {
  const last = { text: word, words: [word], quoted: false, prefix: false };
  return { ...query, clauses: [...query.clauses.slice(0, -1), last] };
}

/**
 * Words that complete a prefix: found in a sample of the documents that have it, and then counted over
 * all. As both backends give samples of the same documents, they give the same words while there are no
 * more documents than the sample holds.
 *
 * @param texts of the sample's documents
 * @param count how many documents have each of some words
 */
export async function completeWords(
  { limit }: SuggestPlan,
  query: TextQuery,
  texts: readonly string[],
  count: (queries: readonly TextQuery[]) => Promise<readonly number[]> | readonly number[],
): Promise<readonly Suggestion[]> {
  const start = query.clauses.at(-1)?.words.at(-1)?.toLowerCase() ?? '';
  const frequency = new Map<string, number>();
  for (const text of texts) {
    const found = new Set(words(text).map((word) => word.toLowerCase()));
    for (const word of found) {
      if (word.startsWith(start)) frequency.set(word, (frequency.get(word) ?? 0) + 1);
    }
  }
  const candidates = inOrder(frequency).slice(0, limit);
  if (texts.length < sampleSize) return candidates;
  const counts = await count(candidates.map(({ text }) => completedQuery(query, text)));
  return inOrder(new Map(candidates.map(({ text }, position) => [text, counts[position] ?? 0])));
}

function inOrder(counts: ReadonlyMap<string, number>): Suggestion[] {
  return Array.from(counts, ([text, count]) => ({ text, count })).sort(
    (a, b) => b.count - a.count || (a.text < b.text ? -1 : 1),
  );
}
