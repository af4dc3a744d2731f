import { chooseWarehouse, isGone, type Statement, type Workspace } from '../../databricks/index.ts';
import { HeadraceError } from '../../kernel/index.ts';
import type { RecordSource, SourceRange } from '../../load/index.ts';
import type { MapConfig } from '../../project/index.ts';
import { sourceChanged } from '../duckdb/problems.ts';
import type { SourceField } from '../fields.ts';
import type { DatabricksPin } from './pin.ts';
import { shapeOf } from './record-shape.ts';
import { recordStatement } from './record-statement.ts';
import { resultRecords } from './result.ts';
import { findTable, type WorkspaceTable } from './workspace-table.ts';

export interface DatabricksSourceOptions {
  readonly workspace: Workspace;
  /** The SQL warehouse that reads; undefined: the only one there is. */
  readonly warehouseId: string | undefined;
  /** `catalog.schema.table`, or a path in `/Volumes/`. */
  readonly sourceTable: string;
  /** The column that identifies a record (default: id). */
  readonly key?: string | undefined;
  /** A column whose highest value wins: a whole number, or a time (then microseconds since 1970). */
  readonly version?: string | undefined;
  /** Types and expressions in Spark's SQL. */
  readonly map?: MapConfig | undefined;
  /** What an interrupted load has read from: the same rows are read again, or none at all. */
  readonly pinned?: DatabricksPin | undefined;
  /** Nothing will be read: only look. */
  readonly dryRun?: boolean;
  readonly signal: AbortSignal;
}

/** A table of a workspace, read by its Statement Execution API. */
export interface DatabricksSource extends RecordSource {
  /** For messages. */
  readonly name: string;
  /** To be kept with the load. */
  readonly pin: DatabricksPin;
  /** How many rows there are, where that is known already. */
  readonly rows: number | undefined;
  /** Top-level fields of the documents. */
  readonly fields: readonly SourceField[];
  close(): void;
}

/** How often a result is made anew that is not kept any more. */
const mostResults = 5;

/**
 * Opens a table and starts the statement that makes records of it. The result is put into a storage by the
 * warehouse, in parts that are fetched side by side, as often as needed. It stays as it is for some hours; after
 * that it is made again of the same version of the table, where that has versions.
 *
 * @throws HeadraceError when the table cannot be found or read, when a column is missing, or when there is
 *   nothing left of what `pinned` says.
 */
export async function openDatabricksSource(options: DatabricksSourceOptions): Promise<DatabricksSource> {
  const { workspace, sourceTable, key = 'id', version, map, pinned, signal } = options;
  const warehouse = await chooseWarehouse(workspace, options.warehouseId, { signal });
  const table = await findTable(workspace, warehouse, sourceTable, signal);
  const shape = await shapeOf(table, { workspace, warehouse, key, version, map, signal });
  const pinnedVersion = pinned === undefined ? table.version : pinned.version;
  const sql = recordStatement(shape, relationAt(table, pinnedVersion));
  const start = (): Promise<Statement> =>
    workspace.statements.start(
      { statement: sql, warehouse_id: warehouse, disposition: 'EXTERNAL_LINKS', format: 'ARROW_STREAM' },
      { signal, repeatable: true },
    );
  let statement = options.dryRun ? undefined : await begin(options, table, start);
  return {
    name: table.name,
    pin: {
      kind: 'databricks',
      ...{ host: workspace.host, table: table.name, version: pinnedVersion },
      statement: statement?.statement_id ?? null,
    },
    rows: statement?.manifest?.total_row_count,
    fields: shape.fields,

    // One range: parts are fetched side by side anyway, and of two records with one key the later wins.
    ranges: async () => [{ id: 'all', bounds: {} }] satisfies SourceRange[],

    async *read(_range, after, signal) {
      let next = after === undefined ? 0 : Number(after) + 1;
      for (let results = 1; ; results += 1) {
        statement ??= await start();
        try {
          for await (const records of resultRecords(statement, next, {
            workspace,
            table: table.name,
            signal,
          })) {
            yield records;
            next += records.length;
          }
          return;
        } catch (error) {
          if (!isGone(error) || results === mostResults) throw error;
          if (pinnedVersion === null) throw changed(table);
          statement = undefined;
        }
      }
    },

    close() {
      // Whatever is not read any more, the workspace clears away by itself.
    },
  };
}

function relationAt({ relation }: WorkspaceTable, version: string | null): string {
  return version === null ? relation : `${relation} VERSION AS OF ${version}`;
}

/** The statement that a load has begun with, while its result is kept; else a new one for the same rows. */
async function begin(
  { workspace, pinned, signal }: DatabricksSourceOptions,
  table: WorkspaceTable,
  start: () => Promise<Statement>,
): Promise<Statement> {
  if (pinned === undefined) return start();
  if (pinned.host !== workspace.host) throw changed(table, `it read from the workspace ${pinned.host}`);
  const kept = pinned.statement === null ? undefined : await look(workspace, pinned.statement, signal);
  if (kept !== undefined && ['PENDING', 'RUNNING', 'SUCCEEDED'].includes(kept.status.state)) return kept;
  if (pinned.version === null) throw changed(table);
  return start();
}

async function look(
  { statements }: Workspace,
  id: string,
  signal: AbortSignal,
): Promise<Statement | undefined> {
  try {
    return await statements.get(id, { signal });
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

function changed(
  { name }: WorkspaceTable,
  change = 'it has no versions, and the workspace does not keep its result any more',
): HeadraceError {
  return new HeadraceError(sourceChanged({ source: name, change }));
}
