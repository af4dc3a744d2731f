import type { Condition, RangeBounds, ValueRef } from '../../client/plan.ts';
import type { Value } from '../../client/types.ts';
import type { Parameter } from '../connection.ts';
import type { IndexView } from '../reader.ts';
import { asNumber } from '../values.ts';
import { fieldValues } from './field-values.ts';
import { type Fragment, joined } from './fragment.ts';

/** The documents that a condition is about. */
interface Scope {
  /** The row of the document, and its JSON, as SQL. */
  readonly row: string;
  readonly document: string;
  /** Tests keywords of a document that is at hand, instead of fetching all documents that have them. */
  readonly probe: boolean;
}

/** What a full-text search finds, document by document. */
const matches: Scope = {
  row: 'words.rowid',
  document: '(SELECT document FROM documents WHERE row = words.rowid)',
  probe: true,
};

const all: Scope = { row: 'd.row', document: 'd.document', probe: false };

/** For `FROM words WHERE`: the text matches, and the condition holds. */
export function textCondition(view: IndexView, match: string, condition: Condition | undefined): Fragment {
  const text = { sql: 'words MATCH ?', parameters: [match] };
  return condition ? joined([text, compile(view, condition, matches)], ' AND ') : text;
}

/** The documents of a text condition. */
export function matching({ sql, parameters }: Fragment): Fragment {
  return { sql: `SELECT rowid AS document FROM words WHERE ${sql}`, parameters };
}

/** For `FROM documents AS d WHERE`: the condition holds. */
export function documentCondition(view: IndexView, condition: Condition | undefined): Fragment {
  return condition ? compile(view, condition, all) : { sql: 'true', parameters: [] };
}

/** The documents for which the condition holds; where keywords alone decide, no document is read. */
export function passing(view: IndexView, condition: Condition | undefined): Fragment {
  const byKeyword = condition && conjuncts(condition).map((part) => keywordsOf(view, part));
  if (byKeyword?.every((part) => part !== undefined)) {
    const sets = byKeyword.map(({ sql, parameters }) => ({
      sql: `SELECT DISTINCT document FROM document_keywords WHERE keyword IN (${sql})`,
      parameters,
    }));
    if (sets.length > 0) return joined(sets, ' INTERSECT ');
  }
  const { sql, parameters } = documentCondition(view, condition);
  return { sql: `SELECT d.row AS document FROM documents AS d WHERE ${sql}`, parameters };
}

/** How many documents a condition holds for. */
export function countPassing(view: IndexView, condition: Condition | undefined): number {
  const { connection, manifest } = view;
  if (condition === undefined) return manifest.documents;
  const { sql, parameters } = passing(view, condition);
  return asNumber(connection.get(`SELECT count(*) AS documents FROM (${sql})`, ...parameters)?.documents);
}

function conjuncts(condition: Condition): readonly Condition[] {
  return condition.kind === 'and' ? condition.conditions.flatMap(conjuncts) : [condition];
}

function compile(view: IndexView, condition: Condition, scope: Scope): Fragment {
  const keywords = keywordsOf(view, condition);
  if (keywords) return hasKeyword(keywords, scope);
  switch (condition.kind) {
    case 'and':
    case 'or': {
      if (condition.conditions.length === 0) return { sql: String(condition.kind === 'and'), parameters: [] };
      const parts = condition.conditions.map((part) => compile(view, part, scope));
      const { sql, parameters } = joined(parts, ` ${condition.kind.toUpperCase()} `);
      return { sql: `(${sql})`, parameters };
    }
    case 'not': {
      const { sql, parameters } = compile(view, condition.condition, scope);
      return { sql: `NOT (${sql})`, parameters };
    }
    case 'exists':
      return condition.type.type === 'vector'
        ? hasVector(view, scope)
        : anyValue(scope, condition.field, 'any', { sql: 'true', parameters: [] });
    case 'any of':
      return anyValue(scope, condition.field.name, condition.field.kind, {
        sql: 'IN (SELECT value FROM json_each(?))',
        parameters: [JSON.stringify(condition.values)],
      });
    case 'range':
      return anyInRange(scope, condition.field, condition.bounds);
  }
}

