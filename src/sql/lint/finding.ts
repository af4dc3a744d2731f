import type { Problem } from '../../kernel/index.ts';

/** Something in a SELECT that DuckDB and Spark would not read alike. */
export interface Finding {
  /** Without its place; its severity is the one on Spark. */
  readonly problem: Problem;
  /** 0-based, in characters. */
  readonly offset: number;
  readonly length: number;
}
