import type { Clause } from './parse-query.ts';
import type { FieldType, Value } from './types.ts';

/** A request that was checked against the schema, with everything said: what the backends work on. */
export interface ValueRef {
  readonly name: string;
  readonly kind: ValueKind;
  /** A text field that also keeps whole values. */
  readonly ofText: boolean;
}

export type ValueKind = Exclude<FieldType['type'], 'text' | 'object' | 'vector'>;

/** Dates are milliseconds since 1970 here. */
export type Condition =
  | { readonly kind: 'any of'; readonly field: ValueRef; readonly values: readonly Value[] }
  | { readonly kind: 'range'; readonly field: ValueRef; readonly bounds: RangeBounds }
  | { readonly kind: 'exists'; readonly field: string; readonly type: FieldType }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] };

export type RangeOperator = 'gt' | 'gte' | 'lt' | 'lte';
export type RangeBounds = Readonly<Partial<Record<RangeOperator, string | number>>>;

export type SortKey =
  | { readonly by: 'score'; readonly order: 'asc' | 'desc' }
  | { readonly by: 'value'; readonly field: ValueRef; readonly order: 'asc' | 'desc' };

export interface FacetRef {
  readonly field: ValueRef;
  readonly size: number;
}

interface CommonPlan {
  readonly condition: Condition | undefined;
  readonly limit: number;
  readonly facets: readonly FacetRef[];
  /** Text fields to cut snippets from. */
  readonly highlight: readonly string[];
  readonly signal: AbortSignal | undefined;
}

/** Where a page starts: somewhere alone, or as the first or a later one of several. */
export type PagePosition = 'only' | 'first' | { readonly cursor: string };

export interface PagedPlan extends CommonPlan {
  /** Empty: by id. */
  readonly sort: readonly SortKey[];
  readonly page: PagePosition;
  /** Of what decides which documents come in which order. */
  readonly hash: string;
}

export interface WeightedField {
  readonly name: string;
  readonly weight: number;
}

export interface TextQuery {
  readonly clauses: readonly Clause[];
  readonly fields: readonly WeightedField[];
  readonly operator: 'all' | 'any' | 'auto';
  readonly fuzziness: 0 | 1 | 2 | 'auto';
}

export interface TextPlan extends PagedPlan {
  readonly text: TextQuery;
}

export interface SemanticPlan extends CommonPlan {
  readonly vector: QueryVector;
}

/** The vector, or the words to make it of. */
export interface QueryVector {
  readonly mode: 'semantic' | 'hybrid';
  readonly field: string;
  readonly dimensions: number;
  readonly value: Float32Array | undefined;
  readonly words: string;
  readonly candidates: number;
}

export interface HybridPlan extends CommonPlan {
  readonly text: TextQuery;
  readonly vector: QueryVector;
  readonly weights: readonly [text: number, semantic: number];
  readonly rankConstant: number;
}

export interface SuggestPlan {
  readonly field: string;
  /** A whole-value field, or undefined for the words of a text field. */
  readonly values: ValueRef | undefined;
  readonly prefix: string;
  readonly limit: number;
  readonly condition: Condition | undefined;
}
