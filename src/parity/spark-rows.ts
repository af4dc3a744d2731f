import type { SparkSession } from '../engine/spark/index.ts';
import { isRecord, type Problem } from '../kernel/index.ts';
import { rowsNotWritten } from './problems.ts';

/** Exact for every type: instants in microseconds of UTC, decimals, maps and objects as they are. */
const writeRows = `
spark.conf.set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
spark.conf.set("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED")
result = {}
for table in args["tables"]:
    try:
        rows = spark.table("\`{}\`.\`{}\`".format(args["schema"], table))
        rows.write.mode("overwrite").parquet(args["folder"] + "/" + table)
    except Exception as error:
        result[table] = str(error).split("\\n")[0]
`;

/**
 * Writes the rows of Spark's tables as Parquet, each into a folder of its name.
 * @returns table -> why it could not be written.
 */
export async function writeSparkRows(
  session: SparkSession,
  args: { readonly schema: string; readonly tables: readonly string[]; readonly folder: string },
): Promise<ReadonlyMap<string, Problem>> {
  const result = args.tables.length > 0 ? await session.python(writeRows, args) : {};
  return new Map(
    Object.entries(isRecord(result) ? result : {}).map(([table, why]) => [
      table,
      rowsNotWritten({ table, reason: String(why) }),
    ]),
  );
}
