import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, literal, readDuckDBError, rows } from '../../duckdb/index.ts';
import { HeadraceError } from '../../kernel/index.ts';
import { extensionMissing } from './problems.ts';

/** Names a folder with extensions, for machines that cannot download them. */
export const extensionFolder = 'HEADRACE_DUCKDB_EXTENSIONS';

/**
 * Loads an extension that is not built in: from the folder that the environment names, laid out flat or
 * as DuckDB does (`v1.5.5/linux_amd64/`), else from where DuckDB installed it. Nothing is downloaded.
 *
 * @throws HeadraceError when it is not there or does not fit.
 */
export async function loadExtension(
  connection: DuckDBConnection,
  extension: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const [about] = await rows(connection, 'SELECT version() AS version, (FROM pragma_platform()) AS platform');
  const version = String(about?.version);
  const folder = env[extensionFolder];
  const file = `${extension}.duckdb_extension`;
  const there = [[], [version], [version, String(about?.platform)]]
    .map((parts) => join(folder ?? '', ...parts, file))
    .find((path) => folder && existsSync(path));
  try {
    await connection.run(`LOAD ${there === undefined ? extension : literal(there)}`);
  } catch (error) {
    const { message } = readDuckDBError(error);
    const reason = folder && !there ? `there is no ${file} in ${folder}.` : (message.split('\n')[0] ?? '');
    throw new HeadraceError(extensionMissing({ extension, version, reason }), { cause: error });
  }
}
