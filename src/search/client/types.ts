/**
 * What can be asked of an index, the same for every backend.
 *
 * A `Schema` maps field names to what they hold. It types everything below: a filter on a field that
 * does not exist, or a range on a boolean, does not compile; at run time the same mistakes are refused by
 * name and type.
 */
export type FieldType =
  /** Words, for full-text search. `keyword: true` also keeps the whole value for filters, facets and sort. */
  | { readonly type: 'text'; readonly keyword?: boolean }
  /** Whole values: filters, facets, sort. */
  | { readonly type: 'keyword' }
  | { readonly type: 'long' | 'double' | 'boolean' | 'date' }
  /** In the document only, not to be asked about. */
  | { readonly type: 'object' }
  | { readonly type: 'vector'; readonly dimensions: number };

/** Field name -> type. A list of values has the type of its values. A dot leads into objects. */
export type Fields = Readonly<Record<string, FieldType>>;

export type Analyzer = 'standard' | 'english';

export interface QuerySchema<F extends Fields = Fields> {
  readonly fields: F;
  readonly analyzer: Analyzer;
}

/** Of a schema that is only known at run time, every name may be of every type. */
type NamesOf<F extends Fields, T extends { readonly type: string }> = string extends keyof F
  ? string
  : { [Name in keyof F & string]: F[Name] extends T ? Name : never }[keyof F & string];

export type TextField<F extends Fields> = NamesOf<F, { readonly type: 'text' }>;
/** Fields whose whole values can be compared. */
export type ValueField<F extends Fields> = NamesOf<
  F,
  | { readonly type: 'keyword' }
  | { readonly type: 'text'; readonly keyword: true }
  | { readonly type: 'long' | 'double' | 'boolean' | 'date' }
>;
export type OrderedField<F extends Fields> = NamesOf<
  F,
  | { readonly type: 'keyword' }
  | { readonly type: 'text'; readonly keyword: true }
  | { readonly type: 'long' | 'double' | 'date' }
>;
export type VectorField<F extends Fields> = NamesOf<F, { readonly type: 'vector' }>;

/** A date is ISO 8601 text, also in documents. */
export type Value = string | number | boolean;

export interface Bounds {
  readonly gt?: string | number;
  readonly gte?: string | number;
  readonly lt?: string | number;
  readonly lte?: string | number;
}

/** Fields that are indexed in some way. */
export type IndexedField<F extends Fields> = NamesOf<
  F,
  { readonly type: 'text' | 'keyword' | 'long' | 'double' | 'boolean' | 'date' | 'vector' }
>;

/**
 * Exactly one key each; several fields under it must all hold. A condition on a list holds when it holds
 * for any of its values. A date stands for all it leaves open: the term `2024-05` is the whole month, and
 * `lte: '2024-05-31'` includes that day.
 */
export type Filter<F extends Fields = Fields> =
  | { readonly term: { readonly [Name in ValueField<F>]?: Value } }
  | { readonly terms: { readonly [Name in ValueField<F>]?: readonly Value[] } }
  | { readonly range: { readonly [Name in OrderedField<F>]?: Bounds } }
  | { readonly exists: IndexedField<F> }
  | { readonly not: Filter<F> }
  | { readonly and: readonly Filter<F>[] }
  | { readonly or: readonly Filter<F>[] };

/** Ascending unless said, `_score` descending. A list counts by its least value, descending by its greatest; documents without a value come last. */
export type Sort<F extends Fields = Fields> =
  | { readonly field: OrderedField<F> | '_score'; readonly order?: 'asc' | 'desc' }
  | OrderedField<F>;

/** What every way of searching shares. */
export interface CommonRequest<F extends Fields = Fields> {
  readonly filter?: Filter<F>;
  /** Documents per page; 10 unless said, 10,000 at most. */
  readonly limit?: number;
  /** Value fields to count the values of, over everything that matches (not only the page); 10 values each unless said. */
  readonly facets?:
    | readonly ValueField<F>[]
    | { readonly [Name in ValueField<F>]?: { readonly size: number } };
  /** Text fields to cut snippets from; true for all that were searched; none unless said. */
  readonly highlight?: boolean | readonly TextField<F>[];
  /** Stops the request. */
  readonly signal?: AbortSignal;
}

export interface TextRequest<F extends Fields = Fields> extends CommonRequest<F> {
  /** Words, `"phrases"` and `prefix*`; nothing else in it means anything. */
  readonly query: string;
  /** Fields to search, the first weighing double unless weights are given; all text fields, equally, unless said. */
  readonly fields?: readonly TextField<F>[] | { readonly [Name in TextField<F>]?: number };
  /** Whether a document must have `all` words or `any`; `auto` (default): all, and any when nothing has all. */
  readonly operator?: 'all' | 'any' | 'auto';
  /** How many letters a word may differ by (phrases and prefixes never do); 0 unless said. `auto`: none up to 2 letters, 1 up to 5, 2 beyond. */
  readonly fuzziness?: 0 | 1 | 2 | 'auto';
  /** `words` (default); `prefix`: the last word may be unfinished; `phrase`: the words in this order. */
  readonly match?: 'words' | 'prefix' | 'phrase';
  /** By score unless said. Ties are in an order of the index's own (embedded: by id), so pages never overlap. */
  readonly sort?: readonly Sort<F>[];
  /**
   * For results in several pages: `true` for the first one, then the `cursor` of the page before. All pages
   * are of the moment of the first, whatever is written meanwhile; that moment is kept for some minutes.
   */
  readonly cursor?: string | true;
}

