import { cursorExpired, decodeCursor, encodeCursor, refusedCursor } from '../../client/cursor.ts';
import type { Ranked } from '../../client/fuse.ts';
import type { FacetRef, PagedPlan, TextPlan } from '../../client/plan.ts';
import type { Answer } from '../../client/timed.ts';
import { digest } from '../fingerprint.ts';
import type { IndexReader, IndexView } from '../reader.ts';
import { countPassing, documentCondition, matching, passing } from './condition.ts';
import { facet } from './facets.ts';
import type { Fragment } from './fragment.ts';
import { walkMatches } from './highlight.ts';
import { toHits } from './hits.ts';
import { type Ordering, ordered, type Placed } from './ordered.ts';
import type { Snapshots } from './snapshots.ts';
import { isPlace, type Place } from './sort.ts';
import { decideOperator, rankText, type TextSearch, textSearch } from './text-search.ts';

/** What a cursor knows. */
interface Continued {
  readonly snapshot: string;
  readonly version: string;
  readonly place: Place;
  readonly seen: number;
  readonly operator: 'all' | 'any';
}

/**
 * One of several pages of a text or keyword request. The pages of one result are read from one snapshot; where that is
 * gone (it was let go, or belonged to another process), the index must still be in the same state.
 */
export async function answerPage(
  reader: IndexReader,
  snapshots: Snapshots,
  plan: PagedPlan | TextPlan,
): Promise<Answer> {
  const continued = typeof plan.page === 'object' ? readCursor(plan.page.cursor, plan.hash) : undefined;
  const { name, reader: source } =
    continued === undefined
      ? await snapshots.take()
      : { name: continued.snapshot, reader: snapshots.find(continued.snapshot) ?? reader };
  const { answer, next } = source.read((view) => {
    const version = digest(view.version);
    if (continued && continued.version !== version) throw cursorExpired('the index has changed since');
    const operator = continued?.operator ?? operatorOf(view, plan);
    const { answer, last } = answerPart(view, plan, operator, continued?.place);
    const seen = (continued?.seen ?? 0) + answer.hits.length;
    const next: Continued | undefined =
      last && seen < answer.total
        ? { snapshot: name, version, place: last.place, seen, operator }
        : undefined;
    return { answer, next };
  });
  // Whoever has a cursor may ask for the same page again.
  if (next === undefined && continued === undefined) snapshots.drop(name);
  return next === undefined ? answer : { ...answer, cursor: encodeCursor(plan.hash, next) };
}

/** Everything that matches, in order. */
export function orderingOf(
  view: IndexView,
  plan: PagedPlan | TextPlan,
  operator: 'all' | 'any',
): Ordering | undefined {
  if (!('text' in plan))
    return { from: { documents: documentCondition(view, plan.condition) }, sort: plan.sort };
  const search = textSearch(view, plan.text, plan.condition, operator);
  const matches = search.condition && scored(search, search.condition);
  return matches && { from: { matches }, sort: plan.sort };
}

export function operatorOf(view: IndexView, plan: PagedPlan | TextPlan): 'all' | 'any' {
  return 'text' in plan ? decideOperator(view, plan.text, plan.condition) : 'all';
}

function scored({ score }: TextSearch, { sql, parameters }: Fragment): Fragment {
  return { sql: `SELECT rowid AS row, -(${score}) AS score FROM words WHERE ${sql}`, parameters };
}

/** A page of its own; the usual one, by score, is found without looking at all documents that match. */
export function answerAlone(view: IndexView, plan: PagedPlan | TextPlan): Answer {
  const [key, ...more] = plan.sort;
  const isByScore = key?.by === 'score' && key.order === 'desc' && more.length === 0;
  if (!('text' in plan) || !isByScore)
    return answerPart(view, plan, operatorOf(view, plan), undefined).answer;
  const { search, ranked } = rankText(view, plan.text, plan.condition, plan.limit);
  return textAnswer(view, plan, search, ranked);
}

function answerPart(
  view: IndexView,
  plan: PagedPlan | TextPlan,
  operator: 'all' | 'any',
  after: Place | undefined,
): { readonly answer: Answer; readonly last: Placed | undefined } {
  const ordering = orderingOf(view, plan, operator);
  const found = ordering ? ordered(view, ordering, after, plan.limit) : [];
  const last = found.at(-1);
  if ('text' in plan) {
    const search = textSearch(view, plan.text, plan.condition, operator);
    return { answer: textAnswer(view, plan, search, found), last };
  }
  const answer = {
    hits: toHits(view.connection, found, undefined),
    total: countPassing(view, plan.condition),
    facets: countFacets(view, passing(view, plan.condition), plan.facets),
  };
  return { answer, last };
}

export function textAnswer(
  view: IndexView,
  plan: Pick<TextPlan, 'highlight' | 'facets'>,
  { condition, operator }: TextSearch,
  ranked: readonly Ranked[],
): Answer {
  const matches = condition && walkMatches(view, condition, ranked, plan.highlight);
  return {
    hits: toHits(view.connection, ranked, matches?.highlights),
    total: matches?.total ?? 0,
    facets: countFacets(view, condition && matching(condition), plan.facets),
    operator,
  };
}

/** Of no documents, where there are none to count. */
export function countFacets(
  view: IndexView,
  documents: Fragment | undefined,
  facets: readonly FacetRef[],
): Answer['facets'] {
  if (facets.length === 0) return {};
  return Object.fromEntries(
    facets.map((wanted) => [wanted.field.name, documents ? facet(view, documents, wanted) : []]),
  );
}

function readCursor(cursor: string, hash: string): Continued {
  const { snapshot, version, place, seen, operator } = decodeCursor(cursor, hash);
  const valid =
    typeof snapshot === 'string' &&
    typeof version === 'string' &&
    typeof seen === 'number' &&
    (operator === 'all' || operator === 'any') &&
    isPlace(place);
  if (!valid) throw refusedCursor('it belongs to another index');
  return { snapshot, version, place, seen, operator };
}