/**
 * The keywords of which a document needs one, as SQL; undefined where keywords do not decide. A value that
 * no document has is no keyword.
 */
function keywordsOf(view: IndexView, condition: Condition): Fragment | undefined {
  if (condition.kind !== 'any of' && condition.kind !== 'range' && condition.kind !== 'exists')
    return undefined;
  const { field } = condition;
  const position = keywordPosition(view, field);
  if (position === undefined) return undefined;
  if (condition.kind === 'any of') {
    return {
      sql: 'SELECT value FROM json_each(?)',
      parameters: [JSON.stringify(knownKeywords(view, position, condition.values))],
    };
  }
  const { sql, parameters } = condition.kind === 'range' ? bounded('value', condition.bounds) : always;
  return {
    sql: `SELECT keyword FROM keyword_values WHERE field = ? AND ${sql}`,
    parameters: [position, ...parameters],
  };
}

const always: Fragment = { sql: 'true', parameters: [] };

/** Where the index keeps a field's values apart from the documents. */
export function keywordPosition({ manifest }: IndexView, field: ValueRef | string): number | undefined {
  if (typeof field !== 'string' && field.kind !== 'keyword') return undefined;
  const position = manifest.keywords.indexOf(typeof field === 'string' ? field : field.name);
  return position < 0 ? undefined : position;
}

function knownKeywords({ connection }: IndexView, position: number, values: readonly Value[]): number[] {
  const sql = 'SELECT keyword FROM keyword_values WHERE field = ? AND value = ?';
  return values.flatMap((value) => {
    const known = connection.get(sql, position, String(value));
    return known === undefined ? [] : [asNumber(known.keyword)];
  });
}

/**
 * Scalar subqueries, here and below, on purpose: each match is looked up, whereas SQLite turns a join or
 * EXISTS around, and would run the full-text query again for every document that passes.
 */
function hasKeyword({ sql, parameters }: Fragment, { row, probe }: Scope): Fragment {
  return {
    sql: probe
      ? `(SELECT 1 FROM document_keywords AS own
          WHERE own.document = ${row} AND own.keyword IN (${sql}) LIMIT 1) IS NOT NULL`
      : `${row} IN (SELECT document FROM document_keywords WHERE keyword IN (${sql}))`,
    parameters,
  };
}

/** sqlite-vec keeps the rows that have a vector in a table of its own. */
function hasVector({ manifest }: IndexView, { row }: Scope): Fragment {
  const sql = `(SELECT 1 FROM vectors_rowids WHERE rowid = ${row}) IS NOT NULL`;
  return { sql: manifest.dimensions === null ? 'false' : sql, parameters: [] };
}

function anyValue(
  { document }: Scope,
  field: string,
  kind: ValueRef['kind'] | 'any',
  { sql, parameters }: Fragment,
): Fragment {
  const { table, value, condition } = fieldValues(document, field, kind);
  const test = sql === 'true' ? sql : `${value} ${sql}`;
  return {
    sql: `(SELECT 1 FROM ${table} WHERE ${condition} AND ${test} LIMIT 1) IS NOT NULL`,
    parameters,
  };
}

function anyInRange({ document }: Scope, { name, kind }: ValueRef, bounds: RangeBounds): Fragment {
  const { table, value, condition } = fieldValues(document, name, kind);
  const { sql, parameters } = bounded(value, bounds);
  return {
    sql: `(SELECT 1 FROM ${table} WHERE ${condition} AND ${sql} LIMIT 1) IS NOT NULL`,
    parameters,
  };
}

const comparisons = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

function bounded(value: string, bounds: RangeBounds): Fragment {
  const parts: Fragment[] = [];
  const add = (operator: keyof typeof comparisons): void => {
    const bound: Parameter | undefined = bounds[operator];
    if (bound !== undefined) parts.push({ sql: `${value} ${comparisons[operator]} ?`, parameters: [bound] });
  };
  add('gt');
  add('gte');
  add('lt');
  add('lte');
  return parts.length === 0 ? always : joined(parts, ' AND ');
}
