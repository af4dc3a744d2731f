import { contentHash, exitCode, HeadraceError } from '../../kernel/index.ts';
import { checkFilter } from './check-filter.ts';
import { checkVector } from './check-vector.ts';
import { FieldFinder } from './fields.ts';
import { parseQuery } from './parse-query.ts';
import type {
  Condition,
  FacetRef,
  HybridPlan,
  PagedPlan,
  PagePosition,
  SemanticPlan,
  SortKey,
  SuggestPlan,
  TextPlan,
  TextQuery,
  WeightedField,
} from './plan.ts';
import { invalidLimit, invalidOption } from './problems.ts';
import type {
  CommonRequest,
  Filter,
  HybridRequest,
  KeywordRequest,
  QuerySchema,
  SemanticRequest,
  Sort,
  SuggestRequest,
  TextRequest,
} from './types.ts';

const maxLimit = 10_000;
const defaultLimit = 10;

/** All checks of this file: @throws HeadraceError (exit code 2) with everything that is wrong. */
export function planText(schema: QuerySchema, request: TextRequest): TextPlan {
  return checked(schema, (finder) => {
    const text = checkText(request, finder);
    const searched = text.fields.map(({ name }) => name);
    return { ...paged('text', request, finder, searched), text };
  });
}

export function planKeyword(schema: QuerySchema, request: KeywordRequest): PagedPlan {
  return checked(schema, (finder) => paged('keyword', request, finder, []));
}

export function planSemantic(schema: QuerySchema, request: SemanticRequest): SemanticPlan {
  return checked(schema, (finder) => {
    const plan = common(request, finder, []);
    return { ...plan, vector: checkVector('semantic', request, plan.limit, finder) };
  });
}

export function planHybrid(schema: QuerySchema, request: HybridRequest): HybridPlan {
  return checked(schema, (finder) => {
    const text = checkText(request, finder);
    const plan = common(
      request,
      finder,
      text.fields.map(({ name }) => name),
    );
    const { text: textWeight = 1, semantic: semanticWeight = 1 } = request.weights ?? {};
    const { rankConstant = 60 } = request;
    for (const [option, weight] of Object.entries({ textWeight, semanticWeight, rankConstant })) {
      if (typeof weight !== 'number' || !(weight >= 0) || !Number.isFinite(weight)) {
        finder.problems.push(invalidOption({ option, expected: 'a number from 0', found: weight }));
      }
    }
    const vector = checkVector('hybrid', request, plan.limit, finder);
    return { ...plan, text, vector, weights: [textWeight, semanticWeight], rankConstant };
  });
}

export function planSuggest(schema: QuerySchema, request: SuggestRequest): SuggestPlan {
  return checked(schema, (finder) => {
    const { field, prefix, filter } = request;
    const type = finder.completable(field);
    oneOf('prefix', typeof prefix === 'string', 'text', prefix, finder);
    return {
      field,
      values: type?.type === 'keyword' ? { name: field, kind: 'keyword', ofText: false } : undefined,
      prefix: String(prefix),
      limit: checkLimit(request.limit, finder),
      condition: filter && checkFilter(filter, finder),
    };
  });
}

export function planCount(schema: QuerySchema, filter: Filter | undefined): Condition | undefined {
  return checked(schema, (finder) => filter && checkFilter(filter, finder));
}

function checked<T>(schema: QuerySchema, check: (finder: FieldFinder) => T): T {
  const finder = new FieldFinder(schema);
  const plan = check(finder);
  if (finder.problems.length === 0) return plan;
  throw new HeadraceError(finder.problems, { exitCode: exitCode.usage });
}

function common(
  request: CommonRequest,
  finder: FieldFinder,
  searched: readonly string[],
): Omit<SemanticPlan, 'vector'> {
  const { filter, highlight = false, facets = [], signal } = request;
  return {
    condition: filter && checkFilter(filter, finder),
    limit: checkLimit(request.limit, finder),
    facets: checkFacets(facets, finder),
    highlight:
      typeof highlight === 'boolean'
        ? highlight
          ? searched
          : []
        : highlight.filter((name) => finder.text(name, 'highlight')),
    signal,
  };
}

