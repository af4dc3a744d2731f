import {
  planCount,
  planHybrid,
  planKeyword,
  planSemantic,
  planSuggest,
  planText,
} from '../../client/check-request.ts';
import { resolveVector } from '../../client/query-vector.ts';
import { timed } from '../../client/timed.ts';
import type {
  Document,
  Explanation,
  Filter,
  Health,
  HybridRequest,
  KeywordRequest,
  Page,
  QueryClient,
  QueryHit,
  QuerySchema,
  SemanticRequest,
  Suggestion,
  SuggestRequest,
  TextRequest,
} from '../../client/types.ts';
import type { Embedder } from '../../embed/index.ts';
import type { ElasticsearchConnection } from '../connect.ts';
import { explain } from './explain.ts';
import { documentsQuery } from './filter.ts';
import { health } from './health.ts';
import { documentOf } from './hits.ts';
import { answerHybrid, answerSemantic } from './hybrid-search.ts';
import { iterate } from './iterate.ts';
import { answerPage } from './page.ts';
import { SearchedIndex } from './searched-index.ts';
import { suggest } from './suggest.ts';

export interface ElasticsearchQueryOptions {
  readonly cluster: ElasticsearchConnection;
  /** An index, or better an alias, which goes on when the index is built anew. */
  readonly index: string;
  readonly schema: QuerySchema;
  /** What made the documents' vectors; needed to search by meaning with words. */
  readonly embedder?: Pick<Embedder, 'embed'>;
  /** How long the state of an index is kept for the next page; 5 minutes unless said. */
  readonly pageLifetimeMs?: number;
  /** Called by `close`; the cluster is the caller's. */
  readonly onClose?: () => Promise<void>;
}

/** Asks an index of Elasticsearch 8 or 9. Nothing is sent yet. */
export function elasticsearchQueryClient(options: ElasticsearchQueryOptions): QueryClient {
  return new ElasticsearchQueryClient(options);
}

const defaultLifetimeMs = 5 * 60_000;
const defaultBatch = 1000;
const idsPerRequest = 1000;

class ElasticsearchQueryClient implements QueryClient {
  readonly schema: QuerySchema;
  readonly #index: SearchedIndex;
  readonly #options: ElasticsearchQueryOptions;

  constructor(options: ElasticsearchQueryOptions) {
    this.schema = options.schema;
    this.#index = new SearchedIndex(options.cluster, options.index, options.schema);
    this.#options = options;
  }

  search(request: TextRequest): Promise<Page> {
    return timed(async () => answerPage(this.#index, planText(this.schema, request), this.#lifetimeMs));
  }

  keyword(request: KeywordRequest): Promise<Page> {
    return timed(async () => answerPage(this.#index, planKeyword(this.schema, request), this.#lifetimeMs));
  }

  semantic(request: SemanticRequest): Promise<Page> {
    return timed(async () => {
      const plan = planSemantic(this.schema, request);
      const vector = await resolveVector(plan.vector, this.#options.embedder, plan.signal);
      return answerSemantic(this.#index, plan, vector);
    });
  }

  hybrid(request: HybridRequest): Promise<Page> {
    return timed(async () => {
      const plan = planHybrid(this.schema, request);
      const vector = await resolveVector(plan.vector, this.#options.embedder, plan.signal);
      return answerHybrid(this.#index, plan, vector);
    });
  }

  async *iterate(request: KeywordRequest | TextRequest): AsyncGenerator<QueryHit> {
    const plan = 'query' in request ? planText(this.schema, request) : planKeyword(this.schema, request);
    yield* iterate(this.#index, plan, request.limit ?? defaultBatch, this.#lifetimeMs);
  }

  async get(id: string): Promise<Document | undefined> {
    const [found] = await this.mget([id]);
    return found;
  }

  async mget(ids: readonly string[]): Promise<readonly (Document | undefined)[]> {
    const found: (Document | undefined)[] = [];
    for (let start = 0; start < ids.length; start += idsPerRequest) {
      const part = ids.slice(start, start + idsPerRequest);
      found.push(...(await this.#getSome(part)));
    }
    return found;
  }

  async count(filter?: Filter): Promise<number> {
    const query = documentsQuery(planCount(this.schema, filter));
    const { name } = this.#index;
    const { count } = await this.#index.ask((client, options) =>
      client.count({ index: name, query }, options),
    );
    return count;
  }

  async suggest(request: SuggestRequest): Promise<readonly Suggestion[]> {
    return suggest(this.#index, planSuggest(this.schema, request));
  }

  async explain(id: string, request: TextRequest): Promise<Explanation> {
    return explain(this.#index, id, planText(this.schema, request));
  }

  health(): Promise<Health> {
    return health(this.#index);
  }

  async close(): Promise<void> {
    await this.#options.onClose?.();
  }

  get #lifetimeMs(): number {
    return this.#options.pageLifetimeMs ?? defaultLifetimeMs;
  }

  /** By search, since an alias of several indexes cannot be asked for a document by its id. */
  async #getSome(ids: readonly string[]): Promise<readonly (Document | undefined)[]> {
    const { hits } = await this.#index.search({
      size: ids.length,
      track_total_hits: false,
      query: { ids: { values: [...ids] } },
    });
    const found = new Map(hits.hits.map(({ _id, _source }) => [_id, documentOf(_source)]));
    return ids.map((id) => found.get(id));
  }
}
