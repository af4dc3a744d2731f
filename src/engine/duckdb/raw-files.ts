import { createHash } from 'node:crypto';
import { createReadStream, realpathSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { glob, isDynamicPattern } from 'tinyglobby';
import type { FileSource } from '../../project/index.ts';
import type { RawFile } from '../../warehouse/index.ts';

/** A raw file that is there now. */
export interface SourceFile extends RawFile {
  /** Where to read it: absolute, or a URL. */
  readonly path: string;
}

/** What a source's paths match now. */
export interface RawListing {
  /** In order of path; each once. Empty files are left out: they may be about to be written. */
  readonly files: readonly SourceFile[];
  /** Paths, as written, that match nothing. */
  readonly missing: readonly string[];
}

const remote = /^(s3|s3a|gs|gcs|r2|https?):\/\//i;

export function isRemote(path: string): boolean {
  return remote.test(path);
}

const secretParameter = /token|sig|secret|key|credential|password|auth/i;

/** A URL without what must not be shown or kept: its user, and values of parameters that look secret. */
export function publicUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  parsed.username = '';
  parsed.password = '';
  for (const name of new Set(parsed.searchParams.keys())) {
    if (secretParameter.test(name)) parsed.searchParams.set(name, '…');
  }
  return parsed.search === '' ? parsed.href : decodeURI(parsed.href);
}

/** Names a file for good, see `RawFile.key`; also how people know it. */
function fileKey(root: string, path: string): string {
  if (isRemote(path)) return publicUrl(path);
  for (const base of new Set([root, realpathSync(root)])) {
    const inside = relative(base, path);
    if (!inside.startsWith('..') && !isAbsolute(inside)) return inside.replaceAll('\\', '/');
  }
  return path;
}

/** Lists a source's files. Hidden files (`.` and `_`) are left out, as Spark does. */
export async function listRawFiles(
  root: string,
  source: FileSource,
  remoteFile: (url: string) => Promise<SourceFile[]>,
): Promise<RawListing> {
  const found = new Map<string, SourceFile>();
  const missing: string[] = [];
  for (const path of source.paths) {
    const files = isRemote(path) ? await remoteFile(path) : await localFiles(root, path);
    if (files.length === 0) missing.push(path);
    for (const file of files) if (file.size > 0 || isRemote(file.path)) found.set(file.key, file);
  }
  const files = [...found.values()].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return { files, missing };
}

async function localFiles(root: string, written: string): Promise<SourceFile[]> {
  const path = resolve(root, written);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile()) return present(root, path);
  if (!stats && !isDynamicPattern(written)) return [];
  const [cwd, pattern] = stats?.isDirectory() ? [path, '**/*'] : globIn(root, written);
  const matches = await glob(pattern, { cwd, absolute: true, dot: false, onlyFiles: true });
  // Hidden is what was not written as it is; `_x=1` is a partition.
  const names = pattern.split('/');
  const hidden = (name: string): boolean =>
    name.startsWith('_') && !name.includes('=') && !names.includes(name);
  return matches
    .filter((match) => !relative(cwd, match).split(sep).some(hidden))
    .flatMap((match) => present(root, resolve(match)));
}

/** Between being listed and being looked at a file may go: half-written ones are renamed when done. */
function present(root: string, path: string): SourceFile[] {
  const file = describe(root, path);
  return file ? [file] : [];
}

function globIn(root: string, written: string): [cwd: string, pattern: string] {
  const pattern = written.replaceAll('\\', '/');
  // The project's own path may hold characters that mean something in a glob.
  return isAbsolute(written) ? ['/', pattern] : [root, pattern.replace(/^\.\//, '')];
}

/** A file's identity: path, size and modification time to the nanosecond; undefined when it is gone. */
export function describe(root: string, path: string): SourceFile | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (!stats) return undefined;
  const identity = { size: Number(stats.size), mtimeNs: String(stats.mtimeNs), hash: undefined };
  return { key: fileKey(root, path), path, ...identity };
}

/** Whether two identities are the same, as far as size and time can tell. */
export function sameFile(a: RawFile, b: RawFile): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs;
}

const freshMs = 2000;

/**
 * Whether the modification time is so fresh that a later change could leave it as it is (file systems
 * count time in steps): then the content has to be compared.
 */
export function isFresh(file: SourceFile, now: number): boolean {
  return !isRemote(file.path) && now - Number(BigInt(file.mtimeNs) / 1_000_000n) < freshMs;
}

/** SHA-256 of a file's content. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
