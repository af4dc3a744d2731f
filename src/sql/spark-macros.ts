/**
 * Spark's names for functions that DuckDB calls otherwise, as DuckDB macros, so that one SELECT runs
 * on both. Only what means exactly the same may stand here. Change {@link macroVersion} with it:
 * tables built with another version are built again.
 */
export const macroVersion = 2;

export const sparkMacros: readonly string[] = [
  'explode(l) AS unnest(l)',
  'sequence(a, b) AS generate_series(a, b)',
  'array_join(l, separator) AS array_to_string(l, separator)',
];

/** `STREAM(name)`: the relation that holds only the new rows of a table. */
export const streamMacro = "stream(name) AS TABLE SELECT * FROM query_table('__new_' || name)";

/** The relation that {@link streamMacro} reads for a table. */
export function streamRelation(table: string): string {
  return `__new_${table}`;
}
