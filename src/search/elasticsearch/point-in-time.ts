import { type Clock, HeadraceError, isRecord, systemClock } from '../../kernel/index.ts';
import type { ElasticsearchConnection } from './connect.ts';
import { patiently } from './patiently.ts';
import { refreshIndex } from './physical-names.ts';
import { indexGone } from './problems.ts';
import { errorOfAnswer } from './translate-error.ts';

const keepAlive = '5m';

/** Searches an index as it was at one moment, whatever is written meanwhile. */
export interface PointInTime {
  search(json: object, filter?: string): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

export interface PointInTimeOptions {
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/** Opens one that holds everything written before; it stays open while it is used every five minutes. */
export async function openPointInTime(
  cluster: ElasticsearchConnection,
  index: string,
  { signal, clock = systemClock }: PointInTimeOptions = {},
): Promise<PointInTime> {
  await patiently(clock, () => refreshIndex(cluster, index, signal), signal);
  let id = await patiently(clock, () => open(cluster, index, signal), signal);
  return {
    search: (json, filter = '') =>
      patiently(
        clock,
        async () => {
          const { status, body } = await cluster.send(
            {
              method: 'POST',
              path: '/_search',
              query: filter && `filter_path=pit_id,_shards.failed,${filter}`,
              json: { ...json, pit: { id, keep_alive: keepAlive } },
            },
            signal,
          );
          if (status >= 400) throw errorOfAnswer(status, body, cluster.peer);
          const answer = isRecord(body) ? body : {};
          // A shard that is away would be documents that are not there.
          if (isRecord(answer._shards) && Number(answer._shards.failed) > 0)
            throw errorOfAnswer(503, { error: 'some shards did not answer' }, cluster.peer);
          if (typeof answer.pit_id === 'string') id = answer.pit_id;
          return answer;
        },
        signal,
      ),
    async close() {
      await cluster.send({ method: 'DELETE', path: '/_pit', json: { id } }).catch(() => {});
    },
  };
}

async function open(
  cluster: ElasticsearchConnection,
  index: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const path = `/${encodeURIComponent(index)}/_pit`;
  const { status, body } = await cluster.send(
    { method: 'POST', path, query: `keep_alive=${keepAlive}` },
    signal,
  );
  if (status === 404) throw new HeadraceError(indexGone({ index, cluster: cluster.peer.cluster }));
  if (status >= 400) throw errorOfAnswer(status, body, cluster.peer);
  return isRecord(body) ? String(body.id) : '';
}
