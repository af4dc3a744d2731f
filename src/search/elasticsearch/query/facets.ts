import type { estypes } from '@elastic/elasticsearch';
import { isRecord } from '../../../kernel/index.ts';
import type { FacetRef } from '../../client/plan.ts';
import type { Facet, Value } from '../../client/types.ts';
import { valuePath } from './value-path.ts';

type Aggregations = Record<string, estypes.AggregationsAggregationContainer>;

/** The most frequent values first, then by value. */
export function aggregationsOf(facets: readonly FacetRef[]): { readonly aggs?: Aggregations } {
  if (facets.length === 0) return {};
  const aggs = facets.map(({ field, size }, position) => [
    `f${position}`,
    {
      terms: {
        field: valuePath(field),
        size,
        // Each shard names its own most frequent values: more of them make the counts right.
        shard_size: Math.min(10 * size + 100, 60_000),
        order: [{ _count: 'desc' }, { _key: 'asc' }],
      },
    },
  ]);
  return { aggs: Object.fromEntries(aggs) };
}

export function facetsOf(
  facets: readonly FacetRef[],
  answered: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, readonly Facet[]>> {
  const entries = facets.map(({ field }, position) => {
    const found = answered?.[`f${position}`];
    const buckets = isRecord(found) && Array.isArray(found.buckets) ? found.buckets : [];
    return [field.name, buckets.flatMap((bucket) => facet(bucket, field.kind))] as const;
  });
  return Object.fromEntries(entries);
}

function facet(bucket: unknown, kind: FacetRef['field']['kind']): Facet[] {
  if (!isRecord(bucket) || typeof bucket.doc_count !== 'number') return [];
  const value = shown(bucket.key, kind);
  return value === undefined ? [] : [{ value, count: bucket.doc_count }];
}

function shown(key: unknown, kind: FacetRef['field']['kind']): Value | undefined {
  if (kind === 'boolean') return key === 1 || key === true;
  if (kind === 'date') return typeof key === 'number' ? new Date(key).toISOString() : undefined;
  return typeof key === 'number' || typeof key === 'string' ? key : undefined;
}
