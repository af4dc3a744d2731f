import { type DuckDBConnection, identifier, pathLiteral, rows } from '../../duckdb/index.ts';
import { place } from './record-select.ts';
import { cutIntoParts, type Part, type Relation } from './relation.ts';
import { describeSelect, type SourceColumn } from './value-type.ts';

export interface ParquetSet {
  readonly name: string;
  /** Absolute; the order of reading. */
  readonly paths: readonly string[];
  /** Columns that stand in names of folders. */
  readonly partitions: readonly string[];
  /** Columns as they are known already; else they are found in the files. */
  readonly columns?: readonly SourceColumn[];
  readonly doubt?: (part: Part) => string | undefined;
}

/** Every file costs the statement some memory until it ends. */
const most = { files: 256, rows: Number.POSITIVE_INFINITY } as const;

/** Parquet files as a relation: DuckDB gives their rows in the order of files and rows. */
export async function parquetRelation(connection: DuckDBConnection, set: ParquetSet): Promise<Relation> {
  const columns = set.columns ?? (await describeSelect(connection, `FROM ${reader(set.paths, set)}`));
  const hiveTypes = columns.filter(({ name }) => set.partitions.includes(name));
  return {
    name: set.name,
    columns,
    rows: await countRows(connection, set.paths),
    parts: (after) =>
      cutIntoParts(
        set.paths.map(() => 0),
        most,
        after,
      ),
    doubt: set.doubt ?? (() => undefined),

    async select({ first, last, afterRow }) {
      const relation = reader(set.paths.slice(first, last + 1), set, hiveTypes);
      const there = await describeSelect(connection, `FROM ${relation}`);
      const names = new Set(there.map(({ name }) => name.toLowerCase()));
      const list = columns.map(({ name, sqlType }) =>
        // Files may lack columns that others have, or have them in a narrower type.
        names.has(name.toLowerCase())
          ? `CAST(${identifier(name)} AS ${sqlType}) AS ${identifier(name)}`
          : `CAST(NULL AS ${sqlType}) AS ${identifier(name)}`,
      );
      const behind = afterRow === undefined ? '' : ` WHERE file_row_number > ${afterRow}`;
      return `SELECT file_index + ${first} AS ${place.file}, file_row_number AS ${place.row}, ${list.join(', ')} FROM ${relation}${behind}`;
    },
  };
}

function reader(
  paths: readonly string[],
  { partitions }: ParquetSet,
  hiveTypes: readonly SourceColumn[] = [],
): string {
  const options = [
    `[${paths.map(pathLiteral).join(', ')}]`,
    'union_by_name = true',
    `hive_partitioning = ${partitions.length > 0}`,
    // What a folder's name means must not depend on which files are read together.
    ...(hiveTypes.length > 0
      ? [
          `hive_types = {${hiveTypes.map(({ name, sqlType }) => `${identifier(name)}: ${sqlType}`).join(', ')}}`,
        ]
      : []),
  ];
  return `read_parquet(${options.join(', ')})`;
}

async function countRows(connection: DuckDBConnection, paths: readonly string[]): Promise<number> {
  if (paths.length === 0) return 0;
  const list = `[${paths.map(pathLiteral).join(', ')}]`;
  const [found] = await rows(connection, `SELECT sum(num_rows) AS n FROM parquet_file_metadata(${list})`);
  return Number(found?.n ?? 0);
}
