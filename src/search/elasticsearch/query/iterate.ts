import type { PagedPlan, TextPlan } from '../../client/plan.ts';
import type { QueryHit } from '../../client/types.ts';
import { highlightOf, hitsOf } from './hits.ts';
import { closeMoment, openMoment } from './moment.ts';
import { decided } from './page.ts';
import type { SearchedIndex } from './searched-index.ts';
import { exactValues, placeOf, sortOfMoment } from './sort.ts';

/** Everything that matches, from one point in time, `batch` documents per request. */
export async function* iterate(
  index: SearchedIndex,
  plan: PagedPlan | TextPlan,
  batch: number,
  lifetimeMs: number,
): AsyncGenerator<QueryHit> {
  const isText = 'text' in plan;
  if (isText && plan.text.clauses.length === 0) return;
  let pit = await openMoment(index, lifetimeMs, plan.signal);
  try {
    const request = {
      size: batch,
      sort: sortOfMoment(plan.sort),
      track_total_hits: false,
      ...(isText && { track_scores: true }),
      docvalue_fields: exactValues(plan.sort),
      ...highlightOf(plan.highlight),
    };
    let operator: 'all' | 'any' | undefined;
    for (let after: ReturnType<typeof placeOf> | undefined; ; ) {
      const position = after && { search_after: after };
      const page = await decided(plan, operator, (query) =>
        index.search(
          { ...request, ...position, query, pit: { id: pit, keep_alive: `${lifetimeMs}ms` } },
          plan.signal,
        ),
      );
      operator = page.operator;
      pit = page.found.pit_id ?? pit;
      yield* hitsOf(page.found, isText ? undefined : 1);
      const { hits } = page.found.hits;
      const last = hits.at(-1);
      if (last === undefined || hits.length < batch) return;
      after = placeOf(last, plan.sort);
    }
  } finally {
    await closeMoment(index, pit);
  }
}
