import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type DuckDBConnection, literal, pathLiteral } from '../../duckdb/index.ts';
import { listRawFiles } from '../../engine/duckdb/index.ts';
import type { FileSource } from '../../project/index.ts';
import { limiter } from '../../run/index.ts';
import { cutFile } from './cut-file.ts';
import { recordScanner } from './record-scanner.ts';

export interface SampleRequest {
  /** The project's folder, which paths are relative to. */
  readonly root: string;
  readonly source: FileSource;
  /** Records wanted in all; each file gives as many of its first ones. */
  readonly records: number;
  /** Where the beginnings of the files are written; made when it is not there. */
  readonly folder: string;
  readonly connection: DuckDBConnection;
}

/**
 * Copies the first records of a source's files.
 *
 * @returns the paths to read instead. Files packed in a way that is not understood here stay as they are.
 * No paths when there are no files.
 */
export async function sampleSource(request: SampleRequest): Promise<string[]> {
  const { root, source, records, folder, connection } = request;
  const { files } = await listRawFiles(root, source, async () => []);
  if (files.length === 0) return [];
  await mkdir(folder, { recursive: true });
  const each = Math.ceil(records / files.length);
  const limit = limiter(8);
  const uncut = await Promise.all(
    // No more files than records: every file gives at least one.
    files.slice(0, records).map(({ path }, index) =>
      limit(async () => {
        const scanner = isReadable(path, source) ? recordScanner(source, each) : undefined;
        if (!scanner && source.format !== 'parquet') return [path];
        const name = basename(path).replace(/\.gz$/, '');
        const sample = join(folder, `${String(index).padStart(6, '0')}-${name}`);
        if (scanner) await cutFile(path, sample, scanner);
        else await cutParquet(connection, path, sample, each);
        return [];
      }),
    ),
  );
  const whole = uncut.flat();
  return [...(whole.length < uncut.length ? [folder] : []), ...whole];
}

/** Whether records can be told apart by looking at bytes. */
function isReadable(path: string, { options }: FileSource): boolean {
  return !/\.(zst|bz2|xz|zip|lz4|snappy)$/i.test(path) && !/utf-?(16|32)/i.test(options.encoding ?? '');
}

async function cutParquet(
  connection: DuckDBConnection,
  from: string,
  to: string,
  records: number,
): Promise<void> {
  const rows = `SELECT * FROM read_parquet(${pathLiteral(from)}, hive_partitioning = false) LIMIT ${records}`;
  await connection.run(`COPY (${rows}) TO ${literal(to)} (FORMAT parquet)`);
}
