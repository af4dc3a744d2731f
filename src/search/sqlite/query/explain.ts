import type { TextPlan } from '../../client/plan.ts';
import type { Explanation } from '../../client/types.ts';
import type { IndexView } from '../reader.ts';
import { asNumber } from '../values.ts';
import { textCondition } from './condition.ts';
import { expressions, inFields, scoreOf } from './match-expression.ts';
import { operatorOf } from './page.ts';

/** BM25 is a sum over the parts of a query: what each adds, and in how many documents it is. */
export function explain(view: IndexView, id: string, plan: TextPlan): Explanation {
  const found = view.connection.get('SELECT row FROM documents WHERE id = ?', id);
  if (found === undefined) return { matched: false, score: 0, explanation: `There is no document "${id}".` };
  const row = asNumber(found.row);
  const operator = operatorOf(view, plan);
  const clauses = expressions(view, plan.text);
  const score = (match: string, all: boolean): number | undefined => {
    const { sql, parameters } = textCondition(view, match, all ? plan.condition : undefined);
    const hit = view.connection.get(
      `SELECT -(${scoreOf(view, plan.text)}) AS score FROM words WHERE ${sql} AND rowid = ?`,
      ...parameters,
      BigInt(row),
    );
    return hit && asNumber(hit.score);
  };
  const whole = clauses.length === 0 ? undefined : score(inFields(view, plan.text, clauses, operator), true);
  const { documents } = view.manifest;
  const parts = clauses.map((clause) => {
    const match = inFields(view, plan.text, [clause], 'all');
    const part = score(match, false);
    const matching = countMatches(view, match);
    const value = part === undefined ? 'not in this document' : part.toFixed(6);
    return `  ${clause}: ${value} (in ${matching} of ${documents} documents)`;
  });
  const matched = whole !== undefined;
  const without = matched
    ? `score ${whole.toFixed(6)}, the sum of BM25`
    : clauses.every((clause) => score(inFields(view, plan.text, [clause], 'all'), false) !== undefined)
      ? 'no match: the filter does not let it pass'
      : 'no match';
  return {
    matched,
    score: whole ?? 0,
    explanation: [`${without}; ${operator} of:`, ...parts].join('\n'),
  };
}

function countMatches(view: IndexView, match: string): number {
  return asNumber(view.connection.get('SELECT count(*) AS n FROM words WHERE words MATCH ?', match)?.n);
}
