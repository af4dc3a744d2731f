import type { Document, Fields, QueryClient, QuerySchema } from './client/types.ts';
import type { ElasticsearchSettings } from './elasticsearch/index.ts';
import type { Embedder } from './embed/index.ts';

interface CommonOptions {
  /** What made the documents' vectors; needed to search by meaning with words. */
  readonly embedder?: Pick<Embedder, 'embed'>;
  /** How long the state of an index is kept for the next page of a result; 5 minutes unless said. */
  readonly pageLifetimeMs?: number;
}

/** An embedded index. Without a schema, all that the index itself knows can be asked about. */
export interface SqliteOptions<F extends Fields = Fields> extends CommonOptions {
  readonly backend: 'sqlite';
  readonly path: string;
  readonly schema?: QuerySchema<F>;
}

/** An index or alias of a cluster. */
export interface ElasticsearchOptions<F extends Fields = Fields>
  extends CommonOptions,
    ElasticsearchSettings {
  readonly backend: 'elasticsearch';
  readonly index: string;
  readonly schema: QuerySchema<F>;
}

export type QueryClientOptions<F extends Fields = Fields> = SqliteOptions<F> | ElasticsearchOptions<F>;

/**
 * Opens an index for questions. With a schema, questions that do not fit it do not compile; they are also
 * refused at run time. `D` says what documents look like, which nobody checks.
 *
 * @example
 * const products = await openQueryClient({
 *   backend: 'elasticsearch',
 *   nodes: ['http://localhost:9200'],
 *   index: 'products',
 *   schema: { analyzer: 'standard', fields: { name: { type: 'text' }, price: { type: 'double' } } },
 * });
 * const { hits } = await products.search({ query: 'coat', filter: { range: { price: { lt: 100 } } } });
 * @throws HeadraceError for an embedded index that is not there, and for settings that cannot work. A cluster
 * is only asked with the first question.
 */
export function openQueryClient<const F extends Fields = Fields, D extends Document = Document>(
  options: QueryClientOptions<F>,
): Promise<QueryClient<F, D>>;
export async function openQueryClient(options: QueryClientOptions): Promise<QueryClient> {
  if (options.backend === 'sqlite') {
    const { sqliteQueryClient } = await import('./sqlite/query/sqlite-query-client.ts');
    return sqliteQueryClient(options);
  }
  const [{ connectElasticsearch }, { elasticsearchQueryClient }] = await Promise.all([
    import('./elasticsearch/index.ts'),
    import('./elasticsearch/query/elasticsearch-query-client.ts'),
  ]);
  const { backend: _backend, index, schema, embedder, pageLifetimeMs, ...settings } = options;
  const cluster = await connectElasticsearch(settings);
  return elasticsearchQueryClient({
    cluster,
    index,
    schema,
    ...(embedder && { embedder }),
    ...(pageLifetimeMs !== undefined && { pageLifetimeMs }),
    onClose: () => cluster.close(),
  });
}
