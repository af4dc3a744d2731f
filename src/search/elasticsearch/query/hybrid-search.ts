import type { estypes } from '@elastic/elasticsearch';
import { fusionDepth, type Ranked, reciprocalRankFusion } from '../../client/fuse.ts';
import { hasChoice } from '../../client/has-choice.ts';
import type { HybridPlan, SemanticPlan, TextQuery } from '../../client/plan.ts';
import type { Answer } from '../../client/timed.ts';
import type { QueryHit } from '../../client/types.ts';
import { aggregationsOf, facetsOf } from './facets.ts';
import { documentsQuery, filterQuery } from './filter.ts';
import { highlightOf, hitsOf, totalOf } from './hits.ts';
import type { Found, SearchedIndex } from './searched-index.ts';
import { textQuery } from './text-query.ts';

type Search = Omit<estypes.SearchRequest, 'index'>;

/** Elasticsearch looks at no more neighbours per shard than this. */
const maxNeighbours = 10_000;

/** By meaning. The nearest are asked for beside what passes the filter, which is counted. */
export async function answerSemantic(
  index: SearchedIndex,
  plan: SemanticPlan,
  vector: Float32Array | undefined,
): Promise<Answer> {
  const counted: Search = {
    size: 0,
    track_total_hits: true,
    query: documentsQuery(plan.condition),
    ...aggregationsOf(plan.facets),
  };
  const near = vector === undefined ? [] : [nearest(plan, vector, plan.limit)];
  const [passing, neighbours] = await index.searchAll([counted, ...near], plan.signal);
  return {
    hits: neighbours ? hitsOf(neighbours) : [],
    total: passing ? totalOf(passing) : 0,
    facets: facetsOf(plan.facets, passing?.aggregations),
  };
}

/**
 * By words and by meaning, merged by rank on our side: Elasticsearch's own fusion needs a licence. First
 * only ids travel, then the documents of the best.
 */
export async function answerHybrid(
  index: SearchedIndex,
  plan: HybridPlan,
  vector: Float32Array | undefined,
): Promise<Answer> {
  const depth = Math.min(fusionDepth(plan.limit), maxNeighbours);
  const first = plan.text.operator === 'any' ? 'any' : 'all';
  const near = vector === undefined ? [] : [{ ...nearest(plan, vector, depth), _source: false }];
  const [found, neighbours] = await index.searchAll([byWords(plan, first, depth), ...near], plan.signal);
  let words = found;
  let operator: 'all' | 'any' = first;
  const isFallback = plan.text.operator === 'auto' && hasChoice(plan.text);
  if (isFallback && words && totalOf(words) === 0) {
    operator = 'any';
    words = await index.search(byWords(plan, operator, depth), plan.signal);
  }
  const lists = [words, neighbours].map((list) => (list ? ranked(list) : []));
  const fused = reciprocalRankFusion(lists, plan.rankConstant, plan.weights);
  const best = fused.toSorted(byScoreThenId).slice(0, plan.limit);
  return {
    hits: await fetchHits(index, plan, best, operator),
    total: words ? totalOf(words) : 0,
    facets: facetsOf(plan.facets, words?.aggregations),
    operator,
  };
}

function byWords(plan: HybridPlan, operator: 'all' | 'any', size: number): Search {
  return {
    size,
    _source: false,
    track_total_hits: true,
    query: textQuery(plan.text, operator, plan.condition),
    ...aggregationsOf(plan.facets),
  };
}

function nearest(
  { vector: { field, candidates }, condition }: SemanticPlan | HybridPlan,
  vector: Float32Array,
  limit: number,
): Search {
  return {
    size: limit,
    track_total_hits: false,
    knn: {
      field,
      query_vector: Array.from(vector),
      k: limit,
      num_candidates: Math.min(Math.max(candidates, limit), maxNeighbours),
      ...(condition && { filter: filterQuery(condition) }),
    },
  };
}

function ranked({ hits }: Found): Ranked<string>[] {
  return hits.hits.map(({ _id, _score }) => ({ row: _id ?? '', score: _score ?? 0 }));
}

function byScoreThenId(a: Ranked<string>, b: Ranked<string>): number {
  return b.score - a.score || (a.row < b.row ? -1 : 1);
}

/** In the order of the ranking; without what was deleted in between. */
async function fetchHits(
  index: SearchedIndex,
  plan: HybridPlan,
  best: readonly Ranked<string>[],
  operator: 'all' | 'any',
): Promise<readonly QueryHit[]> {
  if (best.length === 0) return [];
  const found = await index.search(
    {
      size: best.length,
      track_total_hits: false,
      query: {
        bool: {
          filter: { ids: { values: best.map(({ row }) => row) } },
          // Only for the snippets.
          should: markedWords(plan.text, operator),
        },
      },
      ...highlightOf(plan.highlight),
    },
    plan.signal,
  );
  const hits = new Map(hitsOf(found).map((hit) => [hit.id, hit]));
  return best.flatMap(({ row, score }) => {
    const hit = hits.get(row);
    return hit ? [{ ...hit, score }] : [];
  });
}

function markedWords(text: TextQuery, operator: 'all' | 'any'): estypes.QueryDslQueryContainer[] {
  return text.clauses.length === 0 ? [] : [textQuery(text, operator, undefined)];
}
