import { isRecord } from '../../kernel/index.ts';
import { instantsOf } from './dates.ts';
import type { FieldFinder } from './fields.ts';
import type { Condition, RangeBounds, RangeOperator, ValueRef } from './plan.ts';
import { invalidOption, wrongValue } from './problems.ts';
import type { Filter, Value } from './types.ts';

const operators: readonly RangeOperator[] = ['gt', 'gte', 'lt', 'lte'];

/** What a filter asks, in the schema's terms; what is wrong with it is noted in `finder`. */
export function checkFilter(filter: Filter, finder: FieldFinder): Condition {
  const keys = isRecord(filter) ? Object.keys(filter) : [];
  if (keys.length !== 1) {
    const expected = 'an object with one of term, terms, range, exists, not, and, or';
    finder.problems.push(invalidOption({ option: 'filter', expected, found: keys.join(' and ') || filter }));
    return nothing;
  }
  if ('term' in filter) {
    return allOf(filter.term, (name, value) => equalTo(name, [value], finder));
  }
  if ('terms' in filter) {
    return allOf(filter.terms, (name, values) => {
      if (Array.isArray(values)) return equalTo(name, values, finder);
      finder.problems.push(invalidOption({ option: 'terms', expected: 'lists of values', found: values }));
      return nothing;
    });
  }
  if ('range' in filter) return allOf(filter.range, (name, bounds) => within(name, bounds, finder));
  if ('exists' in filter) {
    const type = finder.indexed(filter.exists, 'filter by');
    return type ? { kind: 'exists', field: filter.exists, type } : nothing;
  }
  if ('not' in filter) return { kind: 'not', condition: checkFilter(filter.not, finder) };
  const [kind, list] = 'and' in filter ? (['and', filter.and] as const) : (['or', filter.or] as const);
  if (Array.isArray(list)) return { kind, conditions: list.map((one) => checkFilter(one, finder)) };
  finder.problems.push(invalidOption({ option: keys.join(), expected: 'a list of filters', found: list }));
  return nothing;
}

/** Lets nothing pass. */
const nothing: Condition = { kind: 'or', conditions: [] };

function allOf(by: object | undefined, condition: (name: string, given: unknown) => Condition): Condition {
  const conditions = Object.entries(by ?? {}).map(([name, given]) => condition(name, given));
  const [only] = conditions;
  return conditions.length === 1 && only ? only : { kind: 'and', conditions };
}

function equalTo(name: string, values: readonly unknown[], finder: FieldFinder): Condition {
  const field = finder.value(name, 'filter by');
  if (field === undefined) return nothing;
  if (field.kind !== 'date') {
    return { kind: 'any of', field, values: values.filter((value) => fits(field, value, finder)) };
  }
  const conditions = values.flatMap((value): Condition[] => {
    const found = instants(field, value, finder);
    return found ? [{ kind: 'range', field, bounds: { gte: found.first, lte: found.last } }] : [];
  });
  return { kind: 'or', conditions };
}

function within(name: string, given: unknown, finder: FieldFinder): Condition {
  const field = finder.ordered(name, 'filter by range');
  if (field === undefined) return nothing;
  const entries = isRecord(given) ? Object.entries(given).filter(([, bound]) => bound !== undefined) : [];
  const bounds: Partial<Record<RangeOperator, string | number>> = {};
  for (const [key, bound] of entries) {
    const operator = operators.find((known) => known === key);
    if (operator === undefined) {
      finder.problems.push(
        invalidOption({ option: 'range', expected: 'bounds gt, gte, lt, lte', found: key }),
      );
    } else if (field.kind === 'date') {
      const found = instants(field, bound, finder);
      // "Until May" includes May, and "after May" starts behind it.
      if (found) bounds[operator] = operator === 'gt' || operator === 'lte' ? found.last : found.first;
    } else if (fits(field, bound, finder) && typeof bound !== 'boolean') {
      bounds[operator] = bound;
    }
  }
  if (entries.length === 0) {
    finder.problems.push(
      invalidOption({ option: 'range', expected: 'bounds gt, gte, lt, lte', found: given }),
    );
  }
  return { kind: 'range', field, bounds: bounds satisfies RangeBounds };
}

function instants(field: ValueRef, value: unknown, { problems }: FieldFinder): ReturnType<typeof instantsOf> {
  const found = typeof value === 'string' || typeof value === 'number' ? instantsOf(value) : undefined;
  const expected = 'a date (ISO 8601 text, or milliseconds since 1970)';
  if (!found) problems.push(wrongValue({ field: field.name, type: 'date', expected, found: value }));
  return found;
}

/** Whether a value is of the field's kind; notes a problem if not. */
function fits({ name, kind }: ValueRef, value: unknown, { problems }: FieldFinder): value is Value {
  const expected = {
    keyword: 'text',
    long: 'a number',
    double: 'a number',
    boolean: 'true or false',
    date: '',
  };
  const ok =
    kind === 'keyword'
      ? typeof value === 'string'
      : kind === 'boolean'
        ? typeof value === 'boolean'
        : typeof value === 'number' && Number.isFinite(value);
  if (!ok) problems.push(wrongValue({ field: name, type: kind, expected: expected[kind], found: value }));
  return ok;
}
