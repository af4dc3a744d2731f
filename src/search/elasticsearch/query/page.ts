import type { estypes } from '@elastic/elasticsearch';
import { decodeCursor, encodeCursor, refusedCursor } from '../../client/cursor.ts';
import { hasChoice } from '../../client/has-choice.ts';
import type { PagedPlan, TextPlan } from '../../client/plan.ts';
import type { Answer } from '../../client/timed.ts';
import { aggregationsOf, facetsOf } from './facets.ts';
import { documentsQuery } from './filter.ts';
import { highlightOf, hitsOf, totalOf } from './hits.ts';
import { closeMoment, openMoment } from './moment.ts';
import type { Found, SearchedIndex } from './searched-index.ts';
import { exactValues, placeOf, sortOf, sortOfMoment } from './sort.ts';
import { textQuery } from './text-query.ts';

/** What a cursor knows. */
interface Continued {
  readonly pit: string;
  readonly after: estypes.SortResults;
  readonly seen: number;
  readonly operator: 'all' | 'any';
}

/** One page of a text or keyword request; the pages of one result are of one point in time. */
export async function answerPage(
  index: SearchedIndex,
  plan: PagedPlan | TextPlan,
  lifetimeMs: number,
): Promise<Answer> {
  if ('text' in plan && plan.text.clauses.length === 0) return nothingFound(plan);
  if (plan.page === 'only') {
    const { found, operator } = await decided(plan, undefined, (query) =>
      index.search({ ...pageRequest(plan), query }, plan.signal),
    );
    return answerOf(plan, found, operator);
  }
  const before = plan.page === 'first' ? undefined : readCursor(plan.page.cursor, plan.hash);
  const pit = before?.pit ?? (await openMoment(index, lifetimeMs, plan.signal));
  const ofMoment = {
    ...pageRequest(plan),
    pit: { id: pit, keep_alive: `${lifetimeMs}ms` },
    sort: sortOfMoment(plan.sort),
    docvalue_fields: exactValues(plan.sort),
    ...(before && { search_after: before.after }),
  };
  let isHandedOut = before !== undefined;
  try {
    const { found, operator } = await decided(plan, before?.operator, (query) =>
      index.search({ ...ofMoment, query }, plan.signal),
    );
    const answer = answerOf(plan, found, operator);
    const seen = (before?.seen ?? 0) + answer.hits.length;
    const last = found.hits.hits.at(-1);
    if (last === undefined || seen >= answer.total) return answer;
    isHandedOut = true;
    const next: Continued = { pit: found.pit_id ?? pit, after: placeOf(last, plan.sort), seen, operator };
    return { ...answer, cursor: encodeCursor(plan.hash, next) };
  } finally {
    // Whoever has a cursor may ask for the same page again.
    if (!isHandedOut) await closeMoment(index, pit);
  }
}

/** Asks with all words, and where nothing has all, with any; as the operator says. */
export async function decided<T extends Found>(
  plan: PagedPlan | TextPlan,
  known: 'all' | 'any' | undefined,
  ask: (query: estypes.QueryDslQueryContainer) => Promise<T>,
): Promise<{ readonly found: T; readonly operator: 'all' | 'any' }> {
  if (!('text' in plan)) return { found: await ask(documentsQuery(plan.condition)), operator: 'all' };
  const { text, condition } = plan;
  const operator = known ?? (text.operator === 'auto' ? 'all' : text.operator);
  const found = await ask(textQuery(text, operator, condition));
  const isDecided = known !== undefined || text.operator !== 'auto' || !hasChoice(text);
  if (isDecided || found.hits.hits.length > 0 || totalOf(found) > 0) return { found, operator };
  return { found: await ask(textQuery(text, 'any', condition)), operator: 'any' };
}

function pageRequest(plan: PagedPlan | TextPlan): Omit<estypes.SearchRequest, 'index'> {
  const byScoreOnly = plan.sort.every(({ by }) => by === 'score');
  return {
    size: plan.limit,
    track_total_hits: true,
    ...(plan.sort.length > 0 && { sort: sortOf(plan.sort) }),
    ...('text' in plan && !byScoreOnly && { track_scores: true }),
    ...highlightOf(plan.highlight),
    ...aggregationsOf(plan.facets),
  };
}

function answerOf(plan: PagedPlan | TextPlan, found: Found, operator: 'all' | 'any'): Answer {
  const isText = 'text' in plan;
  return {
    hits: hitsOf(found, isText ? undefined : 1),
    total: totalOf(found),
    facets: facetsOf(plan.facets, found.aggregations),
    ...(isText && { operator }),
  };
}

function nothingFound({ text, facets }: TextPlan): Answer {
  const operator = text.operator === 'auto' ? 'all' : text.operator;
  return { hits: [], total: 0, facets: facetsOf(facets, undefined), operator };
}

function readCursor(cursor: string, hash: string): Continued {
  const { pit, after, seen, operator } = decodeCursor(cursor, hash);
  const valid =
    typeof pit === 'string' &&
    typeof seen === 'number' &&
    (operator === 'all' || operator === 'any') &&
    Array.isArray(after);
  if (!valid) throw refusedCursor('it belongs to another index');
  return { pit, after, seen, operator };
}
