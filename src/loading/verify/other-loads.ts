import { exitCode, HeadraceError } from '../../kernel/index.ts';
import type { LoadStateStore } from '../../load/index.ts';
import { otherLoadsWrite } from '../problems.ts';

/** An index, and the table that it is taken for the image of. */
export interface Image {
  readonly states: LoadStateStore;
  readonly source: string;
  readonly physical: string;
  readonly alias: string | undefined;
}

/**
 * Refuses to make an index equal to one table when others are loaded into it as well: their records would be
 * deleted, or be missing in a new index.
 *
 * @throws HeadraceError (exit code 2) that names them.
 */
export async function refuseOtherLoads(image: Image, doing: 'repair' | 'reindex'): Promise<void> {
  const others = await otherLoads(image);
  if (others.length === 0) return;
  const problem = otherLoadsWrite({ index: image.alias ?? image.physical, others, doing });
  throw new HeadraceError(problem, { exitCode: exitCode.usage });
}

/** What else was ever loaded into the index, as far as states tell. */
async function otherLoads({ states, source, physical, alias }: Image): Promise<string[]> {
  const keys = (await states.list()).map(({ key }) => key);
  const here = keys.filter((key) =>
    [physical, alias].some((name) => name !== undefined && key.includes(` -> ${name} `)),
  );
  const names = here.map((key) => key.slice(0, key.indexOf(' -> ')));
  return [...new Set(names)].filter((name) => name !== `sync ${source}`);
}
