import { describe, expect, expectTypeOf, it } from 'vitest';
import { HeadraceError } from '../../kernel/index.ts';
import { planKeyword, planSemantic, planText } from './check-request.ts';
import type {
  Filter,
  KeywordRequest,
  QueryClient,
  QuerySchema,
  SuggestRequest,
  TextRequest,
} from './types.ts';

const fields = {
  title: { type: 'text', keyword: true },
  body: { type: 'text' },
  tag: { type: 'keyword' },
  price: { type: 'double' },
  sold: { type: 'boolean' },
  day: { type: 'date' },
  notes: { type: 'object' },
  one: { type: 'vector', dimensions: 2 },
} as const;
type F = typeof fields;
const schema: QuerySchema = { fields, analyzer: 'standard' };

function problems(check: () => unknown): string[] {
  try {
    check();
  } catch (error) {
    if (error instanceof HeadraceError && error.exitCode === 2)
      return error.problems.map(({ message }) => message);
    throw error;
  }
  return [];
}

describe('a request', () => {
  it('is completed with what is usual', () => {
    const plan = planText(schema, {
      query: 'warm coat',
      fields: ['title', 'body'],
      highlight: true,
      facets: ['tag'],
    });
    expect(plan).toMatchObject({
      limit: 10,
      highlight: ['title', 'body'],
      facets: [{ field: { name: 'tag' }, size: 10 }],
      sort: [{ by: 'score', order: 'desc' }],
      page: 'only',
      text: { operator: 'auto', fuzziness: 0, fields: [{ weight: 2 }, { weight: 1 }] },
    });
    expect(planText(schema, { query: 'x' }).text.fields.map(({ weight }) => weight)).toEqual([1, 1]);
    expect(planSemantic(schema, { query: 'x', limit: 7 }).vector).toMatchObject({
      field: 'one',
      candidates: 70,
    });
  });

  it('is refused with everything that is wrong with it', () => {
    const filter: Filter = {
      and: [
        { term: { tag: 1, nope: 'x' } },
        { not: { range: { day: { gt: 'soon', ...{ above: 1 } } } } },
        { exists: 'notes' },
      ],
    };
    const wrong = {
      query: 'x',
      filter,
      sort: ['sold', 'tagg'],
      facets: ['body'],
      limit: 1.5,
      highlight: ['tag'],
    };
    expect(problems(() => planText(schema, wrong))).toEqual([
      '"tag" is a keyword field: it is compared with text, not with 1.',
      'There is no field "nope" to filter by. Fields to filter by: title, tag, price, sold and day.',
      '"day" is a date field: it is compared with a date (ISO 8601 text, or milliseconds since 1970), not with "soon".',
      '"range" must be bounds gt, gte, lt, lte, not "above".',
      '"notes" is an object field: it is not there to filter by.',
      'The limit must be a whole number from 1 to 10000, not 1.5.',
      '"body" is a text field: it is not there to count the values of.',
      '"tag" is a keyword field: it is not there to highlight.',
      '"sold" is a boolean field: it is not there to sort by.',
      'There is no field "tagg" to sort by. Fields to sort by: title, tag, price and day. Did you mean "tag"?',
    ]);
  });

  it.each([
    [{ query: 'x', match: 'phrase', fuzziness: 1 }, /"fuzziness" must be 0 for a phrase, not 1/],
    [{ query: 'x', fields: { title: 0 } }, /"fields.title" must be a weight above 0/],
    [{ query: 'x', fields: [] }, /"fields" must be at least one field/],
    [{ query: 'x', filter: { and: [], or: [] } }, /"filter" must be an object with one of/],
    [{ query: 'x', filter: { range: { price: {} } } }, /bounds gt, gte, lt, lte/],
  ] as const)('%j says why not', (request, message) => {
    expect(problems(() => planText(schema, request))).toEqual([expect.stringMatching(message)]);
  });

  it('belongs to its cursor by what it asks, not by how much of it', () => {
    const hash = (request: KeywordRequest): string => planKeyword(schema, { cursor: true, ...request }).hash;
    expect(hash({ sort: ['tag'], limit: 5 })).toBe(hash({ sort: ['tag'], facets: ['tag'] }));
    expect(hash({ sort: ['tag'] })).not.toBe(hash({ sort: ['price'] }));
    expect(hash({ filter: { term: { tag: 'a' } } })).not.toBe(hash({ filter: { term: { tag: 'b' } } }));
  });
});

describe('types', () => {
  it('know the fields of a schema', () => {
    expectTypeOf<TextRequest<F>['fields']>().toEqualTypeOf<
      readonly ('title' | 'body')[] | { readonly title?: number; readonly body?: number } | undefined
    >();
    expectTypeOf<SuggestRequest<F>['field']>().toEqualTypeOf<'title' | 'body' | 'tag'>();
    expectTypeOf<{ term: { tag: 'x' } }>().toExtend<Filter<F>>();
    expectTypeOf<{ range: { day: { gte: '2024' } } }>().toExtend<Filter<F>>();
    // @ts-expect-error: there is no such field
    const unknown: Filter<F> = { term: { tagg: 'x' } };
    // @ts-expect-error: a boolean has no order
    const ordered: Filter<F> = { range: { sold: { gt: 1 } } };
    // @ts-expect-error: words have no whole values
    const facets: KeywordRequest<F> = { facets: ['body'] };
    // @ts-expect-error: an object cannot be asked about
    const exists: Filter<F> = { exists: 'notes' };
    // @ts-expect-error: a vector has no order
    const sort: KeywordRequest<F> = { sort: ['one'] };
    expect([unknown, ordered, facets, exists, sort]).toHaveLength(5);
  });

  it('let everything pass for a schema that is known at run time only', () => {
    expectTypeOf<Parameters<QueryClient['suggest']>[0]['field']>().toEqualTypeOf<string>();
    expectTypeOf<{ term: { anything: 'x' } }>().toExtend<Filter>();
  });
});
