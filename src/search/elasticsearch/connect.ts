import type { Client, TransportRequestOptions } from '@elastic/elasticsearch';
import { isRecord } from '../../kernel/index.ts';
import { createClient } from './create-client.ts';
import { DeadlinePassed, withDeadline } from './deadline.ts';
import { checkSettings, describeCluster, describeIdentity, type ElasticsearchSettings } from './settings.ts';
import { errorOfAnswer, type Peer, timeoutError, translateError } from './translate-error.ts';

/** A third of a load's lease: what was given up must not arrive after another loader has taken over. */
const defaultTimeoutMs = 30_000;

/** An answer, whatever its status. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

export interface RawRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: string;
  /** Sent as it is: NDJSON. The memory is the client's until the answer is there. */
  readonly lines?: Buffer;
  /** Sent as JSON. */
  readonly json?: object;
}

export interface ClusterHealth {
  /** `unknown`: we may not see it. */
  readonly status: 'green' | 'yellow' | 'red' | 'unknown';
  readonly name?: string;
}

export interface ClusterFacts {
  readonly version?: string;
  /** The largest body that every node takes. */
  readonly maxRequestBytes?: number;
}

/** A cluster, and how we speak to it. Nothing in it, and no error out of it, shows a secret. */
export interface ElasticsearchConnection {
  /** Such as `https://search:9200 as user "loader"`. */
  describe(): string;
  readonly peer: Peer;
  readonly requestTimeoutMs: number;
  /**
   * Calls the official client. The options are to be passed on: they hold the deadline.
   *
   * @example await cluster.ask((client, options) => client.count({ index: 'orders' }, options));
   * @throws HeadraceError; see `isTransient` for those that may go away by themselves.
   */
  ask<T>(
    call: (client: Client, options: TransportRequestOptions) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T>;
  /**
   * One request, once. Any status is an answer.
   *
   * @throws HeadraceError when there is none.
   */
  send(request: RawRequest, signal?: AbortSignal): Promise<RawAnswer>;
  /** Whether it can be reached, and as whom. @throws HeadraceError if not, or not with these credentials. */
  ping(signal?: AbortSignal): Promise<ClusterHealth>;
  /** What is known of its nodes; empty where we may not see it. */
  facts(signal?: AbortSignal): Promise<ClusterFacts>;
  close(): Promise<void>;
}

/**
 * Prepares to speak to a cluster; nothing is sent yet, see `ping`.
 *
 * @throws HeadraceError (exit code 2) for settings that cannot work.
 */
export async function connectElasticsearch(
  settings: ElasticsearchSettings,
): Promise<ElasticsearchConnection> {
  checkSettings(settings);
  const { requestTimeoutMs = defaultTimeoutMs } = settings;
  const client = await createClient(settings, requestTimeoutMs);
  const peer: Peer = { cluster: describeCluster(settings), identity: describeIdentity(settings) };
  return connection(client, peer, requestTimeoutMs);
}

function connection(client: Client, peer: Peer, requestTimeoutMs: number): ElasticsearchConnection {
  const ask: ElasticsearchConnection['ask'] = async (call, signal) => {
    try {
      return await withDeadline(requestTimeoutMs, signal, (inner) => call(client, { signal: inner }));
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof DeadlinePassed
        ? timeoutError(requestTimeoutMs, peer)
        : translateError(error, peer);
    }
  };
  const send: ElasticsearchConnection['send'] = async ({ method, path, query, lines, json }, signal) => {
    const request = {
      method,
      path,
      ...(query === undefined ? {} : { querystring: query }),
      ...(lines === undefined ? {} : { bulkBody: lines }),
      ...(json === undefined ? {} : { body: { ...json } }),
    };
    const { statusCode, headers, body } = await ask(
      ({ transport }, options) => transport.request(request, { ...options, ignore: everyStatus, meta: true }),
      signal,
    );
    return { status: statusCode ?? 0, headers: headers ?? {}, body };
  };
  return {
    describe: () => `${peer.cluster} ${peer.identity}`,
    peer,
    requestTimeoutMs,
    ask,
    send,
    async ping(signal) {
      // GET / is not in every build, and this tells more.
      const answer = await send(
        { method: 'GET', path: '/_cluster/health', query: 'filter_path=status,cluster_name' },
        signal,
      );
      if (answer.status === 403) return { status: 'unknown' };
      if (answer.status >= 400) throw errorOfAnswer(answer.status, answer.body, peer);
      return readHealth(answer.body);
    },
    async facts(signal) {
      const answer = await send({ method: 'GET', path: '/_nodes/http', query: factsFilter }, signal);
      if (answer.status === 403) return {};
      if (answer.status >= 400) throw errorOfAnswer(answer.status, answer.body, peer);
      return readFacts(answer.body);
    },
    close: () => client.close(),
  };
}

const everyStatus: number[] = Array.from({ length: 200 }, (_, n) => 400 + n);
const factsFilter = 'filter_path=nodes.*.version,nodes.*.http.max_content_length_in_bytes';

function readHealth(body: unknown): ClusterHealth {
  const { status, cluster_name: name } = isRecord(body) ? body : {};
  return {
    status: status === 'green' || status === 'yellow' || status === 'red' ? status : 'unknown',
    ...(typeof name === 'string' ? { name } : {}),
  };
}

function readFacts(body: unknown): ClusterFacts {
  const nodes = isRecord(body) && isRecord(body.nodes) ? Object.values(body.nodes).filter(isRecord) : [];
  const version = nodes.map((node) => node.version).find((found) => typeof found === 'string');
  const limits = nodes
    .map(({ http }) => (isRecord(http) ? http.max_content_length_in_bytes : undefined))
    .filter((limit) => typeof limit === 'number');
  return {
    ...(version === undefined ? {} : { version }),
    ...(limits.length === 0 ? {} : { maxRequestBytes: Math.min(...limits) }),
  };
}
