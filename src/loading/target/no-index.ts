import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { noIndexYet } from '../problems.ts';
import type { IndexTarget, StampedIndex } from './index-target.ts';

/** What backends say of an index that is not there. */
const missing = new Set(['HR-SEARCH-001', 'HR-SEARCH-002', 'HR-ELASTIC-014']);

/** @throws HeadraceError (exit code 2) where there is no index yet; nothing is made then. */
export async function requireIndex(target: IndexTarget): Promise<void> {
  let index: StampedIndex;
  try {
    index = await target.stamps();
  } catch (error) {
    if (!(error instanceof HeadraceError) || !missing.has(error.problems[0]?.code ?? '')) throw error;
    const problem = noIndexYet({ alias: target.alias ?? target.physical });
    throw new HeadraceError(problem, { exitCode: exitCode.usage, cause: error });
  }
  await index.close();
}
