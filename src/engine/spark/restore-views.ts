import type { SparkSession } from './session.ts';

/**
 * Brings materialized views back to their last good version. Spark empties all of a pipeline's views when a run
 * begins, and fills each when its turn comes: after a failure they would stay empty, and be read as if that
 * were their content. What changed last tells: an emptied view that nothing was written to was not finished.
 *
 * @throws SparkFailure
 */
export async function restoreViews(
  session: SparkSession,
  schema: string,
  views: readonly string[],
): Promise<void> {
  if (views.length > 0) await session.python(script, { tables: views.map((view) => [schema, view]) });
}

const script = `
for names in args["tables"]:
    table = ".".join("\`" + name.replace("\`", "\`\`") + "\`" for name in names)
    if not spark.catalog.tableExists(table):
        continue
    history = spark.sql(f"DESCRIBE HISTORY {table} LIMIT 100").select("version", "operation").collect()
    changes = [row for row in history if row.operation in ("TRUNCATE", "WRITE", "RESTORE")]
    if changes and changes[0].operation == "TRUNCATE":
        spark.sql(f"RESTORE TABLE {table} TO VERSION AS OF {changes[0].version - 1}").collect()
`;
