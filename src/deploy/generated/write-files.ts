import { mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exitCode, HeadraceError, type Problem } from '../../kernel/index.ts';
import { type FilePlan, type PlannedFile, reasonOf } from './plan-files.ts';
import { editedFile, foreignFile, unwritableFile } from './problems.ts';

/** Why a plan cannot be written without force: a problem for each file that a person changed. */
export function editProblems({ command, files }: FilePlan): Problem[] {
  return files
    .filter(({ status }) => status === 'edited')
    .map(({ path, foreign }) => (foreign ? foreignFile : editedFile)({ file: path, command }));
}

/**
 * Does what a plan says: writes what is new or changed, removes what is gone. Each file is replaced in one
 * step, so whoever reads it sees the old one or the new one.
 *
 * @throws HeadraceError before anything is written, when a person changed one of the files and `force` is not
 *   set (exit code 2); or when a file cannot be written.
 */
export async function writeFiles(plan: FilePlan, { force = false } = {}): Promise<void> {
  const edited = editProblems(plan);
  if (edited.length > 0 && !force) throw new HeadraceError(edited, { exitCode: exitCode.usage });
  for (const file of plan.files) {
    if (file.status !== 'same') await settle(plan.root, file);
  }
}

async function settle(root: string, { path, text }: PlannedFile): Promise<void> {
  const target = join(root, path);
  const draft = `${target}.${process.pid}.tmp`;
  try {
    if (text === undefined) {
      await rm(target, { force: true });
      await removeEmptyFolders(root, dirname(target));
      return;
    }
    await mkdir(dirname(target), { recursive: true });
    await writeFile(draft, text);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    const problem = unwritableFile({ file: path, reason: reasonOf(error) });
    throw new HeadraceError(problem, { exitCode: exitCode.failed, cause: error });
  }
}

/** `rmdir` refuses a folder that holds anything, which is what ends this. */
async function removeEmptyFolders(root: string, folder: string): Promise<void> {
  if (folder.length <= root.length) return;
  const removed = await rmdir(folder).then(
    () => true,
    () => false,
  );
  if (removed) await removeEmptyFolders(root, dirname(folder));
}
