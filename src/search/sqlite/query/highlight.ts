import { z } from 'zod';
import type { Ranked } from '../../client/fuse.ts';
import type { QueryHit } from '../../client/types.ts';
import type { IndexView } from '../reader.ts';
import { storedText } from '../stored-text.ts';
import { asNumber, asText } from '../values.ts';
import type { Fragment } from './fragment.ts';

/** Words in a snippet. */
const snippetTokens = 24;

/** FTS5 marks matches with these, which no text holds, as it may well hold « and » itself. */
const open = '\u0001';
const close = '\u0002';

const snippets = z.array(z.tuple([z.number()], z.string()));

/** A walk over everything that matched. */
export interface Matches {
  readonly total: number;
  /** Row -> text field -> snippet; only of the rows asked for, and the fields that hold a match. */
  readonly highlights: ReadonlyMap<number, QueryHit['highlights']>;
}

/**
 * Counts the matches and cuts the snippets of the final hits in one walk: asking FTS5 for the
 * snippets hit by hit would start the full-text query anew for each.
 */
export function walkMatches(
  { connection, manifest }: IndexView,
  condition: Fragment,
  hits: readonly Ranked[],
  fields: readonly string[],
): Matches {
  const { decode } = storedText(manifest.analyzer);
  const cells = fields.map((field) => {
    const column = manifest.text.indexOf(field);
    return `snippet(words, ${column}, '${open}', '${close}', '…', ${snippetTokens})`;
  });
  // `LIMIT -1` keeps SQLite from merging the two queries: snippet() cannot run inside an aggregate.
  const found = connection.get(
    `SELECT count(*) AS total, json_group_array(json(snippets)) FILTER (WHERE snippets IS NOT NULL) AS hits
     FROM (
       SELECT CASE WHEN rowid IN (SELECT value FROM json_each(?))
         THEN json_array(${['rowid', ...cells].join(', ')}) END AS snippets
       FROM words WHERE ${condition.sql} LIMIT -1
     )`,
    JSON.stringify(hits.map(({ row }) => row)),
    ...condition.parameters,
  );
  const highlights = new Map<number, QueryHit['highlights']>();
  for (const [row, ...texts] of snippets.parse(JSON.parse(asText(found?.hits)))) {
    const marked = fields
      .map((field, position) => [field, texts[position] ?? ''] as const)
      .filter(([, text]) => text.includes(open))
      .map(([field, text]) => [field, [decode(text).replaceAll(open, '«').replaceAll(close, '»')]] as const);
    highlights.set(row, Object.fromEntries(marked));
  }
  return { total: asNumber(found?.total), highlights };
}
