import { isGone, query, type Workspace } from '../../databricks/index.ts';
import { HeadraceError } from '../../kernel/index.ts';
import { quotedSparkIdentifier } from '../../sql/index.ts';

/** A table of a workspace, or files in one of its volumes. */
export interface WorkspaceTable {
  /** For messages. */
  readonly name: string;
  /** As SQL. */
  readonly relation: string;
  /** The version that it has now; null for what has none that could be read again. */
  readonly version: string | null;
}

/** Kinds of tables whose earlier versions can be read: a view has none, and of a materialized view they are refused. */
const versioned = ['MANAGED', 'EXTERNAL', 'STREAMING_TABLE'];

/** @param sourceTable `catalog.schema.table`, parts in backticks where needed, or a path in `/Volumes/`. */
export async function findTable(
  workspace: Workspace,
  warehouse_id: string,
  sourceTable: string,
  signal: AbortSignal,
): Promise<WorkspaceTable> {
  const parts = nameParts(sourceTable);
  const isDelta =
    parts === undefined
      ? await hasLog(workspace, sourceTable, signal)
      : await keepsVersions(workspace, parts.join('.'), signal);
  const format = isDelta ? 'delta' : 'parquet';
  const relation =
    parts?.map(quotedSparkIdentifier).join('.') ?? `${format}.${quotedSparkIdentifier(sourceTable)}`;
  const version = isDelta ? await latestVersion(workspace, warehouse_id, relation, signal) : null;
  return { name: sourceTable, relation, version };
}

function nameParts(sourceTable: string): readonly string[] | undefined {
  if (sourceTable.startsWith('/')) return undefined;
  return sourceTable.match(/`[^`]+`|[^.`]+/g)?.map((part) => part.replaceAll('`', ''));
}

async function hasLog({ files }: Workspace, path: string, signal: AbortSignal): Promise<boolean> {
  try {
    const log = files.list(`${path.replace(/\/+$/, '')}/_delta_log`, { signal });
    for await (const _ of log) return true;
    return false;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** Not every table is in Unity Catalog, nor may everybody who reads it look it up there. */
async function keepsVersions({ catalog }: Workspace, name: string, signal: AbortSignal): Promise<boolean> {
  try {
    const { table_type = '', data_source_format = 'DELTA' } = await catalog.getTable(name, { signal });
    return versioned.includes(table_type) && data_source_format === 'DELTA';
  } catch (error) {
    if (error instanceof HeadraceError) return false;
    throw error;
  }
}

async function latestVersion(
  workspace: Workspace,
  warehouse_id: string,
  relation: string,
  signal: AbortSignal,
): Promise<string | null> {
  const statement = `DESCRIBE HISTORY ${relation} LIMIT 1`;
  try {
    const { manifest, result } = await query(workspace, { statement, warehouse_id }, { signal });
    const column = manifest?.schema?.columns.findIndex(({ name }) => name === 'version') ?? -1;
    return result?.data_array?.[0]?.[column] ?? null;
  } catch (error) {
    // Not everybody who may read a table may read its history.
    if (error instanceof HeadraceError) return null;
    throw error;
  }
}
