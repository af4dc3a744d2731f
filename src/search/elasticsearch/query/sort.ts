import type { estypes } from '@elastic/elasticsearch';
import type { SortKey } from '../../client/plan.ts';
import { valuePath } from './value-path.ts';

/** Further than any date that can be written, and still a number that JSON keeps. */
const endOfTime = 8_640_000_000_000_000;

/** The order of the shards, which is a total one at one point in time; ties are always resolved by it. */
const byShard: estypes.SortCombinations = { _shard_doc: { order: 'asc' } };

/** For searches of one point in time. Documents without a value come last, both ways. */
export function sortOfMoment(keys: readonly SortKey[]): estypes.SortCombinations[] {
  return keys.length === 0 ? [byShard] : sortOf(keys);
}

export function sortOf(keys: readonly SortKey[]): estypes.SortCombinations[] {
  return keys.map((key) => {
    const { order } = key;
    if (key.by === 'score') return { _score: { order } };
    const { kind } = key.field;
    // The usual stand-in for a missing date cannot be given back to `search_after`.
    const missing = kind === 'date' ? (order === 'asc' ? endOfTime : -endOfTime) : '_last';
    return { [valuePath(key.field)]: { order, missing, unmapped_type: kind } };
  });
}

/** Integers as text, of which a number in JSON may have lost the last digits. */
export function exactValues(keys: readonly SortKey[]): estypes.QueryDslFieldAndFormat[] {
  return keys.flatMap((key) =>
    key.by === 'value' && key.field.kind === 'long' ? [{ field: valuePath(key.field), format: '0' }] : [],
  );
}

/** Where a hit stands, for `search_after`. */
export function placeOf(hit: estypes.SearchHit<unknown>, keys: readonly SortKey[]): estypes.SortResults {
  return (hit.sort ?? []).map((value, position) => {
    const key = keys[position];
    if (key?.by !== 'value' || key.field.kind !== 'long') return value;
    return typeof value !== 'number' || Number.isSafeInteger(value) ? value : exactInteger(hit, key);
  });
}

function exactInteger(
  { fields }: estypes.SearchHit<unknown>,
  { field, order }: Extract<SortKey, { by: 'value' }>,
): string {
  const found: unknown = fields?.[valuePath(field)];
  const values = Array.isArray(found) ? found.map((value) => BigInt(String(value))) : [];
  const [first, ...others] = values;
  // Without a value it was sorted as the last of all.
  if (first === undefined) return order === 'asc' ? '9223372036854775807' : '-9223372036854775808';
  const best = others.reduce((a, b) => (a < b === (order === 'asc') ? a : b), first);
  return String(best);
}
