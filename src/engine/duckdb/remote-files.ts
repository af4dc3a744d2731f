import { type DuckDBConnection, literal, readDuckDBError, rows } from '../../duckdb/index.ts';
import { HeadraceError } from '../../kernel/index.ts';
import type { RawFile } from '../../warehouse/index.ts';
import { unreachableSource } from './problems.ts';

/**
 * Lists remote files through DuckDB's httpfs: an HTTP URL is one file, known by its ETag; an `s3://`
 * path may be a glob.
 *
 * @throws HeadraceError when httpfs is not there, or the address does not answer.
 */
export async function listRemote(
  connection: DuckDBConnection,
  table: string,
  path: string,
): Promise<RawFile[]> {
  const refuse = (reason: string): HeadraceError =>
    new HeadraceError(unreachableSource({ table, path, reason }));
  try {
    await connection.run('LOAD httpfs');
  } catch {
    throw refuse('the DuckDB extension "httpfs" is not installed');
  }
  try {
    if (/^https?:/i.test(path)) return [await headOf(path)];
    const found = await rows(connection, `SELECT file FROM glob(${literal(path)})`);
    return found.map(({ file }) => ({ path: String(file), size: 0, mtimeNs: '0', hash: undefined }));
  } catch (error) {
    throw refuse(readDuckDBError(error).message);
  }
}

async function headOf(url: string): Promise<RawFile> {
  const response = await fetch(url, { method: 'HEAD' });
  if (!response.ok) throw new Error(`HTTP status ${response.status}`);
  const tag = response.headers.get('etag') ?? response.headers.get('last-modified') ?? '0';
  return {
    path: url,
    size: Number(response.headers.get('content-length') ?? 0),
    mtimeNs: tag,
    hash: undefined,
  };
}
