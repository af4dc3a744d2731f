import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type DuckDBConnection, identifier, literal, rows } from '../../duckdb/index.ts';
import { place } from './record-select.ts';
import { cutIntoParts, type Relation } from './relation.ts';
import { describeSelect } from './value-type.ts';

/**
 * Every statement reads the table's log anew, so small files are read several at a time; and the log may
 * tell them in another order tomorrow, so those few rows are sorted. A large file is read alone, as it is.
 */
const most = { files: 64, rows: 20_000 } as const;

/** The number of a Delta table's latest version; undefined when its log has none. */
export function latestDeltaVersion(path: string): number | undefined {
  const versions = readdirSync(join(path, '_delta_log')).flatMap((file) => {
    const version = /^(\d{20})\.(json|checkpoint\b.*)$/.exec(file)?.[1];
    return version === undefined ? [] : [Number(version)];
  });
  return versions.length === 0 ? undefined : Math.max(...versions);
}

export interface DeltaFile {
  /** As DuckDB names it. */
  readonly path: string;
  /** Deleted ones too; undefined when the log does not say. */
  readonly rows: number | undefined;
  readonly deleted: number;
}

/** The data files of a version, in the order of their names: the log's own order may change. */
export async function listDeltaFiles(
  connection: DuckDBConnection,
  path: string,
  version: number,
): Promise<readonly DeltaFile[]> {
  const found = await rows(
    connection,
    `SELECT data_file, cardinality, delete_count FROM delta_list_files(${address(path)}, version => ${version}, delete_count => true)`,
  );
  return found
    .map(
      (row): DeltaFile => ({
        path: String(row.data_file),
        rows: Number(row.cardinality ?? 0) || undefined,
        deleted: Number(row.delete_count ?? 0),
      }),
    )
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A version of a Delta table as a relation. Rows are numbered with those that were deleted. */
export async function deltaRelation(
  connection: DuckDBConnection,
  path: string,
  version: number,
  files: readonly DeltaFile[],
): Promise<Relation> {
  const scan = `delta_scan(${address(path)}, version => ${version}, filename => ${literal(place.file)})`;
  const described = await describeSelect(connection, `FROM ${scan}`);
  const columns = described.filter(({ name }) => name !== place.file);
  const counts = files.map(({ rows: total, deleted }) => total && total - deleted);
  return {
    name: path,
    columns,
    rows: counts.reduce((sum, n) => (sum === undefined || n === undefined ? undefined : sum + n), 0),
    parts: (after) =>
      cutIntoParts(
        files.map((file) => file.rows),
        most,
        after,
      ),
    // What is part of a version stays as it is.
    doubt: () => undefined,

    async select({ first, last, afterRow }) {
      const paths = files.slice(first, last + 1).map((file) => literal(file.path));
      const list = columns.map(({ name }) => identifier(name));
      const conditions = [
        `${place.file} IN (${paths.join(', ')})`,
        ...(afterRow === undefined ? [] : [`file_row_number > ${afterRow}`]),
      ];
      const file =
        first === last ? String(first) : `list_position([${paths.join(', ')}], ${place.file}) + ${first - 1}`;
      const order = first === last ? '' : ` ORDER BY 1, 2`;
      return `SELECT ${[`${file} AS ${place.file}`, `file_row_number AS ${place.row}`, ...list].join(', ')}
        FROM ${scan} WHERE ${conditions.join(' AND ')}${order}`;
    },
  };
}

/** As an address: the reader takes a plain path for one, and stumbles over letters beyond ASCII. */
function address(path: string): string {
  return literal(pathToFileURL(path).href);
}
