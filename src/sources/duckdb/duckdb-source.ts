import type { Database, DuckDBConnection } from '../../duckdb/index.ts';
import { identifier, isInterrupt, openDatabase, readDuckDBError } from '../../duckdb/index.ts';
import { exitCode, HeadraceError, type Problem } from '../../kernel/index.ts';
import type { RecordSource, SourceRange } from '../../load/index.ts';
import type { MapConfig, Storage } from '../../project/index.ts';
import type { SourceField } from '../fields.ts';
import { sourceField } from './fields.ts';
import { documentLayout, noMapping } from './layout.ts';
import { locateSource } from './locate.ts';
import { openDelta } from './open-delta.ts';
import { openParquet } from './open-parquet.ts';
import { openWarehouseTable } from './open-warehouse-table.ts';
import type { SourcePin } from './pin.ts';
import { columnUnknown, mappingRefused, nameReserved, sourceUnreadable, versionUnfit } from './problems.ts';
import { readPart } from './read-part.ts';
import { canBeVersion, layoutSelect, place, type RecordShape, recordSelect } from './record-select.ts';
import { readPosition } from './records.ts';
import type { PinnedRelation, Relation } from './relation.ts';
import { describeSelect, type SourceColumn, type ValueType } from './value-type.ts';

export interface DuckDBSourceOptions {
  /** What `--source-table` says. */
  readonly sourceTable: string;
  /** The project's folder: relative paths start from it, bare names are its tables. */
  readonly root: string;
  /** The column that identifies a record (default: id). */
  readonly key?: string | undefined;
  /** A column whose highest value wins: a whole number, or a time (then microseconds since 1970). */
  readonly version?: string | undefined;
  readonly map?: MapConfig | undefined;
  readonly storage: Storage;
  /** Where DuckDB may spill to. */
  readonly tempFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What an interrupted load has read from: the same version is read again, or none at all. */
  readonly pinned?: SourcePin | undefined;
}

/** A table that DuckDB reads: Delta, Parquet, or one of the project's. */
export interface DuckDBSource extends RecordSource {
  /** For messages. */
  readonly name: string;
  /** To be kept with the load. */
  readonly pin: SourcePin;
  /** How many rows there are, where that is known without reading them. */
  readonly rows: number | undefined;
  /** Top-level fields of the documents. */
  readonly fields: readonly SourceField[];
  close(): void;
}

/** What DuckDB takes beside what Headrace itself needs, unless the project says otherwise. */
const defaultMemory = '512MB';

/**
 * Opens a source table and pins its version.
 *
 * @throws HeadraceError when it cannot be found or read, when a column is missing, or when it is no
 *   longer what `pinned` says.
 */
export async function openDuckDBSource(options: DuckDBSourceOptions): Promise<DuckDBSource> {
  const { storage, tempFolder, sourceTable } = options;
  const memoryLimit = storage.memoryLimit ?? defaultMemory;
  const location = locateSource(sourceTable, options.root);
  if (location.kind === 'workspace') throw new TypeError('A table of a workspace is read by the workspace.');
  const database = await openDatabase({ ...storage, memoryLimit, tempFolder });
  const connection = await connect(database);
  let opened: PinnedRelation | undefined;
  try {
    opened =
      location.kind === 'warehouse'
        ? await openWarehouseTable(connection, options.root, location.table, options.pinned)
        : location.kind === 'delta'
          ? await openDelta(connection, location.path, options.pinned, options.env)
          : await openParquet(connection, location.path, options.pinned);
    return await recordSource(database, connection, opened, options);
  } catch (error) {
    opened?.release();
    connection.closeSync();
    database.close();
    throw readable(error, sourceTable);
  }
}

async function connect(database: Database): Promise<DuckDBConnection> {
  const connection = await database.connect();
  // Timestamps are written in one zone, on every machine.
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  return connection;
}

async function recordSource(
  database: Database,
  connection: DuckDBConnection,
  { relation, pin, release }: PinnedRelation,
  options: DuckDBSourceOptions,
): Promise<DuckDBSource> {
  const shape = await recordShape(connection, relation, options);
  return {
    name: relation.name,
    pin,
    rows: relation.rows,
    fields: topFields(shape),

    // One range: DuckDB works in parallel by itself, and of two records with one key the later wins.
    ranges: async () => [{ id: 'all', bounds: {} }] satisfies SourceRange[],

    async *read(_range, after, signal) {
      try {
        for (const part of relation.parts(after === undefined ? undefined : readPosition(after))) {
          const select = (rows: string): string => recordSelect(shape, rows);
          yield* readPart(database, { relation, part, select }, signal);
        }
      } catch (error) {
        throw readable(error, relation.name);
      }
    },

    close() {
      connection.closeSync();
      database.close();
      release();
    },
  };
}

async function recordShape(
  connection: DuckDBConnection,
  relation: Relation,
  { key: wantedKey = 'id', version: wantedVersion, map = noMapping }: DuckDBSourceOptions,
): Promise<RecordShape> {
  const { name: source, columns } = relation;
  const refused = (problem: Problem): HeadraceError =>
    new HeadraceError(problem, { exitCode: exitCode.usage });
  const reserved = columns.find(({ name }) =>
    [place.file, place.row, 'file_row_number', 'file_index'].includes(name.toLowerCase()),
  );
  if (reserved) throw refused(nameReserved({ name: reserved.name, source }));
  const column = (wanted: string, purpose: string): SourceColumn => {
    const found = columns.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
    if (found) return found;
    const names = columns.map(({ name }) => name);
    throw refused(columnUnknown({ source, column: wanted, purpose, columns: names }));
  };
  const key = column(wantedKey, 'the key').name;
  const version = wantedVersion === undefined ? undefined : column(wantedVersion, 'the version');
  if (version && !canBeVersion(version)) {
    throw refused(versionUnfit({ column: version.name, type: version.sqlType }));
  }
  const layout = documentLayout(source, columns, map);
  const empty = columns.map(({ name, sqlType }) => `CAST(NULL AS ${sqlType}) AS ${identifier(name)}`);
  const values = await describeSelect(connection, layoutSelect(layout, `SELECT ${empty.join(', ')}`)).catch(
    (error: unknown) => {
      const reason = readDuckDBError(error).message;
      throw new HeadraceError(mappingRefused({ source, reason }), { cause: error, exitCode: exitCode.usage });
    },
  );
  return { key, version, layout, types: values.slice(1).map(({ type }) => type) };
}

/** Objects that the mapping makes are fields of their own. */
function topFields({ layout, types }: RecordShape): SourceField[] {
  const fields = new Map<string, ValueType>();
  for (const [index, { object, name }] of layout.entries()) {
    if (object !== undefined) fields.set(object, { kind: 'struct', fields: [] });
    else fields.set(name, types[index] ?? { kind: 'text' });
  }
  return [...fields].map(([name, type]) => sourceField(name, type));
}

function readable(error: unknown, source: string): unknown {
  if (error instanceof HeadraceError || isInterrupt(error)) return error;
  if (!(error instanceof Error) || !/"exception_type"|^\w+ Error: /.test(error.message)) return error;
  return new HeadraceError(sourceUnreadable({ source, reason: readDuckDBError(error).message }), {
    cause: error,
  });
}
