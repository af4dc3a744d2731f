import { createHash } from 'node:crypto';
import { type DuckDBConnection, readDuckDBError } from '../../duckdb/index.ts';
import { HeadraceError } from '../../kernel/index.ts';
import { type DeltaFile, deltaRelation, latestDeltaVersion, listDeltaFiles } from './delta-relation.ts';
import { loadExtension } from './extension.ts';
import type { SourcePin } from './pin.ts';
import { notATable, sourceChanged, sourceUnreadable } from './problems.ts';
import type { PinnedRelation } from './relation.ts';

/** Opens a Delta table at its latest version, or at the one that a pin names. */
export async function openDelta(
  connection: DuckDBConnection,
  path: string,
  pinned: SourcePin | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<PinnedRelation> {
  const changed = (change: string, cause?: unknown): HeadraceError =>
    new HeadraceError(sourceChanged({ source: path, change }), { cause });
  if (pinned && pinned.kind !== 'delta') throw changed('it was no Delta table then');
  if (path.includes('%')) {
    const reason = 'DuckDB reads no Delta table below a folder with "%" in its name.';
    throw new HeadraceError(sourceUnreadable({ source: path, reason }));
  }
  const latest = latestDeltaVersion(path);
  if (latest === undefined) throw new HeadraceError(notATable({ path, reason: 'its Delta log is empty' }));
  const version = pinned?.version ?? latest;
  await loadExtension(connection, 'delta', env);
  const files = await listDeltaFiles(connection, path, version).catch((error: unknown) => {
    const { message } = readDuckDBError(error);
    if (pinned) throw changed(`its version ${version} is there no more (${message.split('\n')[0]})`, error);
    throw error;
  });
  const digest = filesDigest(path, files);
  if (pinned && pinned.files !== digest)
    throw changed(`version ${version} has other files: the table was made anew`);
  const relation = await deltaRelation(connection, path, version, files);
  return { relation, pin: { kind: 'delta', path, version, files: digest }, release: () => {} };
}

function filesDigest(root: string, files: readonly DeltaFile[]): string {
  const hash = createHash('sha256');
  for (const file of files) {
    const inside = file.path.startsWith(root) ? file.path.slice(root.length) : file.path;
    hash.update(`${inside}\n${file.rows ?? ''}\n${file.deleted}\n`);
  }
  return hash.digest('hex').slice(0, 32);
}
