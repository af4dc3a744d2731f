/** One row of a table, ready to be indexed. */
export interface IndexRecord {
  readonly id: string;
  /** The whole row as JSON text (without its vector). */
  readonly document: string;
  /** The text fields, in the schema's order; empty for NULL. */
  readonly text: readonly string[];
  /** Each keyword field's values, in the schema's order; a list column has many, NULL has none. */
  readonly keywords: readonly (readonly string[])[];
  /** Only where the vector is a column of the table. */
  readonly vector?: Float32Array;
}

/** The shape of an index: what `search.indexes.<name>` says, without where it comes from. */
export interface IndexSchema {
  readonly text: readonly string[];
  readonly keywords: readonly string[];
  readonly analyzer: 'standard' | 'english';
  /** Dimensions of the vector, or undefined for an index without one. */
  readonly dimensions: number | undefined;
}

export type SearchMode = 'text' | 'semantic' | 'hybrid';

export interface SearchRequest {
  readonly mode: SearchMode;
  readonly query: string;
  /** Keyword field -> accepted values (any of them); fields narrow together. */
  readonly filters?: Readonly<Record<string, readonly string[]>>;
  /** `all` words, `any` word, or `auto`: all, and any when nothing has all. */
  readonly operator?: 'all' | 'any' | 'auto';
  readonly limit?: number;
  /** Whether to cut snippets out of the hits' texts; on unless said. */
  readonly highlight?: boolean;
  /**
   * Keyword fields to count values of: over everything that matches the text and the filters, and in
   * semantic mode (where everything is more or less near) over everything that passes the filters.
   */
  readonly facets?: readonly string[];
}

export interface Hit {
  readonly id: string;
  /** Higher is better; comparable within one result only. */
  readonly score: number;
  readonly document: Readonly<Record<string, unknown>>;
  /** Text field -> snippet in which matching words stand between « and ». */
  readonly highlights: Readonly<Record<string, string>>;
}

export interface FacetCount {
  readonly value: string;
  readonly count: number;
}

export interface SearchResult {
  readonly hits: readonly Hit[];
  /**
   * Documents that match the text and the filters; for semantic search, that pass the filters. A
   * hybrid search counts the text's matches, though its hits may come from beyond them.
   */
  readonly total: number;
  readonly facets: Readonly<Record<string, readonly FacetCount[]>>;
  /** Which operator was used in the end (text and hybrid). */
  readonly operator?: 'all' | 'any';
}
