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
  /** What else the documents hold, for filters, facets and sort. */
  readonly fields?: Readonly<Record<string, 'keyword' | 'long' | 'double' | 'boolean' | 'date'>>;
}
