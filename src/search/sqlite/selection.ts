import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { unknownField } from '../problems.ts';
import type { SearchRequest } from '../types.ts';
import type { Connection, Parameter } from './connection.ts';
import { asNumber } from './values.ts';

type Filters = NonNullable<SearchRequest['filters']>;

/** A piece of SQL and what is bound to it. */
export interface Fragment {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

/** Filters in the index's own terms: per filtered field, the keywords of which a document needs one. */
export type KeywordSets = readonly (readonly number[])[];

/** The position of a keyword field; an error that lists the fields when there is no such one. */
export function fieldPosition(field: string, fields: readonly string[]): number {
  const position = fields.indexOf(field);
  if (position < 0) throw new HeadraceError(unknownField({ field, fields }), { exitCode: exitCode.usage });
  return position;
}

/** A value that no document has stands for nothing; a field without any other lets nothing pass. */
export function resolveFilters(
  connection: Connection,
  fields: readonly string[],
  filters: Filters = {},
): KeywordSets {
  const wanted = Object.entries(filters).map(
    ([field, values]) => [fieldPosition(field, fields), new Set(values)] as const,
  );
  const sets: number[][] = [];
  for (const [field, values] of wanted) {
    const keywords: number[] = [];
    for (const value of values) {
      const known = connection.get(
        'SELECT keyword FROM keyword_values WHERE field = ? AND value = ?',
        field,
        value,
      );
      if (known !== undefined) keywords.push(asNumber(known.keyword));
    }
    sets.push(keywords);
  }
  return sets;
}

/** Keywords travel as one JSON parameter, so that the SQL depends on the number of fields only. */
const listParameters = (sets: KeywordSets): readonly Parameter[] => sets.map((set) => JSON.stringify(set));

/**
 * For `FROM words WHERE`: the text matches, and the filters pass. They are scalar subqueries on
 * purpose: each match is looked up, whereas SQLite turns a join or EXISTS around, and would run
 * the full-text query again for every document that passes.
 */
export function textCondition(match: string, sets: KeywordSets): Fragment {
  const test = `AND (SELECT 1 FROM document_keywords AS own
    WHERE own.document = words.rowid AND own.keyword IN (SELECT value FROM json_each(?)) LIMIT 1)`;
  return {
    sql: `words MATCH ? ${sets.map(() => test).join(' ')}`,
    parameters: [match, ...listParameters(sets)],
  };
}

/** The documents of a text condition. */
export function matching({ sql, parameters }: Fragment): Fragment {
  return { sql: `SELECT rowid AS document FROM words WHERE ${sql}`, parameters };
}

/** Every document that passes the filters. */
export function passing(sets: KeywordSets): Fragment {
  if (sets.length === 0) return { sql: 'SELECT row AS document FROM documents', parameters: [] };
  const one =
    'SELECT DISTINCT document FROM document_keywords WHERE keyword IN (SELECT value FROM json_each(?))';
  return { sql: sets.map(() => one).join(' INTERSECT '), parameters: listParameters(sets) };
}
