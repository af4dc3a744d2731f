import { isRecord } from '../../../kernel/index.ts';
import { completeWords, prefixQuery, sampleSize } from '../../client/complete-words.ts';
import type { SuggestPlan, TextQuery } from '../../client/plan.ts';
import type { Suggestion } from '../../client/types.ts';
import { facetsOf } from './facets.ts';
import { filterQuery } from './filter.ts';
import { totalOf } from './hits.ts';
import type { SearchedIndex } from './searched-index.ts';
import { textQuery } from './text-query.ts';
import { valuePath } from './value-path.ts';

export async function suggest(index: SearchedIndex, plan: SuggestPlan): Promise<readonly Suggestion[]> {
  if (plan.values) return suggestValues(index, plan, plan.values);
  const query = prefixQuery(plan);
  return query ? suggestWords(index, plan, query) : [];
}

async function suggestValues(
  index: SearchedIndex,
  { prefix, limit, condition }: SuggestPlan,
  field: NonNullable<SuggestPlan['values']>,
): Promise<readonly Suggestion[]> {
  const path = valuePath(field);
  const { aggregations } = await index.search({
    size: 0,
    track_total_hits: false,
    query: {
      bool: { filter: [{ prefix: { [path]: prefix } }, ...(condition ? [filterQuery(condition)] : [])] },
    },
    aggs: {
      f0: {
        terms: {
          field: path,
          size: limit,
          shard_size: 10 * limit + 100,
          // A list may also hold values that do not start so.
          include: `${escapeRegex(prefix)}.*`,
          order: [{ _count: 'desc' }, { _key: 'asc' }],
        },
      },
    },
  });
  const { [field.name]: found = [] } = facetsOf([{ field, size: limit }], aggregations);
  return found.map(({ value, count }) => ({ text: String(value), count }));
}

/** Everything that means something to Lucene's regular expressions. */
function escapeRegex(text: string): string {
  return text.replace(/[.?+*|{}[\]()"\\#@&<>~^$-]/g, '\\$&');
}

async function suggestWords(
  index: SearchedIndex,
  plan: SuggestPlan,
  query: TextQuery,
): Promise<readonly Suggestion[]> {
  const { hits } = await index.search({
    size: sampleSize,
    track_total_hits: false,
    sort: ['_doc'],
    query: textQuery(query, 'all', plan.condition),
    _source: { includes: [plan.field] },
  });
  const texts = hits.hits.map(({ _source }) => textsAt(_source, plan.field).join('\n'));
  return completeWords(plan, query, texts, async (queries) => {
    const counts = queries.map((one) => ({
      size: 0,
      track_total_hits: true,
      query: textQuery(one, 'all', plan.condition),
    }));
    return (await index.searchAll(counts)).map(totalOf);
  });
}

/** What a field holds in a document. A dot leads into objects, and may be part of a name. */
function textsAt(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => textsAt(item, path));
  if (path === '') return value === null || isRecord(value) ? [] : [String(value)];
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    if (name === path) return textsAt(inner, '');
    return path.startsWith(`${name}.`) ? textsAt(inner, path.slice(name.length + 1)) : [];
  });
}
