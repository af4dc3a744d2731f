import type { DuckDBConnection } from '../../duckdb/index.ts';
import { HeadraceError } from '../../kernel/index.ts';
import {
  filesDigest,
  listParquet,
  type ParquetFile,
  partitionColumns,
  tableFolder,
  unchanged,
} from './parquet-files.ts';
import { parquetRelation } from './parquet-relation.ts';
import type { SourcePin } from './pin.ts';
import { sourceChanged } from './problems.ts';
import type { PinnedRelation } from './relation.ts';

/** Opens Parquet files, or those of them that a pin names: files that came later are not looked at. */
export async function openParquet(
  connection: DuckDBConnection,
  path: string,
  pinned: SourcePin | undefined,
): Promise<PinnedRelation> {
  const folder = tableFolder(path);
  const found = await listParquet(path);
  const files = pinned?.kind === 'parquet' ? found.slice(0, pinned.count) : found;
  const digest = filesDigest(folder, files);
  if (pinned && (pinned.kind !== 'parquet' || pinned.files !== digest)) {
    throw new HeadraceError(sourceChanged({ source: path, change: changeOf(pinned, found) }));
  }
  const relation = await parquetRelation(connection, {
    name: path,
    paths: files.map((file) => file.path),
    partitions: partitionColumns(folder, files),
    doubt: ({ first, last }) =>
      unchanged(files.slice(first, last + 1)) ? undefined : 'a file of it was changed or removed',
  });
  return { relation, pin: { kind: 'parquet', path, count: files.length, files: digest }, release: () => {} };
}

function changeOf(pinned: SourcePin, found: readonly ParquetFile[]): string {
  if (pinned.kind !== 'parquet') return 'it was no Parquet files then';
  if (found.length < pinned.count) return `it had ${pinned.count} files then and has ${found.length} now`;
  return 'a file of it was replaced, changed or removed';
}
