import { ApiError, missing } from '../api-error.ts';

export interface FileEntry {
  readonly bytes: Uint8Array;
  readonly modifiedAt: number;
  readonly id: string;
}

/** Files and folders by absolute path; folders are there by themselves, or by what is in them. */
export interface FileTree {
  file(path: string): FileEntry | undefined;
  isFolder(path: string): boolean;
  /** Folders above it come along. */
  write(path: string, entry: FileEntry): void;
  makeFolder(path: string): void;
  removeFile(path: string): void;
  /** @throws ApiError when something is in it, unless `recursive`. */
  removeFolder(path: string, recursive: boolean): void;
  /** Names directly inside, sorted. */
  children(path: string): readonly string[];
  files(): ReadonlyMap<string, FileEntry>;
}

export function createFileTree(): FileTree {
  const files = new Map<string, FileEntry>();
  const folders = new Set<string>(['/']);

  const makeFolder = (path: string): void => {
    const parts = path.split('/').filter(Boolean);
    parts.forEach((_part, index) => {
      const folder = `/${parts.slice(0, index + 1).join('/')}`;
      if (files.has(folder)) {
        throw new ApiError(400, 'RESOURCE_ALREADY_EXISTS', `A file with the path ${folder} exists already.`);
      }
      folders.add(folder);
    });
  };
  const inside = (path: string): ((each: string) => boolean) => {
    const prefix = path === '/' ? '/' : `${path}/`;
    return (each) => each.startsWith(prefix) && each !== path;
  };

  return {
    makeFolder,
    file: (path) => files.get(path),
    isFolder: (path) => folders.has(path),
    write(path, entry) {
      makeFolder(path.slice(0, path.lastIndexOf('/')));
      files.set(path, entry);
    },
    removeFile(path) {
      if (!files.delete(path)) throw missing(`The file ${path} was not found.`, 'NOT_FOUND');
    },
    removeFolder(path, recursive) {
      const below = inside(path);
      const [gone, empty] = [[...files.keys()].filter(below), [...folders].filter(below)];
      if (!recursive && gone.length + empty.length > 0) {
        throw new ApiError(400, 'DIRECTORY_NOT_EMPTY', `The folder ${path} is not empty.`);
      }
      for (const file of gone) files.delete(file);
      for (const folder of [...empty, path]) folders.delete(folder);
    },
    children(path) {
      const depth = path === '/' ? 1 : path.split('/').length;
      return [...files.keys(), ...folders]
        .filter(inside(path))
        .filter((each) => each.split('/').length === depth + 1)
        .sort();
    },
    files: () => files,
  };
}
