import type { Ranked } from '../../client/fuse.ts';
import { hasChoice } from '../../client/has-choice.ts';
import type { Condition, TextQuery } from '../../client/plan.ts';
import type { IndexView } from '../reader.ts';
import { textCondition } from './condition.ts';
import type { Fragment } from './fragment.ts';
import { matchExpression, scoreOf } from './match-expression.ts';
import { rankByText } from './rank.ts';

/** A text query against one state of the index. */
export interface TextSearch {
  readonly operator: 'all' | 'any';
  /** For `FROM words WHERE`; undefined when the text holds no words. */
  readonly condition: Fragment | undefined;
  /** SQL for the score, the smaller the better. */
  readonly score: string;
}

export function textSearch(
  view: IndexView,
  text: TextQuery,
  condition: Condition | undefined,
  operator: 'all' | 'any',
): TextSearch {
  const match = matchExpression(view, text, operator);
  return {
    operator,
    condition: match === undefined ? undefined : textCondition(view, match, condition),
    score: scoreOf(view, text),
  };
}

/** The best of a text query; of operator `auto`: with all words, and with any where nothing has all. */
export function rankText(
  view: IndexView,
  text: TextQuery,
  condition: Condition | undefined,
  limit: number,
): { readonly search: TextSearch; readonly ranked: readonly Ranked[] } {
  const ask = (operator: 'all' | 'any'): { search: TextSearch; ranked: readonly Ranked[] } => {
    const search = textSearch(view, text, condition, operator);
    const ranked = search.condition ? rankByText(view.connection, search.condition, search.score, limit) : [];
    return { search, ranked };
  };
  if (text.operator !== 'auto') return ask(text.operator);
  const all = ask('all');
  return all.ranked.length > 0 || !hasChoice(text) ? all : ask('any');
}

/** Which operator `auto` comes down to. */
export function decideOperator(
  view: IndexView,
  text: TextQuery,
  condition: Condition | undefined,
): 'all' | 'any' {
  if (text.operator !== 'auto') return text.operator;
  if (!hasChoice(text)) return 'all';
  const { condition: all } = textSearch(view, text, condition, 'all');
  if (all === undefined) return 'all';
  const found = view.connection.get(`SELECT 1 FROM words WHERE ${all.sql} LIMIT 1`, ...all.parameters);
  return found ? 'all' : 'any';
}
