import type { Dialect } from '../duckdb/layout.ts';

/** A name in Spark SQL. */
export function sparkName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** A text in Spark SQL, where a quote is not doubled, but escaped. */
export function sparkText(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/** Neutral types have Spark's names. */
export const spark: Dialect = { identifier: sparkName, type: (type) => type };
