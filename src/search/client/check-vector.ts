import { vectorFault } from '../sqlite/unit-vector.ts';
import type { FieldFinder } from './fields.ts';
import type { QueryVector } from './plan.ts';
import { invalidOption, invalidQueryVector, noVectors } from './problems.ts';
import type { SemanticRequest } from './types.ts';

/** More neighbours than this no backend looks at. */
const maxCandidates = 10_000;

/** The vector of a request, or the words to make it of. */
export function checkVector(
  mode: QueryVector['mode'],
  request: Pick<SemanticRequest, 'query' | 'vector' | 'field' | 'candidates'>,
  limit: number,
  finder: FieldFinder,
): QueryVector {
  const { problems } = finder;
  const { query, vector, candidates = Math.min(10 * limit, maxCandidates) } = request;
  const [only, ...others] = finder.vectors();
  if (request.field === undefined && only === undefined) problems.push(noVectors({ mode }));
  if (request.field === undefined && others.length > 0) {
    const expected = `one of the vector fields ${[only, ...others].join(', ')}`;
    problems.push(invalidOption({ option: 'field', expected, found: 'none of them' }));
  }
  const field = request.field ?? only ?? '';
  const dimensions = field === '' ? undefined : finder.vector(field, 'search by meaning')?.dimensions;
  const value = vector === undefined ? undefined : Float32Array.from(vector);
  const fault =
    value === undefined
      ? typeof query === 'string'
        ? undefined
        : 'is missing'
      : dimensions === undefined
        ? undefined
        : vectorFault(value, dimensions);
  if (fault !== undefined) problems.push(invalidQueryVector({ mode, detail: `it ${fault}` }));
  if (!Number.isInteger(candidates) || candidates < 1 || candidates > maxCandidates) {
    const expected = `a whole number from 1 to ${maxCandidates}`;
    problems.push(invalidOption({ option: 'candidates', expected, found: candidates }));
  }
  const words = query ?? '';
  return { mode, field, dimensions: dimensions ?? 0, value, words, candidates: Math.max(candidates, limit) };
}
