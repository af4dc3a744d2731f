import { isRecord } from '../../kernel/index.ts';
import type { ElasticsearchConnection } from './connect.ts';

/** A document as it is in the index, `_headrace` included. */
export interface SampledDocument {
  readonly key: string;
  readonly document: Readonly<Record<string, unknown>>;
}

/** Some documents by chance, the same for the same seed as long as nobody writes; 10,000 at most. */
export async function sampleDocuments(
  cluster: ElasticsearchConnection,
  index: string,
  size: number,
  seed: number,
  signal?: AbortSignal,
): Promise<readonly SampledDocument[]> {
  const query = { function_score: { query: { match_all: {} }, random_score: { seed, field: '_seq_no' } } };
  const { hits } = await cluster.ask(
    (client, options) => client.search({ index, size, query, track_total_hits: false }, options),
    signal,
  );
  return hits.hits.map(({ _id: key, _source: document }) => ({
    key: key ?? '',
    document: isRecord(document) ? document : {},
  }));
}
