import type { PagedPlan, TextPlan } from '../../client/plan.ts';
import type { QueryHit } from '../../client/types.ts';
import { IndexReader, type IndexView } from '../reader.ts';
import { walkMatches } from './highlight.ts';
import { toHits } from './hits.ts';
import { allOrdered, type Placed } from './ordered.ts';
import { operatorOf, orderingOf } from './page.ts';
import { textSearch } from './text-search.ts';

/** Everything that matches, from a snapshot of its own, completed `batch` documents at a time. */
export async function* iterate(
  path: string,
  plan: PagedPlan | TextPlan,
  batch: number,
): AsyncGenerator<QueryHit> {
  const reader = await IndexReader.open(path);
  try {
    reader.hold();
    const { found, complete } = reader.read((view) => matchesOf(view, plan));
    let waiting: Placed[] = [];
    for (const one of found) {
      waiting.push(one);
      if (waiting.length < batch) continue;
      plan.signal?.throwIfAborted();
      yield* reader.read((view) => complete(view, waiting));
      waiting = [];
    }
    plan.signal?.throwIfAborted();
    yield* reader.read((view) => complete(view, waiting));
  } finally {
    reader.close();
  }
}

interface Matches {
  readonly found: Iterable<Placed>;
  readonly complete: (view: IndexView, part: readonly Placed[]) => readonly QueryHit[];
}

function matchesOf(view: IndexView, plan: PagedPlan | TextPlan): Matches {
  const operator = operatorOf(view, plan);
  const ordering = orderingOf(view, plan, operator);
  const condition =
    'text' in plan && plan.highlight.length > 0
      ? textSearch(view, plan.text, plan.condition, operator).condition
      : undefined;
  return {
    found: ordering ? allOrdered(view, ordering) : [],
    complete: (same, part) => {
      const matches = condition && walkMatches(same, condition, part, plan.highlight);
      return toHits(same.connection, part, matches?.highlights);
    },
  };
}
