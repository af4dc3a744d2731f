import { readFile, realpath } from 'node:fs/promises';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { catalogMoved } from './problems.ts';

/**
 * The catalog names tables by their whole paths. After a copy they are those of the original, which a run
 * would write to; after a move they are nowhere.
 *
 * @throws HeadraceError when the settings that a server left in its folder are for another one.
 */
export async function refuseMovedCatalog(folder: string, settingsFile: string): Promise<void> {
  const written = await readFile(settingsFile, 'utf8').catch(() => '');
  const before = /^spark\.sql\.warehouse\.dir (.*)\/warehouse$/m.exec(written)?.[1]?.replaceAll('\\\\', '\\');
  if (before === undefined || before === folder || (await samePlace(before, folder))) return;
  throw new HeadraceError(catalogMoved({ folder, before }), { exitCode: exitCode.usage });
}

/** Whether two paths lead to one place, through symbolic links. */
async function samePlace(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all(
    [one, other].map((path) => realpath(path).catch(() => undefined)),
  );
  return first !== undefined && first === second;
}
