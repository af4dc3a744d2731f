import { isDeepStrictEqual } from 'node:util';
import { HeadraceError, isRecord } from '../../kernel/index.ts';
import { type ElasticsearchConnection, sampleDocuments } from '../../search/elasticsearch/index.ts';
import { sampleDiffers } from '../problems.ts';
import type { SyncSource } from '../sync/sync-source.ts';

type Document = Readonly<Record<string, unknown>>;

/**
 * Compares some documents with their rows, field by field. Rows that have changed since they were written
 * are left out: their hashes say so.
 *
 * @returns how many were compared.
 * @throws HeadraceError with the first document whose hash is right and whose contents are not.
 */
export async function checkSample(sample: {
  readonly cluster: ElasticsearchConnection;
  readonly physical: string;
  readonly source: SyncSource;
  readonly size: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}): Promise<number> {
  const { cluster, physical, source, size, seed, signal } = sample;
  if (size === 0) return 0;
  const documents = await sampleDocuments(cluster, physical, Math.min(size, 10_000), seed, signal);
  const byKey = new Map(documents.map(({ key, document }) => [key, document]));
  const records = source.some([...byKey.keys()]);
  let compared = 0;
  for (const range of await records.ranges(signal)) {
    for await (const batch of records.read(range, undefined, signal)) {
      for (const record of batch) {
        if ('unloadable' in record || record.stamp === undefined) continue;
        const { _headrace: stamp, ...found } = byKey.get(record.key) ?? {};
        if (!isDeepStrictEqual(stamp, JSON.parse(record.stamp))) continue;
        compared += 1;
        const field = firstDifference(parsed(record.document), found, source);
        if (field === undefined) continue;
        throw new HeadraceError(sampleDiffers({ index: physical, key: record.key, field }));
      }
    }
  }
  return compared;
}

/** @returns the name of a field that is not the same. */
function firstDifference(wanted: Document, found: Document, { fields }: SyncSource): string | undefined {
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  return [...names].find((name) => {
    // Newer versions of Elasticsearch leave vectors out of what they show.
    if (!(name in found) && fields.some((field) => field.name === name && isVector(field))) return false;
    return !isDeepStrictEqual(wanted[name], found[name]);
  });
}

function isVector({ type, list }: SyncSource['fields'][number]): boolean {
  return type === 'vector' || (list && type === 'double');
}

function parsed(document: Uint8Array): Document {
  const value: unknown = JSON.parse(Buffer.from(document).toString('utf8'));
  return isRecord(value) ? value : {};
}
