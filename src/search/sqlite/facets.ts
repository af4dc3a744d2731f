import type { FacetCount } from '../types.ts';
import type { Connection } from './connection.ts';
import type { Fragment } from './selection.ts';
import { asNumber, asText } from './values.ts';

/** A field with more values than this answers with the most frequent ones. */
const maxValues = 100;

/** How many of the documents have each value of one keyword field; most frequent first, then by value. */
export function facet(connection: Connection, documents: Fragment, field: number): readonly FacetCount[] {
  const rows = connection.all(
    `WITH chosen AS MATERIALIZED (${documents.sql})
     SELECT of.value AS value, count(*) AS documents
     FROM chosen
       CROSS JOIN document_keywords AS has ON has.document = chosen.document
       CROSS JOIN keyword_values AS of ON of.keyword = has.keyword
     WHERE of.field = ?
     GROUP BY of.keyword
     ORDER BY documents DESC, value
     LIMIT ${maxValues}`,
    ...documents.parameters,
    field,
  );
  return rows.map((row) => ({ value: asText(row.value), count: asNumber(row.documents) }));
}
