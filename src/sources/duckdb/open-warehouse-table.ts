import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type DuckDBConnection, identifier } from '../../duckdb/index.ts';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { openState, snapshot, statePaths } from '../../state/index.ts';
import { hasWarehouse, openWarehouse, versionId } from '../../warehouse/index.ts';
import { parquetRelation } from './parquet-relation.ts';
import type { SourcePin } from './pin.ts';
import { sourceChanged, tableUnknown } from './problems.ts';
import type { PinnedRelation } from './relation.ts';
import { describeSelect } from './value-type.ts';

/**
 * Opens a table of the project as it stands. Until it is released its files are not swept, whatever a
 * run publishes meanwhile.
 */
export async function openWarehouseTable(
  connection: DuckDBConnection,
  root: string,
  table: string,
  pinned: SourcePin | undefined,
): Promise<PinnedRelation> {
  const paths = statePaths(root);
  const unknown = (tables: readonly string[]): HeadraceError =>
    new HeadraceError(tableUnknown({ table, tables }), { exitCode: exitCode.usage });
  if (!hasWarehouse(paths)) throw unknown([]);
  const db = openState(root);
  const warehouse = openWarehouse(db, paths);
  const lock = warehouse.pin();
  const release = (): void => {
    lock.release();
    db.close();
  };
  try {
    const { head, files, tables } = snapshot(db, () => ({
      head: warehouse.head(table),
      files: warehouse.files(table),
      tables: warehouse.heads().map(({ name }) => name),
    }));
    if (!head) throw unknown(tables);
    const version = versionId(head);
    const pin = { kind: 'warehouse', table: head.name, version, files: digest(files) } as const;
    if (pinned) compare(pinned, pin);
    const types = head.columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${identifier(name)}`);
    const relation = await parquetRelation(connection, {
      name: head.name,
      paths: files.map((file) => join(warehouse.folder, file.path)),
      partitions: [],
      columns: await describeSelect(connection, `SELECT ${types.join(', ')}`),
    });
    return { relation, pin, release };
  } catch (error) {
    release();
    throw error;
  }
}

function compare(pinned: SourcePin, now: Extract<SourcePin, { kind: 'warehouse' }>): void {
  const refuse = (change: string): HeadraceError =>
    new HeadraceError(sourceChanged({ source: `table "${now.table}"`, change }));
  if (pinned.kind !== 'warehouse') throw refuse('it was no table of the project then');
  if (pinned.version !== now.version) {
    throw refuse(`it was at version ${pinned.version} then and is at ${now.version} now`);
  }
  if (pinned.files !== now.files) throw refuse('its small files were merged since');
}

function digest(files: readonly { readonly path: string }[]): string {
  const list = files.map(({ path }) => path).join('\n');
  return createHash('sha256').update(list).digest('hex').slice(0, 32);
}
