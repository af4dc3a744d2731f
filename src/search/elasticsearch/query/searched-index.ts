import type { Client, estypes, TransportRequestOptions } from '@elastic/elasticsearch';
import { exitCode, HeadraceError, isRecord } from '../../../kernel/index.ts';
import { cursorExpired } from '../../client/cursor.ts';
import type { Document, QuerySchema } from '../../client/types.ts';
import type { ElasticsearchConnection } from '../connect.ts';
import { indexGone } from '../problems.ts';
import { errorOfAnswer } from '../translate-error.ts';

type Search = Omit<estypes.SearchRequest, 'index'>;
export type Found = estypes.SearchResponse<Document>;

/** The loader's own field; see `Stamp`. */
const ownField = '_headrace';

/** One index or alias of a cluster, as it is searched. */
export class SearchedIndex {
  readonly cluster: ElasticsearchConnection;
  readonly name: string;
  /** What is not shown of documents. */
  readonly hidden: readonly string[];

  constructor(cluster: ElasticsearchConnection, name: string, { fields }: QuerySchema) {
    this.cluster = cluster;
    this.name = name;
    const vectors = Object.keys(fields).filter((field) => fields[field]?.type === 'vector');
    this.hidden = [ownField, ...vectors];
  }

  /** @throws HeadraceError, also for an index that is not there. */
  ask<T>(
    call: (client: Client, options: TransportRequestOptions) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    return this.cluster.ask(
      (client, options) => call(client, options).catch((error: unknown) => this.#explained(error)),
      signal,
    );
  }

  search(request: Search, signal?: AbortSignal): Promise<Found> {
    const index = request.pit ? {} : { index: this.name };
    const whole = { ...index, ...this.#complete(request) };
    return this.ask((client, options) => client.search<Document>(whole, options), signal);
  }

  /** Several searches in one request, each without documents unless it says otherwise. */
  async searchAll(requests: readonly Search[], signal?: AbortSignal): Promise<readonly Found[]> {
    if (requests.length === 0) return [];
    const header = { index: this.name, allow_partial_search_results: false };
    const searches = requests.flatMap((request) => {
      const { allow_partial_search_results: _, ...body } = this.#complete(request);
      return [header, body];
    });
    const { responses } = await this.ask(
      (client, options) => client.msearch<Document>({ searches }, options),
      signal,
    );
    return responses.map((response) => {
      if (!('error' in response)) return response;
      throw this.#known(response) ?? errorOfAnswer(response.status ?? 500, response, this.cluster.peer);
    });
  }

  #complete(request: Search): Search {
    return {
      // A shard that fails must not look like documents that do not match.
      allow_partial_search_results: false,
      _source: { excludes: [...this.hidden] },
      ...request,
    };
  }

  /** The client's errors hold the answer, which says more than their message. */
  #explained(error: unknown): never {
    const meta = error instanceof Error && 'meta' in error && isRecord(error.meta) ? error.meta : {};
    throw this.#known(meta.body) ?? error;
  }

  #known(answer: unknown): HeadraceError | undefined {
    const types = causes(isRecord(answer) ? answer.error : undefined);
    if (types.includes('index_not_found_exception')) {
      const problem = indexGone({ index: this.name, cluster: this.cluster.peer.cluster });
      return new HeadraceError(problem, { exitCode: exitCode.usage });
    }
    return types.includes('search_context_missing_exception')
      ? cursorExpired('Elasticsearch has let go of the state that it belongs to')
      : undefined;
  }
}

function causes(error: unknown): readonly unknown[] {
  if (!isRecord(error)) return [];
  const roots = Array.isArray(error.root_cause) ? error.root_cause : [];
  return [error.type, ...roots.map((root) => (isRecord(root) ? root.type : undefined))];
}
