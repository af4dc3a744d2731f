import type { FacetRef } from '../../client/plan.ts';
import type { Facet, Value } from '../../client/types.ts';
import type { Row } from '../connection.ts';
import type { IndexView } from '../reader.ts';
import { asNumber } from '../values.ts';
import { keywordPosition } from './condition.ts';
import { fieldValues } from './field-values.ts';
import type { Fragment } from './fragment.ts';

/** How many of the documents have each value of a field; most frequent first, then by value. */
export function facet(view: IndexView, documents: Fragment, { field, size }: FacetRef): readonly Facet[] {
  const position = keywordPosition(view, field);
  const counted = position === undefined ? fromDocuments(field) : fromKeywords(position);
  const rows = view.connection.all(
    `WITH chosen AS MATERIALIZED (${documents.sql}) ${counted.sql} ORDER BY documents DESC, value LIMIT ?`,
    ...documents.parameters,
    ...counted.parameters,
    size,
  );
  return rows.map((row) => ({ value: shown(row, field.kind), count: asNumber(row.documents) }));
}

function fromKeywords(position: number): Fragment {
  return {
    sql: `SELECT of.value AS value, count(*) AS documents
      FROM chosen
        CROSS JOIN document_keywords AS has ON has.document = chosen.document
        CROSS JOIN keyword_values AS of ON of.keyword = has.keyword
      WHERE of.field = ?
      GROUP BY of.keyword`,
    parameters: [position],
  };
}

function fromDocuments({ name, kind }: FacetRef['field']): Fragment {
  const { table, value, condition } = fieldValues('d.document', name, kind);
  return {
    sql: `SELECT CASE WHEN typeof(value) = 'integer' THEN CAST(value AS REAL) ELSE value END AS value, documents
      FROM (
        SELECT ${value} AS value, count(DISTINCT chosen.document) AS documents
        FROM chosen CROSS JOIN documents AS d ON d.row = chosen.document CROSS JOIN ${table}
        WHERE ${condition}
        GROUP BY 1
      ) WHERE value IS NOT NULL`,
    parameters: [],
  };
}

function shown({ value }: Row, kind: FacetRef['field']['kind']): Value {
  if (kind === 'keyword') return String(value);
  const number = asNumber(value);
  if (kind === 'boolean') return number === 1;
  return kind === 'date' ? new Date(number).toISOString() : number;
}
