import type { Ranked } from '../../client/fuse.ts';
import type { SortKey } from '../../client/plan.ts';
import type { IndexView } from '../reader.ts';
import { asNumber } from '../values.ts';
import { type Fragment, joined } from './fragment.ts';
import { behind, orderBy, type Place, placeOf, readableColumns, sortColumns } from './sort.ts';

/** A hit, and where it stands. */
export interface Placed extends Ranked {
  readonly place: Place;
}

/** Which documents, in which order. */
export interface Ordering {
  /** A SELECT of `row` and `score`; or, for documents without a score, a condition on `documents AS d`. */
  readonly from: { readonly matches: Fragment } | { readonly documents: Fragment };
  readonly sort: readonly SortKey[];
}

/** Documents in order, ties by id, from behind a place. */
export function ordered(
  view: IndexView,
  ordering: Ordering,
  after: Place | undefined,
  limit: number,
): Placed[] {
  const { sql, parameters } = select(view, ordering, after);
  const rows = view.connection.all(`${sql} LIMIT ?`, ...parameters, limit);
  return rows.map((row) => placed(row, ordering.sort));
}

/** The same, all of them, as they are asked for. */
export function* allOrdered(view: IndexView, ordering: Ordering): Generator<Placed> {
  const { sql, parameters } = select(view, ordering, undefined);
  for (const row of view.connection.iterate(sql, ...parameters)) yield placed(row, ordering.sort);
}

function placed(row: Parameters<typeof placeOf>[0], sort: readonly SortKey[]): Placed {
  return { row: asNumber(row.row), score: asNumber(row.score), place: placeOf(row, sort) };
}

function select(view: IndexView, { from, sort }: Ordering, after: Place | undefined): Fragment {
  const later = after && behind(sort, after);
  if ('documents' in from && sort.length === 0) {
    // In the order of the index on ids, without sorting anything.
    const { sql, parameters } = later ? joined([from.documents, later], ' AND ') : from.documents;
    return {
      sql: `SELECT d.row AS row, 1.0 AS score, d.id AS id FROM documents AS d WHERE ${sql} ORDER BY id`,
      parameters,
    };
  }
  const [score, source] =
    'matches' in from
      ? (['matches.score', 'matches CROSS JOIN documents AS d ON d.row = matches.row'] as const)
      : (['1.0', `documents AS d WHERE ${from.documents.sql}`] as const);
  const { sql, parameters } = 'matches' in from ? from.matches : { sql: 'SELECT 1', parameters: [] };
  const documents = 'documents' in from ? from.documents.parameters : [];
  return {
    sql: `WITH matches AS MATERIALIZED (${sql}),
      candidates AS MATERIALIZED (
        SELECT d.row AS row, ${score} AS score, d.id AS id ${sortColumns(view, sort, score)} FROM ${source}
      )
      SELECT row, score, id ${readableColumns(sort)} FROM candidates
      ${later ? `WHERE ${later.sql}` : ''} ORDER BY ${orderBy(sort)}`,
    parameters: [...parameters, ...documents, ...(later?.parameters ?? [])],
  };
}
