import { HeadraceError, hasErrors, type Problem } from '../../../kernel/index.ts';

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** In a few words. */
  readonly found: string;
  /** What is wrong with it, each with its remedy; a check with warnings only is ok. */
  readonly problems: readonly Problem[];
}

export function check(name: string, found: string, problems: readonly Problem[] = []): Check {
  return { name, ok: !hasErrors(problems), found, problems };
}

/** Does a check; where the workspace refuses to answer, that is what is wrong. */
export async function guarded(name: string, look: () => Promise<Check | readonly Check[]>): Promise<Check[]> {
  try {
    return [await look()].flat();
  } catch (error) {
    if (!(error instanceof HeadraceError)) throw error;
    return [check(name, 'could not be looked at', error.problems)];
  }
}
