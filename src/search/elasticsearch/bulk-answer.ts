import { exitCode, HeadraceError, isRecord } from '../../kernel/index.ts';
import type { Outcome, RequestFailure, WriteResult } from '../../load/index.ts';
import type { RawAnswer } from './connect.ts';
import { indexGone, indexNotWritable, notAllowed } from './problems.ts';
import { errorOfAnswer, type Peer, reasonOfAnswer, typeOfAnswer } from './translate-error.ts';

/** What is asked of a bulk answer: enough to say what became of each record and why. */
export const bulkFilter =
  'filter_path=errors,items.*.status,items.*.error.type,items.*.error.reason,items.*.error.caused_by.reason';

const stored: Outcome = { kind: 'stored' };
const stale: Outcome = { kind: 'stale' };

/**
 * What a bulk answer says about `count` records.
 *
 * @throws HeadraceError where no later attempt can help.
 */
export function readBulkAnswer(answer: RawAnswer, count: number, index: string, peer: Peer): WriteResult {
  const { status, body } = answer;
  if (status !== 200) return { failure: failureOf(answer, index, peer) };
  if (isRecord(body) && body.errors === false) return { outcomes: new Array<Outcome>(count).fill(stored) };
  const items = isRecord(body) && Array.isArray(body.items) ? body.items : [];
  if (items.length !== count)
    return { failure: { kind: 'retry', reason: 'the answer of Elasticsearch cannot be read' } };
  const outcomes = items.map((item) => outcomeOf(item, index, peer));
  const [first] = outcomes;
  return first?.kind === 'blocked' && outcomes.every(({ kind }) => kind === 'blocked')
    ? { failure: first }
    : { outcomes };
}

/** By type of error first: a full disk answers with the status of too many requests. */
function outcomeOf(item: unknown, index: string, peer: Peer): Outcome {
  const [result] = isRecord(item) ? Object.values(item) : [];
  const action = isRecord(result) ? result : {};
  const status = typeof action.status === 'number' ? action.status : 0;
  const type = typeOfAnswer(action);
  // To delete what is not there is no error, though its status is one.
  if ((status >= 200 && status < 300) || (status === 404 && type === '')) return stored;
  const reason = reasonOfAnswer(status, action);
  if (type === 'version_conflict_engine_exception') return stale;
  throwIfHopeless(status, type, reason, index, peer);
  if (isBlock(type, reason)) return { kind: 'blocked', reason };
  if (isTransientStatus(status)) return { kind: 'retry', reason };
  return { kind: 'poison', reason };
}

function failureOf({ status, body, headers }: RawAnswer, index: string, peer: Peer): RequestFailure {
  const type = typeOfAnswer(body);
  const reason = reasonOfAnswer(status, body);
  throwIfHopeless(status, type, reason, index, peer);
  if (isBlock(type, reason)) return { kind: 'blocked', reason };
  if (isTransientStatus(status)) {
    const retryAfterMs = readRetryAfter(headers['retry-after']);
    return { kind: 'retry', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
  // One record that cannot even be read (its key, its version) fails the request: to be found by halves.
  if (status === 413 || status === 400) return { kind: 'too_large', reason };
  throw errorOfAnswer(status, body, peer);
}

function throwIfHopeless(status: number, type: string, detail: string, index: string, peer: Peer): void {
  const { cluster } = peer;
  if (type === 'index_not_found_exception') throw new HeadraceError(indexGone({ index, cluster }));
  if (type === 'index_closed_exception' || /no write index is defined for alias/.test(detail))
    throw new HeadraceError(indexNotWritable({ index, cluster, detail }));
  if (type === 'security_exception' && status === 403)
    throw new HeadraceError(notAllowed({ cluster, detail }), { exitCode: exitCode.usage });
  if (status === 401) throw errorOfAnswer(status, undefined, peer);
}

/** A block that lasts until somebody lifts it. A cluster without a master blocks too, but heals by itself. */
function isBlock(type: string, reason: string): boolean {
  return type === 'cluster_block_exception' && !reason.includes('SERVICE_UNAVAILABLE');
}

function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500 || status === 0;
}

/** Seconds, or a date, which proxies send as well. */
function readRetryAfter(header: unknown): number | undefined {
  if (typeof header !== 'string') return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