export interface KeywordRequest<F extends Fields = Fields> extends CommonRequest<F> {
  /** In an order of the index's own (embedded: by id) unless said. */
  readonly sort?: readonly Sort<F>[];
  /** As in {@link TextRequest}. */
  readonly cursor?: string | true;
}

export interface SemanticRequest<F extends Fields = Fields> extends CommonRequest<F> {
  /** The words to embed, or the vector itself. */
  readonly query?: string;
  readonly vector?: readonly number[] | Float32Array;
  readonly field?: VectorField<F>;
  /** How many neighbours each shard looks at before the best are taken; 10 x limit unless said. The embedded index looks at all. */
  readonly candidates?: number;
}

export interface HybridRequest<F extends Fields = Fields>
  extends Omit<TextRequest<F>, 'sort' | 'cursor'>,
    Pick<SemanticRequest<F>, 'vector' | 'field' | 'candidates'> {
  /** How much each list weighs in reciprocal rank fusion; 1 each unless said. */
  readonly weights?: { readonly text?: number; readonly semantic?: number };
  /** The constant of reciprocal rank fusion, 60 unless said (Cormack et al. 2009). */
  readonly rankConstant?: number;
}

export interface SuggestRequest<F extends Fields = Fields> {
  readonly prefix: string;
  readonly field: NamesOf<F, { readonly type: 'text' } | { readonly type: 'keyword' }>;
  readonly limit?: number;
  readonly filter?: Filter<F>;
}

export interface Suggestion {
  readonly text: string;
  /** Documents that have it. */
  readonly count: number;
}

export interface Explanation {
  readonly matched: boolean;
  readonly score: number;
  /** For people, in several lines. */
  readonly explanation: string;
}

/** Without vectors, and without what Headrace keeps for itself. */
export type Document = Readonly<Record<string, unknown>>;

export interface Facet {
  /** Of a date: ISO 8601 text, in milliseconds and UTC. */
  readonly value: Value;
  /** Documents that have it. */
  readonly count: number;
}

export interface QueryHit<D = Document> {
  readonly id: string;
  /** Higher is better; comparable within one result only. */
  readonly score: number;
  readonly document: D;
  /** Text field -> snippets in which matching words stand between « and ». */
  readonly highlights: Readonly<Record<string, readonly string[]>>;
}

export interface Page<D = Document> {
  readonly hits: readonly QueryHit<D>[];
  /** All documents that match; of a hybrid search, that match the text; of a semantic one, that pass the filter. */
  readonly total: number;
  /** Field -> values, the most frequent first, then by value. */
  readonly facets: Readonly<Record<string, readonly Facet[]>>;
  /** For the next page; absent behind the last, and where pages were not asked for. */
  readonly cursor?: string;
  /** The operator that was used in the end (text and hybrid). */
  readonly operator?: 'all' | 'any';
  readonly tookMs: number;
}

export interface Health {
  readonly status: 'green' | 'yellow' | 'red';
  readonly backend: 'sqlite' | 'elasticsearch';
  /** The alias or name asked for, and the physical indexes behind it. */
  readonly index: string;
  readonly physical: readonly string[];
  readonly documents: number;
  readonly version?: string;
}

/**
 * Asks one index. All methods throw HeadraceError: a request that does not fit the schema names the
 * field, its type and what can be asked of it (exit code 2); a server that cannot be reached has exit code 5.
 */
export interface QueryClient<F extends Fields = Fields, D = Document> {
  readonly schema: QuerySchema<F>;
  /** Full text. */
  search(request: TextRequest<F>): Promise<Page<D>>;
  /** Filters only. */
  keyword(request: KeywordRequest<F>): Promise<Page<D>>;
  /** By meaning: nearest vectors, among the documents that pass the filter. */
  semantic(request: SemanticRequest<F>): Promise<Page<D>>;
  /** Full text and meaning, merged by rank. */
  hybrid(request: HybridRequest<F>): Promise<Page<D>>;
  /** Every match, from one point in time: right also while others write. `limit` is how many are read at a time. */
  iterate(request: KeywordRequest<F> | TextRequest<F>): AsyncIterable<QueryHit<D>>;
  get(id: string): Promise<D | undefined>;
  /** In the order asked for; undefined for what is not there. */
  mget(ids: readonly string[]): Promise<readonly (D | undefined)[]>;
  count(filter?: Filter<F>): Promise<number>;
  /**
   * Completions, the most frequent first: of a keyword field, its values that start so; of a text field, words
   * that start like the last word of the prefix, in documents that have the words before it.
   */
  suggest(request: SuggestRequest<F>): Promise<readonly Suggestion[]>;
  /** Why a document has its score, or why it does not match. */
  explain(id: string, request: TextRequest<F>): Promise<Explanation>;
  health(): Promise<Health>;
  close(): Promise<void>;
}
