import { Buffer } from 'node:buffer';
import type { LoadRecord, LoadTarget, Outcome, WriteResult } from '../../load/index.ts';
import { BufferPool } from './buffer-pool.ts';
import { bulkFilter, readBulkAnswer } from './bulk-answer.ts';
import { bodyBound, writeBody } from './bulk-body.ts';
import type { ElasticsearchConnection } from './connect.ts';
import { isTransient } from './translate-error.ts';

export interface TargetOptions {
  /** What to write to: an alias (see `ensureIndex` for those that physical indexes have). */
  readonly index: string;
  /** No, for a physical index without an alias: should it be deleted, Elasticsearch may create another one. */
  readonly requireAlias?: boolean;
  /** The largest body that the cluster takes, if known; see `facts`. */
  readonly maxRequestBytes?: number;
}

const maxKeyBytes = 512;

/** Writes records into an index, each with its key as `_id` and with an external version. */
export function elasticsearchTarget(
  cluster: ElasticsearchConnection,
  { index, requireAlias = true, maxRequestBytes = Number.POSITIVE_INFINITY }: TargetOptions,
): LoadTarget {
  const path = `/${encodeURIComponent(index)}/_bulk`;
  // A shard that is away is to be told by item, well before the whole request runs out of time.
  const patience = Math.ceil(cluster.requestTimeoutMs / 2);
  const query = `${bulkFilter}&require_alias=${requireAlias}&timeout=${patience}ms`;
  const pool = new BufferPool();

  async function post(
    records: readonly LoadRecord[],
    version: string,
    signal: AbortSignal,
  ): Promise<WriteResult> {
    const buffer = pool.take(bodyBound(records));
    const lines = buffer.subarray(0, writeBody(records, version, buffer));
    if (lines.length > maxRequestBytes) {
      pool.give(buffer);
      const reason = `${lines.length} bytes are more than Elasticsearch takes in one request (${maxRequestBytes})`;
      return { failure: { kind: 'too_large', reason } };
    }
    try {
      const answer = await cluster.send({ method: 'POST', path, query, lines }, signal);
      // Only who has answered so has read everything. Otherwise the socket may still be sending from it.
      if (answer.status === 200) pool.give(buffer);
      return readBulkAnswer(answer, records.length, index, cluster.peer);
    } catch (error) {
      if (!isTransient(error)) throw error;
      return { failure: { kind: 'retry', reason: error.problems.map(({ message }) => message).join(' ') } };
    }
  }

  return {
    async write(records, version, signal) {
      if (records.every(({ key }) => refusedKey(key) === undefined)) return post(records, version, signal);
      const refused = records.map(({ key }) => refusedKey(key));
      const fit = records.filter((_, n) => refused[n] === undefined);
      const result: WriteResult = fit.length === 0 ? { outcomes: [] } : await post(fit, version, signal);
      return result.failure ? result : { outcomes: weave(refused, result.outcomes) };
    },
  };
}

/** A key that would fail the whole request. */
function refusedKey(key: string): Outcome | undefined {
  if (key.length > 0 && key.length * 3 <= maxKeyBytes) return undefined;
  if (key === '') return { kind: 'poison', reason: 'the key is empty' };
  const bytes = Buffer.byteLength(key);
  return bytes <= maxKeyBytes
    ? undefined
    : { kind: 'poison', reason: `the key has ${bytes} bytes, more than ${maxKeyBytes}` };
}

function weave(refused: readonly (Outcome | undefined)[], sent: readonly Outcome[]): Outcome[] {
  const rest = sent.values();
  const unanswered: Outcome = { kind: 'retry', reason: 'not answered' };
  return refused.map((outcome) => outcome ?? rest.next().value ?? unanswered);
}
