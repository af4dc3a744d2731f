import { completeWords, prefixQuery, sampleSize } from '../../client/complete-words.ts';
import type { SuggestPlan, TextQuery, ValueRef } from '../../client/plan.ts';
import type { Suggestion } from '../../client/types.ts';
import type { IndexReader, IndexView } from '../reader.ts';
import { storedText } from '../stored-text.ts';
import { asNumber, asText } from '../values.ts';
import { keywordPosition, passing } from './condition.ts';
import { fieldValues } from './field-values.ts';
import type { Fragment } from './fragment.ts';
import { textSearch } from './text-search.ts';

export async function suggest(reader: IndexReader, plan: SuggestPlan): Promise<readonly Suggestion[]> {
  const { values } = plan;
  if (values) return reader.read((view) => suggestValues(view, plan, values));
  const query = prefixQuery(plan);
  if (query === undefined) return [];
  const texts = reader.read((view) => sample(view, plan, query));
  return completeWords(plan, query, texts, (queries) =>
    reader.read((view) => queries.map((one) => countMatches(view, plan, one))),
  );
}

function suggestValues(view: IndexView, plan: SuggestPlan, field: ValueRef): readonly Suggestion[] {
  const position = keywordPosition(view, field);
  const { sql, parameters } = position === undefined ? fromDocuments(field) : fromKeywords(position);
  const documents = passing(view, plan.condition);
  const rows = view.connection.all(
    `WITH chosen AS MATERIALIZED (${documents.sql}), found AS (${sql})
     SELECT value, count(DISTINCT document) AS documents FROM found
     WHERE substr(value, 1, length(?)) = ? GROUP BY value ORDER BY documents DESC, value LIMIT ?`,
    ...documents.parameters,
    ...parameters,
    plan.prefix,
    plan.prefix,
    plan.limit,
  );
  return rows.map((row) => ({ text: asText(row.value), count: asNumber(row.documents) }));
}

function fromKeywords(position: number): Fragment {
  return {
    sql: `SELECT of.value AS value, chosen.document AS document
      FROM keyword_values AS of
        CROSS JOIN document_keywords AS has ON has.keyword = of.keyword
        CROSS JOIN chosen ON chosen.document = has.document
      WHERE of.field = ?`,
    parameters: [position],
  };
}

function fromDocuments({ name, kind }: ValueRef): Fragment {
  const { table, value, condition } = fieldValues('d.document', name, kind);
  return {
    sql: `SELECT ${value} AS value, chosen.document AS document
      FROM chosen CROSS JOIN documents AS d ON d.row = chosen.document CROSS JOIN ${table} WHERE ${condition}`,
    parameters: [],
  };
}

/** Texts of the field in the first documents that have the prefix. */
function sample(view: IndexView, plan: SuggestPlan, query: TextQuery): readonly string[] {
  const { condition } = textSearch(view, query, plan.condition, 'all');
  if (condition === undefined) return [];
  const column = `t${view.manifest.text.indexOf(plan.field)}`;
  const { decode } = storedText(view.manifest.analyzer);
  return view.connection
    .all(
      `SELECT ${column} AS text FROM words WHERE ${condition.sql} LIMIT ?`,
      ...condition.parameters,
      sampleSize,
    )
    .map(({ text }) => decode(asText(text)));
}

function countMatches(view: IndexView, plan: SuggestPlan, query: TextQuery): number {
  const { condition } = textSearch(view, query, plan.condition, 'all');
  if (condition === undefined) return 0;
  const sql = `SELECT count(*) AS documents FROM words WHERE ${condition.sql}`;
  return asNumber(view.connection.get(sql, ...condition.parameters)?.documents);
}
