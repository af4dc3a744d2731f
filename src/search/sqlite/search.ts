import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { invalidLimit, invalidQueryVector, noVectors } from '../problems.ts';
import type { SearchRequest, SearchResult } from '../types.ts';
import type { Connection } from './connection.ts';
import { facet } from './facets.ts';
import { type Ranked, reciprocalRankFusion } from './fuse.ts';
import { toHits } from './hits.ts';
import type { Manifest } from './manifest.ts';
import { best, maxNeighbours, rankByText, rankByVector } from './rank.ts';
import {
  countOf,
  type Fragment,
  fieldPosition,
  type KeywordSets,
  matching,
  passing,
  resolveFilters,
} from './selection.ts';
import { matchExpression, parseQuery } from './text-query.ts';
import { toUnit, vectorFault } from './unit-vector.ts';

const defaultLimit = 10;
const maxLimit = 1000;

/** How a request's text was answered. */
interface TextAnswer {
  readonly ranked: Ranked[];
  readonly operator: 'all' | 'any';
  /** The FTS5 query that was answered; undefined when the text holds no words. */
  readonly match: string | undefined;
  /** How many documents matched, where that is known without counting. */
  readonly matches: number | undefined;
}

/** Answers one request from one snapshot of the index. */
export function search(
  connection: Connection,
  manifest: Manifest,
  request: SearchRequest,
  queryVector: Float32Array | undefined,
): SearchResult {
  const { mode } = request;
  const limit = checkedLimit(request.limit);
  const vector = mode === 'text' ? undefined : checkedVector(manifest, mode, queryVector);
  const facetFields = (request.facets ?? []).map(
    (field) => [field, fieldPosition(field, manifest.keywords)] as const,
  );
  const sets = resolveFilters(connection, manifest.keywords, request.filters);
  if (sets === undefined) {
    const operator = request.operator === 'any' ? 'any' : 'all';
    return {
      hits: [],
      total: 0,
      facets: Object.fromEntries(facetFields.map(([field]) => [field, []])),
      ...(mode !== 'semantic' && { operator }),
    };
  }

  // Fusion looks deeper than the answer: what is 30th in both lists may be the best of all.
  const depth = mode === 'hybrid' ? Math.min(Math.max(100, 10 * limit), maxNeighbours) : limit;
  const text = mode === 'semantic' ? undefined : answerText(connection, request, sets, depth);
  const near = vector === undefined ? [] : rankByVector(connection, vector, sets, depth);
  const ranked =
    mode === 'hybrid'
      ? best(connection, reciprocalRankFusion([text?.ranked ?? [], near]), limit)
      : (text?.ranked ?? near);

  const counted = countedDocuments(text, sets);
  const facets = facetFields.map(
    ([field, position]) => [field, counted ? facet(connection, counted, position) : []] as const,
  );
  return {
    hits: toHits(connection, ranked, manifest.text, text?.match),
    total: total(connection, manifest, text, sets, counted),
    facets: Object.fromEntries(facets),
    ...(text && { operator: text.operator }),
  };
}

function checkedLimit(limit = defaultLimit): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= maxLimit) return limit;
  throw new HeadraceError(invalidLimit({ limit, max: maxLimit }), { exitCode: exitCode.usage });
}

/** The query's vector at unit length; undefined for a zero vector, which is near nothing. */
function checkedVector(
  { dimensions }: Manifest,
  mode: string,
  vector: Float32Array | undefined,
): Float32Array | undefined {
  if (dimensions === null) throw new HeadraceError(noVectors({ mode }), { exitCode: exitCode.usage });
  const detail = vector === undefined ? 'there is none' : vectorFault(vector, dimensions);
  if (detail !== undefined) {
    throw new HeadraceError(invalidQueryVector({ mode, detail }), { exitCode: exitCode.usage });
  }
  return vector && toUnit(vector);
}

function answerText(
  connection: Connection,
  request: SearchRequest,
  sets: KeywordSets,
  depth: number,
): TextAnswer {
  const clauses = parseQuery(request.query);
  const wanted = request.operator ?? 'auto';
  const ask = (operator: 'all' | 'any'): TextAnswer => {
    if (clauses.length === 0) return { ranked: [], operator, match: undefined, matches: 0 };
    const match = matchExpression(clauses, operator);
    return { ...rankByText(connection, match, sets, depth), operator, match };
  };
  if (wanted !== 'auto') return ask(wanted);
  const all = ask('all');
  return all.ranked.length > 0 || clauses.length < 2 ? all : ask('any');
}

/** What totals and facets count: the text's matches, or without a text everything that passes. */
function countedDocuments(text: TextAnswer | undefined, sets: KeywordSets): Fragment | undefined {
  if (text === undefined) return passing(sets);
  return text.match === undefined ? undefined : matching(text.match, sets);
}

function total(
  connection: Connection,
  manifest: Manifest,
  text: TextAnswer | undefined,
  sets: KeywordSets,
  counted: Fragment | undefined,
): number {
  if (text === undefined && sets.length === 0) return manifest.documents;
  if (text?.matches !== undefined) return text.matches;
  return counted === undefined ? 0 : countOf(connection, counted);
}
