import type { estypes } from '@elastic/elasticsearch';
import type { Document, QueryHit } from '../../client/types.ts';
import type { Found } from './searched-index.ts';

/** Snippets of each field. */
const fragments = 3;

/** Longer texts are searched to their end, and marked up to here. */
const markedLetters = 999_999;

export function highlightOf(fields: readonly string[]): { readonly highlight?: estypes.SearchHighlight } {
  if (fields.length === 0) return {};
  return {
    highlight: {
      fields: Object.fromEntries(fields.map((field) => [field, {}])),
      pre_tags: ['«'],
      post_tags: ['»'],
      number_of_fragments: fragments,
      max_analyzed_offset: markedLetters,
    },
  };
}

export function hitsOf({ hits }: Found, score?: number): readonly QueryHit[] {
  return hits.hits.map((hit) => ({
    id: hit._id ?? '',
    score: score ?? hit._score ?? 0,
    document: documentOf(hit._source),
    highlights: hit.highlight ?? {},
  }));
}

/** A document is an object, also an empty one. */
export function documentOf(source: Document | undefined): Document {
  return source ?? {};
}

export function totalOf({ hits }: Found): number {
  return typeof hits.total === 'number' ? hits.total : (hits.total?.value ?? 0);
}
