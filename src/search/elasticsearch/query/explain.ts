import type { estypes } from '@elastic/elasticsearch';
import { hasChoice } from '../../client/has-choice.ts';
import type { TextPlan } from '../../client/plan.ts';
import type { Explanation } from '../../client/types.ts';
import { totalOf } from './hits.ts';
import type { SearchedIndex } from './searched-index.ts';
import { textQuery } from './text-query.ts';

/** What Lucene says of a document's score, as indented lines. */
export async function explain(index: SearchedIndex, id: string, plan: TextPlan): Promise<Explanation> {
  const operator = await operatorOf(index, plan);
  const query = textQuery(plan.text, operator, plan.condition);
  const { matched, explanation } = await index.ask((client, options) =>
    client.explain({ index: index.name, id, query, _source: false }, { ...options, ignore: [404] }),
  );
  if (explanation === undefined) {
    return { matched: false, score: 0, explanation: `There is no document "${id}".` };
  }
  const lines = [`${matched ? 'match' : 'no match'}; ${operator} of the words:`, ...indented(explanation, 1)];
  return { matched, score: matched ? explanation.value : 0, explanation: lines.join('\n') };
}

/** Which operator `auto` comes down to. */
async function operatorOf(index: SearchedIndex, { text, condition }: TextPlan): Promise<'all' | 'any'> {
  if (text.operator !== 'auto') return text.operator;
  if (!hasChoice(text)) return 'all';
  const found = await index.search({
    size: 0,
    track_total_hits: 1,
    query: textQuery(text, 'all', condition),
  });
  return totalOf(found) > 0 ? 'all' : 'any';
}

function indented(
  { value, description, details = [] }: estypes.ExplainExplanationDetail,
  depth: number,
): readonly string[] {
  const line = `${'  '.repeat(depth)}${value} ${description}`;
  return [line, ...details.flatMap((detail) => indented(detail, depth + 1))];
}
