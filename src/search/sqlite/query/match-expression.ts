import type { Clause } from '../../client/parse-query.ts';
import type { TextQuery } from '../../client/plan.ts';
import type { IndexView } from '../reader.ts';
import { storedText } from '../stored-text.ts';
import { quoted as phrase } from './quoted.ts';
import { similarTerms } from './similar-terms.ts';

/**
 * A text query as FTS5 has it; undefined when it holds no words. Everything of the user's ends up between
 * quotes.
 */
export function matchExpression(
  view: IndexView,
  query: TextQuery,
  operator: 'all' | 'any',
): string | undefined {
  const clauses = expressions(view, query);
  return clauses.length === 0 ? undefined : inFields(view, query, clauses, operator);
}

/** Each clause of the query as an FTS5 expression. */
export function expressions(view: IndexView, { clauses, fuzziness }: TextQuery): readonly string[] {
  const { encodeQuery } = storedText(view.manifest.analyzer);
  return clauses
    .filter((clause) => hasTokens(view, clause))
    .flatMap(({ text, words, quoted, prefix }) => {
      if (quoted || fuzziness === 0) return [`${phrase(encodeQuery(text, words))}${prefix ? '*' : ''}`];
      // Of what stands together each word may differ by itself, so they are looked for apart.
      return words.map((word, position) =>
        prefix && position === words.length - 1
          ? `${phrase(encodeQuery(word, [word]))}*`
          : similarTerms(view, word, fuzziness),
      );
    });
}

/** Clauses that must, or may, be in the fields that are searched. */
export function inFields(
  { manifest }: IndexView,
  { fields }: TextQuery,
  clauses: readonly string[],
  operator: 'all' | 'any',
): string {
  const expression = clauses.join(operator === 'all' ? ' AND ' : ' OR ');
  const columns = fields.map(({ name }) => `t${manifest.text.indexOf(name)}`);
  return columns.length === manifest.text.length ? expression : `{${columns.join(' ')}} : (${expression})`;
}

/** SQL for BM25 with the fields' weights. */
export function scoreOf({ manifest }: IndexView, { fields }: TextQuery): string {
  const weights = manifest.text.map((name) => fields.find((field) => field.name === name)?.weight ?? 0);
  return weights.every((weight) => weight === 1) ? 'bm25(words)' : `bm25(words, ${weights.join(', ')})`;
}

/** The tokenizer of `english` has no emoji; FTS5's AND with a phrase without tokens finds nothing. */
function hasTokens({ manifest }: IndexView, { text }: Clause): boolean {
  return manifest.analyzer === 'standard' || /[\p{L}\p{N}\p{Co}]/u.test(text);
}
