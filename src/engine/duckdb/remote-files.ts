import { type DuckDBConnection, literal, readDuckDBError, rows } from '../../duckdb/index.ts';
import { HeadraceError } from '../../kernel/index.ts';
import { unreachableSource } from './problems.ts';
import { publicUrl, type SourceFile } from './raw-files.ts';

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
): Promise<SourceFile[]> {
  const refuse = (reason: string): HeadraceError =>
    new HeadraceError(
      unreachableSource({ table, path: publicUrl(path), reason: reason.replaceAll(path, publicUrl(path)) }),
    );
  try {
    await connection.run('LOAD httpfs');
  } catch {
    throw refuse('the DuckDB extension "httpfs" is not installed');
  }
  try {
    if (/^https?:/i.test(path)) return [await headOf(path)];
    // read_blob tells size and time of objects without reading them, when nobody asks for the content.
    const select = `SELECT filename, size, epoch_ms(last_modified) AS ms FROM read_blob(${literal(path)})`;
    const found = await rows(connection, select);
    return found.map(({ filename, size, ms }) => ({
      key: String(filename),
      path: String(filename),
      size: Number(size),
      mtimeNs: String(ms),
      hash: undefined,
    }));
  } catch (error) {
    throw refuse(readDuckDBError(error).message);
  }
}

async function headOf(url: string): Promise<SourceFile> {
  const response = await fetch(url, { method: 'HEAD' });
  if (!response.ok) throw new Error(`HTTP status ${response.status}`);
  // Without any tag the file may always have changed.
  const tag = response.headers.get('etag') ?? response.headers.get('last-modified') ?? String(Math.random());
  return {
    key: publicUrl(url),
    path: url,
    size: Number(response.headers.get('content-length') ?? 0),
    mtimeNs: tag,
    hash: undefined,
  };
}
