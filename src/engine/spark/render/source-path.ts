import { statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';

/** Where Spark finds the files of a stream, now and later. */
export interface StreamPath {
  readonly path: string;
  readonly options: Readonly<Record<string, string>>;
}

const globCharacters = /[*?{}[\]!()]/;
const sparkKnows = /^[^!()]*$/;

/**
 * Says a source's paths in Spark's way: one glob. A folder is read with everything in it; `**` before the last
 * part is said by options. What Spark cannot say becomes the list of the files that are there now.
 */
export function streamPath(root: string, paths: readonly string[], files: readonly string[]): StreamPath {
  const [only] = paths;
  if (paths.length === 1 && only !== undefined) {
    const [, folder, leaf] = /^((?:(?!\*\*).)*)\/\*\*\/([^/]*)$/.exec(only) ?? [];
    if (folder !== undefined && leaf !== undefined && sparkKnows.test(only)) {
      const filter: Readonly<Record<string, string>> = leaf === '*' ? {} : { pathGlobFilter: leaf };
      return { path: globOf(root, folder), options: { recursiveFileLookup: 'true', ...filter } };
    }
  }
  const said = paths.every((path) => !path.includes('**') && sparkKnows.test(path));
  const globs = said ? paths.map((path) => globOf(root, path)) : files.map(escaped);
  const folders = paths.some((path) => isFolder(root, path));
  // A path that names one file must be a glob, or Spark takes it for a folder.
  const [first] = globs;
  const single = globs.length === 1 && first !== undefined && (folders || globCharacters.test(first));
  const path = single ? first : `/{${globs.map((glob) => glob.replace(/^\//, '')).join(',')}}`;
  return { path, options: folders ? { recursiveFileLookup: 'true' } : {} };
}

function isFolder(root: string, path: string): boolean {
  return statSync(resolve(root, path), { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** An absolute glob; the project's own folder may hold characters that mean something in one. */
function globOf(root: string, path: string): string {
  const written = path.replaceAll('\\', '/');
  if (statSync(resolve(root, path), { throwIfNoEntry: false })) return escaped(resolve(root, path));
  return isAbsolute(path) ? written : `${escaped(root)}/${written.replace(/^\.\//, '')}`;
}

/** A path as Spark has to be told it: it takes every path for a glob. */
export function escaped(path: string): string {
  return path.replaceAll('\\', '/').replace(/[*?{}[\],]/g, '\\$&');
}
