import { quotedSparkIdentifier } from '../../sql/index.ts';
import type { Dialect } from '../duckdb/layout.ts';

/** Neutral types have Spark's names. */
export const spark: Dialect = { identifier: quotedSparkIdentifier, type: (type) => type };
