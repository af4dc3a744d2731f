import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { shownPath } from './paths.ts';
import type { Layer } from './types.ts';

/** Where transformations are looked for when the configuration does not say. */
const usualFolders = ['transformations', 'pipelines/transformations'];

/** In the order in which one is preferred where, wrongly, there are several. */
const extensions = ['.sql', '.ts', '.py'] as const;
export type Extension = (typeof extensions)[number];

/** A file that holds a transformation. */
export interface TransformationFile {
  /** Relative to the project, with forward slashes. */
  readonly path: string;
  readonly name: string;
  readonly extension: Extension;
  /** The folder it lies in, relative to the transformations folder: its layer, when it is well placed. */
  readonly folder: string;
}

/** All transformation files of a project, to be looked up by table. */
export class TransformationFiles {
  readonly all: readonly TransformationFile[];
  /** The folders searched that exist. */
  readonly folders: readonly string[];
  readonly #byPlace: ReadonlyMap<string, readonly TransformationFile[]>;
  readonly #byName: ReadonlyMap<string, readonly TransformationFile[]>;
  readonly #namesByFolder: ReadonlyMap<string, readonly TransformationFile[]>;

  constructor(folders: readonly string[], all: readonly TransformationFile[]) {
    this.folders = folders;
    this.all = all;
    this.#byPlace = Map.groupBy(all, (file) => `${file.folder}/${file.name}`);
    this.#byName = Map.groupBy(all, (file) => file.name);
    this.#namesByFolder = Map.groupBy(all, (file) => file.folder);
  }

  /** The files of a table: one, if all is well. */
  of(layer: Layer, name: string): readonly TransformationFile[] {
    return this.#byPlace.get(`${layer}/${name}`) ?? [];
  }

  /** Files of this name in any folder. */
  named(name: string): readonly TransformationFile[] {
    return this.#byName.get(name) ?? [];
  }

  inLayer(layer: Layer): readonly TransformationFile[] {
    return this.#namesByFolder.get(layer) ?? [];
  }

  /** Where the file of a table should be. */
  expectedPath(layer: Layer, name: string, extension: Extension = '.sql'): string {
    return `${this.folders[0] ?? usualFolders[0]}/${layer}/${name}${extension}`;
  }
}

/** Lists the transformation files: one directory listing per folder, nothing per table. */
export function discover(root: string, configured: string | undefined): TransformationFiles {
  const candidates = configured === undefined ? usualFolders : [configured];
  const folders: string[] = [];
  const files: TransformationFile[] = [];
  for (const candidate of candidates) {
    const base = shownPath(root, candidate);
    const found = list(root, base, '');
    if (found === undefined) continue;
    folders.push(base);
    files.push(...found);
  }
  return new TransformationFiles(folders, files);
}

/** @returns undefined when there is no such folder. */
function list(root: string, base: string, folder: string): TransformationFile[] | undefined {
  const directory = resolve(root, base, folder);
  let entries: Dirent[];
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch {
    return undefined;
  }
  const files: TransformationFile[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    if (isFolder(entry, directory)) {
      if (entry.name === '__pycache__' || entry.name === 'node_modules') continue;
      files.push(...(list(root, base, folder === '' ? entry.name : `${folder}/${entry.name}`) ?? []));
      continue;
    }
    const extension = extensions.find((end) => entry.name.endsWith(end));
    if (extension === undefined || isNoTransformation(entry.name)) continue;
    files.push({
      path: [base, folder, entry.name].filter((part) => part !== '').join('/'),
      name: entry.name.slice(0, -extension.length),
      extension,
      folder,
    });
  }
  const rank = (file: TransformationFile): number => extensions.indexOf(file.extension);
  return files.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : rank(a) - rank(b)));
}

function isFolder(entry: Dirent, directory: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return statSync(join(directory, entry.name), { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isNoTransformation(name: string): boolean {
  return (
    name === '__init__.py' ||
    name.startsWith('README') ||
    name.endsWith('.test.ts') ||
    name.endsWith('.d.ts') ||
    name === 'conftest.py' ||
    /^test_.*\.py$/.test(name)
  );
}
