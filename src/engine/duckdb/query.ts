import { type DuckDBConnection, identifier, readDuckDBError } from '../../duckdb/index.ts';
import { byteToCharOffset, HeadraceError, locate } from '../../kernel/index.ts';
import type { Storage } from '../../project/index.ts';
import { openState, snapshot, statePaths } from '../../state/index.ts';
import { openWarehouse, selectFiles } from '../../warehouse/index.ts';
import { noSuchTable } from './problems.ts';
import { openSession } from './session.ts';
import { ownText } from './statement.ts';

/**
 * Runs `work` with every published table as a view under its bare name. A run that goes on meanwhile
 * is not disturbed: the versions that stand now are pinned until the work is done.
 *
 * @throws HeadraceError with the place in the statement when DuckDB refuses it.
 */
export async function withTables<T>(
  root: string,
  storage: Storage,
  sql: string,
  work: (connection: DuckDBConnection) => Promise<T>,
  signal?: AbortSignal,
  /** More SQL of people that `work` runs. */
  texts: readonly string[] = [],
): Promise<T> {
  const paths = statePaths(root);
  const db = openState(root);
  const warehouse = openWarehouse(db, paths);
  const pin = warehouse.pin();
  const session = openSession(storage, paths.temp, [sql, ...texts]);
  try {
    return await session.use(async (connection) => {
      const views = snapshot(db, () =>
        warehouse
          .heads()
          .map(
            (head) =>
              `CREATE TEMP VIEW ${identifier(head.name)} AS ${selectFiles(warehouse.folder, warehouse.files(head.name), head.columns)};`,
          ),
      );
      if (views.length > 0) await connection.run(ownText(views.join('\n')));
      return await work(connection);
    }, signal);
  } catch (error) {
    if (error instanceof HeadraceError || signal?.aborted) throw error;
    const { message, position } = readDuckDBError(error);
    const known = position !== undefined && position <= Buffer.byteLength(sql);
    const at = known ? locate('query', sql, byteToCharOffset(sql, position)) : undefined;
    throw new HeadraceError(noSuchTable({ message }, at), { cause: error });
  } finally {
    session.close();
    pin.release();
    db.close();
  }
}
