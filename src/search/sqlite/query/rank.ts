import type { Ranked } from '../../client/fuse.ts';
import type { Connection, Row } from '../connection.ts';
import { asNumber, asText } from '../values.ts';
import type { Fragment } from './fragment.ts';

/** sqlite-vec answers with no more neighbours than this. */
export const maxNeighbours = 4096;

/** How far past the last wanted match equal scores are looked for. */
const tieWindow = 16;

/**
 * The best matches by BM25; ties by id, among the first `tieWindow` documents past the limit.
 *
 * @param score SQL that gives a match's score, negative as FTS5's: the smaller, the better.
 */
export function rankByText(
  connection: Connection,
  condition: Fragment,
  score: string,
  limit: number,
): Ranked[] {
  // FTS5's own `ORDER BY rank` sorts all matches with their positions; this keeps only the best.
  const rows = connection.all(
    `SELECT rowid AS row, ${score} AS score FROM words WHERE ${condition.sql} ORDER BY score, row LIMIT ?`,
    ...condition.parameters,
    limit + tieWindow,
  );
  const sorted = rows.map((row) => ({ row: asNumber(row.row), score: -asNumber(row.score) }));
  return best(connection, sorted, limit);
}

/**
 * The nearest vectors among the documents that pass the filters, exactly; ties by id (unless more
 * than `maxNeighbours` documents are equally near). `query` has length 1, as the stored ones have.
 */
export function rankByVector(
  connection: Connection,
  query: Float32Array,
  filter: Fragment | undefined,
  limit: number,
): Ranked[] {
  if (limit >= maxNeighbours) return scanVectors(connection, query, filter, limit);
  const sql = `SELECT rowid AS row, distance FROM vectors
    WHERE embedding MATCH ? AND k = ? ${filter ? `AND rowid IN (${filter.sql})` : ''}`;
  // One more than wanted shows whether a tie reaches across the limit; rarely, so ask again only then.
  for (let k = Math.min(limit + 1, maxNeighbours); ; k = Math.min(k * 4, maxNeighbours)) {
    const found = connection.all(sql, query, k, ...(filter?.parameters ?? [])).map(similarity);
    const complete = found.length < k || k === maxNeighbours;
    if (complete || found.at(-1)?.score !== found[limit - 1]?.score) return best(connection, found, limit);
  }
}

/** The same for more neighbours than sqlite-vec gives, in the time it takes to sort them all. */
function scanVectors(
  connection: Connection,
  query: Float32Array,
  filter: Fragment | undefined,
  limit: number,
): Ranked[] {
  const found = connection.all(
    `SELECT rowid AS row, vec_distance_L2(embedding, ?) AS distance FROM vectors
     ${filter ? `WHERE rowid IN (${filter.sql})` : ''} ORDER BY distance`,
    query,
    ...(filter?.parameters ?? []),
  );
  return best(connection, found.map(similarity), limit);
}

/** Cosine similarity from the distance of two vectors of length 1. */
function similarity(found: Row): Ranked {
  const distance = asNumber(found.distance);
  return { row: asNumber(found.row), score: 1 - (distance * distance) / 2 };
}

/** The first `limit` of a list that is sorted by score, with equal scores put in the order of their ids. */
export function best(connection: Connection, sorted: readonly Ranked[], limit: number): Ranked[] {
  const chosen: Ranked[] = [];
  for (let start = 0, end = 0; start < sorted.length && start < limit; start = end) {
    const score = sorted[start]?.score;
    while (end < sorted.length && sorted[end]?.score === score) end += 1;
    const equals = sorted.slice(start, end);
    chosen.push(...(equals.length === 1 ? equals : byId(connection, equals)));
  }
  return chosen.slice(0, limit);
}

function byId(connection: Connection, equals: readonly Ranked[]): Ranked[] {
  const rows = connection.all(
    'SELECT row, id FROM documents WHERE row IN (SELECT value FROM json_each(?))',
    JSON.stringify(equals.map(({ row }) => row)),
  );
  const ids = new Map(rows.map(({ row, id }) => [asNumber(row), asText(id)]));
  const idOf = ({ row }: Ranked): string => ids.get(row) ?? '';
  return equals.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}