function paged(
  kind: 'text' | 'keyword',
  request: TextRequest | KeywordRequest,
  finder: FieldFinder,
  searched: readonly string[],
): PagedPlan {
  const { sort, filter, cursor, signal: _signal, ...rest } = request;
  const { limit: _limit, facets: _facets, highlight: _highlight, ...words } = rest;
  const byScore: Sort[] = kind === 'text' ? [{ field: '_score' }] : [];
  return {
    ...common(request, finder, searched),
    sort: (sort ?? byScore).flatMap((one) => checkSort(one, finder)),
    page: checkPage(cursor, finder),
    hash: cursor === undefined ? '' : contentHash({ kind, ...words, sort, filter }),
  };
}

function checkText(request: Omit<TextRequest, 'sort' | 'cursor'>, finder: FieldFinder): TextQuery {
  const { query, operator = 'auto', fuzziness = 0, match = 'words' } = request;
  oneOf('query', typeof query === 'string', 'text', query, finder);
  oneOf('operator', ['all', 'any', 'auto'].includes(operator), 'all, any or auto', operator, finder);
  oneOf('match', ['words', 'prefix', 'phrase'].includes(match), 'words, prefix or phrase', match, finder);
  oneOf('fuzziness', [0, 1, 2, 'auto'].includes(fuzziness), '0, 1, 2 or auto', fuzziness, finder);
  oneOf('fuzziness', match !== 'phrase' || fuzziness === 0, '0 for a phrase', fuzziness, finder);
  const fields = checkTextFields(request.fields, finder);
  return { clauses: parseQuery(String(query), match), fields, operator, fuzziness };
}

/** Of a list, the first field weighs double. */
function checkTextFields(given: TextRequest['fields'], finder: FieldFinder): WeightedField[] {
  if (given === undefined) return finder.allText().map((name) => ({ name, weight: 1 }));
  const weighted: (readonly [string, unknown])[] = Array.isArray(given)
    ? given.map((name, position) => [name, position === 0 && given.length > 1 ? 2 : 1])
    : Object.entries(given);
  oneOf('fields', weighted.length > 0, 'at least one field', 'none', finder);
  return weighted.flatMap(([name, weight]) => {
    if (weight === undefined || finder.text(name, 'search by words') === undefined) return [];
    const valid = typeof weight === 'number' && Number.isFinite(weight) && weight > 0;
    oneOf(`fields.${name}`, valid, 'a weight above 0', weight, finder);
    return valid ? [{ name, weight }] : [];
  });
}

function checkSort(sort: Sort, finder: FieldFinder): SortKey[] {
  const { field: name, order } = typeof sort === 'string' ? { field: sort, order: undefined } : sort;
  oneOf('order', [undefined, 'asc', 'desc'].includes(order), 'asc or desc', order, finder);
  if (name === '_score') return [{ by: 'score', order: order ?? 'desc' }];
  const field = finder.ordered(name, 'sort by');
  return field ? [{ by: 'value', field, order: order ?? 'asc' }] : [];
}

function checkFacets(given: NonNullable<CommonRequest['facets']>, finder: FieldFinder): FacetRef[] {
  const wanted: (readonly [string, { readonly size: number } | undefined])[] = Array.isArray(given)
    ? given.map((name) => [name, { size: defaultLimit }])
    : Object.entries(given);
  return wanted.flatMap(([name, options]) => {
    if (options === undefined) return [];
    const field = finder.value(name, 'count the values of');
    return field ? [{ field, size: checkLimit(options.size, finder) }] : [];
  });
}

function checkPage(cursor: string | true | undefined, finder: FieldFinder): PagePosition {
  if (cursor === undefined) return 'only';
  if (cursor === true) return 'first';
  oneOf('cursor', typeof cursor === 'string', 'true, or the cursor of the page before', cursor, finder);
  return { cursor };
}

function checkLimit(limit: number | undefined, { problems }: FieldFinder): number {
  const wanted = limit ?? defaultLimit;
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= maxLimit) return wanted;
  problems.push(invalidLimit({ limit: wanted, max: maxLimit }));
  return defaultLimit;
}

function oneOf(
  option: string,
  ok: boolean,
  expected: string,
  found: unknown,
  { problems }: FieldFinder,
): void {
  if (!ok) problems.push(invalidOption({ option, expected, found }));
}
