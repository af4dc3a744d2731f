import type { estypes } from '@elastic/elasticsearch';
import type { Condition } from '../../client/plan.ts';
import { valuePath } from './value-path.ts';

type Query = estypes.QueryDslQueryContainer;

/** A condition as a query that scores nothing. */
export function filterQuery(condition: Condition): Query {
  switch (condition.kind) {
    case 'and':
      return { bool: { filter: condition.conditions.map(filterQuery) } };
    case 'or':
      return condition.conditions.length === 0
        ? { match_none: {} }
        : { bool: { should: condition.conditions.map(filterQuery), minimum_should_match: 1 } };
    case 'not':
      return { bool: { must_not: filterQuery(condition.condition) } };
    case 'exists':
      return { exists: { field: condition.field } };
    case 'any of':
      return { terms: { [valuePath(condition.field)]: [...condition.values] } };
    case 'range': {
      const format = condition.field.kind === 'date' ? { format: 'epoch_millis' } : {};
      return { range: { [valuePath(condition.field)]: { ...condition.bounds, ...format } } };
    }
  }
}

/** Documents for which the condition holds; all of them without one. */
export function documentsQuery(condition: Condition | undefined): Query {
  return condition ? { bool: { filter: filterQuery(condition) } } : { match_all: {} };
}
