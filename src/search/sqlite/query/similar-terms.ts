import { maxSimilarTerms } from '../../client/fuzziness.ts';
import type { IndexView } from '../reader.ts';
import { codePoints, editDistance } from './edit-distance.ts';
import { quoted } from './quoted.ts';
import { tokens, vocabulary } from './vocabulary.ts';

/**
 * An FTS5 expression for a word and all that are like it. FTS5 knows no weights, but counts a word as
 * often as it stands there: the word itself four times, what is one letter off twice.
 */
export function similarTerms(view: IndexView, word: string, fuzziness: 1 | 2 | 'auto'): string {
  const groups = tokens(view, word).map((token) => {
    const letters = codePoints(token);
    const limit = fuzziness === 'auto' ? automatic(letters.length) : fuzziness;
    const near = limit === 0 ? [] : nearTerms(view, letters, limit);
    const terms = near.flatMap(({ term, distance }) => Array(distance === 1 ? 2 : 1).fill(quoted(term)));
    return `(${[...Array(4).fill(quoted(token)), ...terms].join(' OR ')})`;
  });
  return groups.length === 1 ? groups.join() : `(${groups.join(' AND ')})`;
}

function automatic(length: number): number {
  return length < 3 ? 0 : length < 6 ? 1 : 2;
}

interface NearTerm {
  readonly term: string;
  readonly distance: number;
}

/** The nearest words first; not the word itself. */
function nearTerms(view: IndexView, letters: readonly number[], limit: number): readonly NearTerm[] {
  const found: NearTerm[] = [];
  const words = vocabulary(view);
  for (let length = Math.max(1, letters.length - limit); length <= letters.length + limit; length += 1) {
    for (const term of words.get(length) ?? []) {
      const distance = editDistance(letters, codePoints(term), limit);
      if (distance) found.push({ term, distance });
    }
  }
  return found.sort((a, b) => a.distance - b.distance).slice(0, maxSimilarTerms);
}
