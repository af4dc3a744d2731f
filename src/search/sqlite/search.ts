import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { invalidLimit, invalidQueryVector, noVectors } from '../problems.ts';
import type { SearchRequest, SearchResult } from '../types.ts';
import type { Connection } from './connection.ts';
import { facet } from './facets.ts';
import { type Ranked, reciprocalRankFusion } from './fuse.ts';
import { walkMatches } from './highlight.ts';
import { toHits } from './hits.ts';
import type { Manifest } from './manifest.ts';
import { best, maxNeighbours, rankByText, rankByVector } from './rank.ts';
import {
  type Fragment,
  fieldPosition,
  type KeywordSets,
  matching,
  passing,
  resolveFilters,
  textCondition,
} from './selection.ts';
import { matchExpression, parseQuery } from './text-query.ts';
import { toUnit, vectorFault } from './unit-vector.ts';
import { asNumber } from './values.ts';

const defaultLimit = 10;
const maxLimit = 1000;

/** How a request's text was answered. */
interface TextAnswer {
  readonly ranked: Ranked[];
  readonly operator: 'all' | 'any';
  /** What was asked of FTS5; undefined when the text holds no words. */
  readonly condition: Fragment | undefined;
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
  // Fusion looks deeper than the answer: what is 30th in both lists may be the best of all.
  const depth = mode === 'hybrid' ? Math.min(Math.max(100, 10 * limit), maxNeighbours) : limit;
  const text = mode === 'semantic' ? undefined : answerText(connection, request, sets, depth);
  const near = vector === undefined ? [] : rankByVector(connection, vector, sets, depth);
  const ranked =
    mode === 'hybrid'
      ? best(connection, reciprocalRankFusion([text?.ranked ?? [], near]), limit)
      : (text?.ranked ?? near);

  const highlighted = request.highlight === false ? [] : manifest.text;
  const matches = text?.condition && walkMatches(connection, text.condition, ranked, highlighted);
  const counted = text ? text.condition && matching(text.condition) : passing(sets);
  const facets = facetFields.map(
    ([field, position]) => [field, counted ? facet(connection, counted, position) : []] as const,
  );
  return {
    hits: toHits(connection, ranked, matches?.highlights),
    total: text ? (matches?.total ?? 0) : countPassing(connection, manifest, sets),
    facets: Object.fromEntries(facets),
    ...(text && { operator: text.operator }),
  };
}

/** How many documents pass the filters. */
export function countPassing(connection: Connection, manifest: Manifest, sets: KeywordSets): number {
  if (sets.length === 0) return manifest.documents;
  const { sql, parameters } = passing(sets);
  return asNumber(connection.get(`SELECT count(*) AS documents FROM (${sql})`, ...parameters)?.documents);
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
    if (clauses.length === 0) return { ranked: [], operator, condition: undefined };
    const condition = textCondition(matchExpression(clauses, operator), sets);
    return { ranked: rankByText(connection, condition, depth), operator, condition };
  };
  if (wanted !== 'auto') return ask(wanted);
  const all = ask('all');
  return all.ranked.length > 0 || clauses.length < 2 ? all : ask('any');
}
