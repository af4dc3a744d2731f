import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { type GeneratedFile, readHeader, withHeader } from './header.ts';
import { unwritableFile } from './problems.ts';

/**
 * `edited`: a person wrote or changed what stands there. `gone`: the command made it once, and makes it no
 * longer.
 */
export type FileStatus = 'new' | 'changed' | 'same' | 'edited' | 'gone';

export interface PlannedFile {
  /** From the project's root, with `/`. */
  readonly path: string;
  readonly status: FileStatus;
  /** What is to stand there, header included; undefined when nothing is. */
  readonly text: string | undefined;
  /** What stands there. */
  readonly before: string | undefined;
  /** Whether the file there was made by another command, or by a person from the first line on. */
  readonly foreign: boolean;
}

/** What a command would do to its files. */
export interface FilePlan {
  readonly root: string;
  readonly command: string;
  /** In order of paths. */
  readonly files: readonly PlannedFile[];
}

export interface PlanOptions {
  /** Who writes, without the product's name: `bundle`, `ci github`. */
  readonly command: string;
  /** Folders, from the root, that are searched to the bottom for files of this command that are `gone`. */
  readonly folders?: readonly string[];
  /** Whether only the folders themselves are searched, as where they are not ours alone. */
  readonly shallow?: boolean;
}

/**
 * Compares what a command wants to write with what is there. Writes nothing.
 *
 * @throws HeadraceError when a file cannot be read.
 */
export async function planFiles(
  root: string,
  files: readonly GeneratedFile[],
  { command, folders = [], shallow = false }: PlanOptions,
): Promise<FilePlan> {
  const wanted = new Map(files.map((file) => [file.path, withHeader(file, command)]));
  const old = (await Promise.all(folders.map((folder) => filesIn(root, folder, !shallow)))).flat();
  const planned = await Promise.all([
    ...[...wanted].map(([path, text]) => planWanted(root, path, text, command)),
    ...old.filter((path) => !wanted.has(path)).map((path) => planOld(root, path, command)),
  ]);
  const all = planned.flat().sort((a, b) => (a.path < b.path ? -1 : 1));
  return { root, command, files: all };
}

async function planWanted(root: string, path: string, text: string, command: string): Promise<PlannedFile> {
  const before = await textOf(root, path);
  if (before === undefined) return { path, status: 'new', text, before, foreign: false };
  const header = readHeader(before);
  const foreign = header?.command !== command;
  if (foreign || !header.intact) return { path, status: 'edited', text, before, foreign };
  const same = before.replaceAll('\r\n', '\n') === text;
  return { path, status: same ? 'same' : 'changed', text, before, foreign };
}

/** Files without our header are none of this command's business. */
async function planOld(root: string, path: string, command: string): Promise<PlannedFile[]> {
  const before = await textOf(root, path);
  const header = before === undefined ? undefined : readHeader(before);
  if (header?.command !== command) return [];
  const status = header.intact ? 'gone' : 'edited';
  return [{ path, status, text: undefined, before, foreign: false }];
}

async function filesIn(root: string, folder: string, recursive: boolean): Promise<string[]> {
  const found = await readdir(join(root, folder), { withFileTypes: true, recursive }).catch((error) => {
    if (isMissing(error)) return [];
    throw unreadable(folder, error);
  });
  return found
    .filter((entry) => entry.isFile() && /\.(?:ya?ml|sql|py|sh)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

async function textOf(root: string, path: string): Promise<string | undefined> {
  try {
    return await readFile(join(root, path), 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw unreadable(path, error);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function unreadable(file: string, error: unknown): HeadraceError {
  const reason = reasonOf(error);
  return new HeadraceError(unwritableFile({ file, reason }), { exitCode: exitCode.failed, cause: error });
}

export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'EISDIR' || code === 'EEXIST') return 'a folder or file is in its way';
  if (code === 'ENOSPC') return 'no space left on the disk';
  return error.message;
}
