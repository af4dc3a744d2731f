import { basename } from 'node:path';
import {
  planCount,
  planHybrid,
  planKeyword,
  planSemantic,
  planSuggest,
  planText,
} from '../../client/check-request.ts';
import type { HybridPlan, PagedPlan, SemanticPlan, TextPlan } from '../../client/plan.ts';
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
import { untilAborted } from '../abortable.ts';
import { IndexReader, type IndexView } from '../reader.ts';
import { asText } from '../values.ts';
import { countPassing } from './condition.ts';
import { explain } from './explain.ts';
import { parseDocument } from './hits.ts';
import { answerHybrid, answerSemantic } from './hybrid-search.ts';
import { checkSchema, querySchemaOf } from './index-schema.ts';
import { iterate } from './iterate.ts';
import { answerAlone, answerPage } from './page.ts';
import { Snapshots } from './snapshots.ts';
import { suggest } from './suggest.ts';

export interface SqliteQueryOptions {
  readonly path: string;
  /** What can be asked; unless given, what the index itself knows of its fields. */
  readonly schema?: QuerySchema;
  /** What made the documents' vectors; needed to search by meaning with words. */
  readonly embedder?: Pick<Embedder, 'embed'>;
  /** How long the state of an index is kept for the next page; 5 minutes unless said. */
  readonly pageLifetimeMs?: number;
}

/**
 * Asks an embedded index.
 *
 * @throws HeadraceError when there is none at the path, or it does not fit the schema.
 */
export async function sqliteQueryClient(options: SqliteQueryOptions): Promise<QueryClient> {
  const { path } = options;
  const reader = await IndexReader.open(path);
  const client = new SqliteQueryClient(reader, options);
  try {
    // Throws where the schema does not fit.
    void client.schema;
    return client;
  } catch (error) {
    reader.close();
    throw error;
  }
}

const defaultLifetimeMs = 5 * 60_000;
const defaultBatch = 1000;

class SqliteQueryClient implements QueryClient {
  readonly #reader: IndexReader;
  readonly #given: QuerySchema | undefined;
  readonly #embedder: SqliteQueryOptions['embedder'];
  readonly #snapshots: Snapshots;
  /** What can be asked, as of the state of the index that was last looked at. */
  #known: { readonly version: string; readonly schema: QuerySchema } | undefined;

  constructor(reader: IndexReader, options: SqliteQueryOptions) {
    this.#reader = reader;
    this.#given = options.schema;
    this.#embedder = options.embedder;
    this.#snapshots = new Snapshots(reader.path, options.pageLifetimeMs ?? defaultLifetimeMs);
  }

  get schema(): QuerySchema {
    return this.#reader.read((view) => this.#schemaOf(view));
  }

  search(request: TextRequest): Promise<Page> {
    return this.#page(request, (schema) => planText(schema, request));
  }

  keyword(request: KeywordRequest): Promise<Page> {
    return this.#page(request, (schema) => planKeyword(schema, request));
  }

  semantic(request: SemanticRequest): Promise<Page> {
    return timed(async () => {
      const plan = planSemantic(this.schema, request);
      const vector = await this.#vector(plan);
      return this.#reader.read((view) => answerSemantic(view, plan, vector));
    });
  }

  hybrid(request: HybridRequest): Promise<Page> {
    return timed(async () => {
      const plan = planHybrid(this.schema, request);
      const vector = await this.#vector(plan);
      return this.#reader.read((view) => answerHybrid(view, plan, vector));
    });
  }

  async *iterate(request: KeywordRequest | TextRequest): AsyncGenerator<QueryHit> {
    const plan = 'query' in request ? planText(this.schema, request) : planKeyword(this.schema, request);
    yield* iterate(this.#reader.path, plan, request.limit ?? defaultBatch);
  }

  async get(id: string): Promise<Document | undefined> {
    const [found] = await this.mget([id]);
    return found;
  }

  async mget(ids: readonly string[]): Promise<readonly (Document | undefined)[]> {
    return this.#reader.read(({ connection }) =>
      ids.map((id) => {
        const found = connection.get('SELECT document FROM documents WHERE id = ?', id);
        return found && parseDocument(asText(found.document));
      }),
    );
  }

  async count(filter?: Filter): Promise<number> {
    return this.#reader.read((view) => countPassing(view, planCount(this.#schemaOf(view), filter)));
  }

  async suggest(request: SuggestRequest): Promise<readonly Suggestion[]> {
    return suggest(this.#reader, planSuggest(this.schema, request));
  }

  async explain(id: string, request: TextRequest): Promise<Explanation> {
    return this.#reader.read((view) => explain(view, id, planText(this.#schemaOf(view), request)));
  }

  async health(): Promise<Health> {
    const { path } = this.#reader;
    const found = this.#reader.read(({ connection, manifest }) => ({
      documents: manifest.documents,
      version: asText(connection.get('SELECT sqlite_version() AS version')?.version),
    }));
    return { status: 'green', backend: 'sqlite', index: basename(path, '.db'), physical: [path], ...found };
  }

  async close(): Promise<void> {
    this.#snapshots.close();
    this.#reader.close();
  }

  #page(
    { cursor, signal }: KeywordRequest,
    plan: (schema: QuerySchema) => PagedPlan | TextPlan,
  ): Promise<Page> {
    return timed(async () => {
      signal?.throwIfAborted();
      // The usual page needs one look at the index, for its fields and for the answer.
      return cursor === undefined
        ? this.#reader.read((view) => answerAlone(view, plan(this.#schemaOf(view))))
        : answerPage(this.#reader, this.#snapshots, plan(this.schema));
    });
  }

  async #vector({ vector, signal }: SemanticPlan | HybridPlan): Promise<Float32Array | undefined> {
    return untilAborted(resolveVector(vector, this.#embedder, signal), signal);
  }

  /** The index may have been rebuilt with other fields. */
  #schemaOf({ manifest, version }: IndexView): QuerySchema {
    if (this.#known?.version !== version) {
      if (this.#given) checkSchema(this.#given, manifest, this.#reader.path);
      this.#known = { version, schema: this.#given ?? querySchemaOf(manifest) };
    }
    return this.#known.schema;
  }
}
