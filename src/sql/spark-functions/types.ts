/** One function of Spark, and how DuckDB comes to have it. The table of these is what macros, tests and docs are made from. */
export interface SparkFunction {
  readonly name: string;
  /**
   * What stands after `CREATE MACRO name`: `(a, b) AS coalesce(a, b)`, overloads separated by commas.
   * Absent: DuckDB's own function of that name means the same.
   *
   * A macro may cover one of DuckDB's own functions only where that would refuse the call: whatever
   * DuckDB accepts keeps its meaning.
   */
  readonly macro?: string;
  /**
   * DuckDB has a function of that name which means something else. It is left alone; Spark's is
   * called `builtin.name(…)`, which Spark (4.2) understands as well.
   */
  readonly qualified?: true;
  /** Where a call may still differ, for the docs. */
  readonly note?: string;
  /** Expressions that mean the same on both; a test compares their values with those that Spark gave. */
  readonly examples: readonly string[];
}

export interface SparkTopic {
  readonly title: string;
  readonly functions: readonly SparkFunction[];
}
