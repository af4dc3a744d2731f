import { isRecord } from '../../kernel/index.ts';
import { type BucketSums, bucketCount, noSums, type StampedKey } from '../../load/index.ts';
import type { ElasticsearchConnection } from './connect.ts';
import { openPointInTime, type PointInTime, type PointInTimeOptions } from './point-in-time.ts';

/** Below what Elasticsearch answers at once, and at once it holds this many in memory only. */
const bucketsAtOnce = 8192;
const keysAtOnce = 10_000;
/** What a list of terms may have. */
const termsAtOnce = 32_768;

/** A document of the index, by its stamp. */
export interface StampedDocument extends StampedKey {
  /** Absent as the halves are: it has no stamp, so Headrace did not write it. */
  readonly bucket?: number;
  /** To change it only if nobody else does; see `deleteDocuments`. */
  readonly seqNo: number;
  readonly primaryTerm: number;
}

/** What `verify` asks of an index, all of the same moment. */
export interface HashRanges {
  sums(): Promise<BucketSums>;
  /** Documents of these buckets, in no order. */
  keys(buckets: readonly number[]): AsyncIterable<readonly StampedDocument[]>;
  /** Documents with these keys, as far as there are any; with a stamp or without. */
  some(keys: readonly string[]): AsyncIterable<readonly StampedDocument[]>;
  /** How many documents have no stamp. */
  countUnstamped(): Promise<number>;
  unstamped(): AsyncIterable<readonly StampedDocument[]>;
  close(): Promise<void>;
}

const hasStamp = { exists: { field: '_headrace.b' } };
const withoutStamp = { bool: { must_not: [hasStamp] } };

export async function openHashRanges(
  cluster: ElasticsearchConnection,
  index: string,
  options: PointInTimeOptions = {},
): Promise<HashRanges> {
  const moment = await openPointInTime(cluster, index, options);
  return {
    sums: () => sumBuckets(moment),
    async *keys(buckets) {
      for (let at = 0; at < buckets.length; at += termsAtOnce)
        yield* pages(moment, { terms: { '_headrace.b': buckets.slice(at, at + termsAtOnce) } });
    },
    some: (keys) => pages(moment, { ids: { values: keys } }),
    async countUnstamped() {
      const answer = await moment.search({ size: 0, track_total_hits: true, query: withoutStamp });
      const { total } = isRecord(answer.hits) ? answer.hits : {};
      return isRecord(total) ? Number(total.value) : 0;
    },
    unstamped: () => pages(moment, withoutStamp),
    close: () => moment.close(),
  };
}

async function sumBuckets(moment: PointInTime): Promise<BucketSums> {
  const sums = noSums();
  for (let first = 0; first < bucketCount; first += bucketsAtOnce) {
    const answer = await moment.search(
      {
        size: 0,
        track_total_hits: false,
        query: { range: { '_headrace.b': { gte: first, lt: first + bucketsAtOnce } } },
        aggs: {
          buckets: {
            terms: { field: '_headrace.b', size: bucketsAtOnce, order: { _key: 'asc' } },
            aggs: { h: { sum: { field: '_headrace.h' } }, l: { sum: { field: '_headrace.l' } } },
          },
        },
      },
      'aggregations.buckets.buckets',
    );
    for (const bucket of bucketsOf(answer)) addBucket(sums, bucket);
  }
  return sums;
}

function bucketsOf({ aggregations }: Readonly<Record<string, unknown>>): readonly unknown[] {
  const outer = isRecord(aggregations) ? aggregations.buckets : undefined;
  return isRecord(outer) && Array.isArray(outer.buckets) ? outer.buckets : [];
}

function addBucket(sums: BucketSums, bucket: unknown): void {
  if (!isRecord(bucket)) return;
  const { key, doc_count: count, h, l } = bucket;
  if (typeof key !== 'number' || !isRecord(h) || !isRecord(l)) return;
  sums.count[key] = Number(count);
  sums.high[key] = Number(h.value);
  sums.low[key] = Number(l.value);
}

async function* pages(moment: PointInTime, query: object): AsyncGenerator<readonly StampedDocument[]> {
  let after: unknown;
  for (;;) {
    const answer = await moment.search(
      {
        size: keysAtOnce,
        track_total_hits: false,
        _source: false,
        seq_no_primary_term: true,
        docvalue_fields: ['_headrace.b', '_headrace.h', '_headrace.l'],
        query,
        sort: ['_shard_doc'],
        ...(after === undefined ? {} : { search_after: after }),
      },
      'hits.hits._id,hits.hits._seq_no,hits.hits._primary_term,hits.hits.fields,hits.hits.sort',
    );
    const hits =
      isRecord(answer.hits) && Array.isArray(answer.hits.hits) ? answer.hits.hits.filter(isRecord) : [];
    if (hits.length > 0) yield hits.map(readHit);
    if (hits.length < keysAtOnce) return;
    after = hits.at(-1)?.sort;
  }
}

function readHit({
  _id: key,
  _seq_no: seqNo,
  _primary_term: primaryTerm,
  fields,
}: Record<string, unknown>): StampedDocument {
  const position = { key: String(key), seqNo: Number(seqNo), primaryTerm: Number(primaryTerm) };
  if (!isRecord(fields)) return position;
  const number = (name: string): number => {
    const values = fields[`_headrace.${name}`];
    return Array.isArray(values) ? Number(values[0]) : Number.NaN;
  };
  return { ...position, bucket: number('b'), high: number('h'), low: number('l') };
}
