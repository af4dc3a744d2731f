import { fusionDepth, reciprocalRankFusion } from '../../client/fuse.ts';
import type { HybridPlan, SemanticPlan } from '../../client/plan.ts';
import type { Answer } from '../../client/timed.ts';
import type { IndexView } from '../reader.ts';
import { toUnit } from '../unit-vector.ts';
import { countPassing, passing } from './condition.ts';
import { toHits } from './hits.ts';
import { countFacets, textAnswer } from './page.ts';
import { best, maxNeighbours, rankByVector } from './rank.ts';
import { rankText } from './text-search.ts';

/** By meaning: exactly the nearest of the documents that pass. */
export function answerSemantic(
  view: IndexView,
  plan: SemanticPlan,
  vector: Float32Array | undefined,
): Answer {
  const near = nearest(view, plan, vector, plan.limit);
  return {
    hits: toHits(view.connection, near, undefined),
    total: countPassing(view, plan.condition),
    facets: countFacets(view, passing(view, plan.condition), plan.facets),
  };
}

/** By words and by meaning, merged by rank. */
export function answerHybrid(view: IndexView, plan: HybridPlan, vector: Float32Array | undefined): Answer {
  const depth = Math.min(fusionDepth(plan.limit), maxNeighbours);
  const { search, ranked } = rankText(view, plan.text, plan.condition, depth);
  const near = nearest(view, plan, vector, depth);
  const fused = reciprocalRankFusion([ranked, near], plan.rankConstant, plan.weights);
  return textAnswer(view, plan, search, best(view.connection, fused, plan.limit));
}

function nearest(
  view: IndexView,
  { condition }: SemanticPlan | HybridPlan,
  vector: Float32Array | undefined,
  limit: number,
): ReturnType<typeof rankByVector> {
  const unit = vector && toUnit(vector);
  if (unit === undefined) return [];
  const filter = condition && passing(view, condition);
  return rankByVector(view.connection, unit, filter, limit);
}
