import type { estypes } from '@elastic/elasticsearch';
import { maxSimilarTerms } from '../../client/fuzziness.ts';
import type { Clause } from '../../client/parse-query.ts';
import type { Condition, TextQuery } from '../../client/plan.ts';
import { filterQuery } from './filter.ts';

type Query = estypes.QueryDslQueryContainer;

/**
 * A text query, and the condition inside it. Each part of the query may be in any of the fields, so that
 * `all` means: all in the document.
 */
export function textQuery(
  query: TextQuery,
  operator: 'all' | 'any',
  condition: Condition | undefined,
): Query {
  const parts = query.clauses.flatMap((clause) => clauseQueries(clause, query));
  const filter = condition && { filter: filterQuery(condition) };
  if (parts.length === 0) return { match_none: {} };
  return operator === 'all'
    ? { bool: { must: parts.map((part) => part(parts.length > 1)), ...filter } }
    : { bool: { should: parts.map((part) => part(false)), minimum_should_match: 1, ...filter } };
}

/** How many terms a prefix at the end of a phrase may stand for. */
const maxPhraseExpansions = 1000;

type Part = (passOver: boolean) => Query;

/**
 * Queries for what must be in a document. `passOver` is for words that an analyzer drops: among others
 * they are met by everything.
 */
function clauseQueries({ text, words, quoted, prefix }: Clause, query: TextQuery): readonly Part[] {
  const fields = query.fields.map(({ name, weight }) => (weight === 1 ? name : `${name}^${weight}`));
  const match =
    (text: string, options: Partial<estypes.QueryDslMultiMatchQuery>): Part =>
    (passOver) => ({
      multi_match: { query: text, fields, ...options, zero_terms_query: passOver ? 'all' : 'none' },
    });
  const goesOn = (word: string): Part => match(word, { type: 'bool_prefix' });
  if (!quoted && query.fuzziness !== 0) {
    const fuzzy = {
      fuzziness: query.fuzziness === 'auto' ? 'AUTO' : query.fuzziness,
      max_expansions: maxSimilarTerms,
    };
    return words.map((word, position) =>
      prefix && position === words.length - 1 ? goesOn(word) : match(word, fuzzy),
    );
  }
  if (!prefix) return [match(text, { type: 'phrase' })];
  // Behind a word with something else behind it, Elasticsearch takes the word for finished.
  const [first = '', ...more] = words;
  return more.length === 0
    ? [goesOn(first)]
    : [match(words.join(' '), { type: 'phrase_prefix', max_expansions: maxPhraseExpansions })];
}
