import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { badDeleteLimit, tooManyDeletes } from '../problems.ts';
import type { IndexTarget, SeenKey } from '../target/index-target.ts';
import { compare } from '../verify/compare.ts';
import type { SyncSource } from './sync-source.ts';

/** How many documents may be deleted at most: a share of the index, or a number. */
export type DeleteLimit = { readonly share: number } | { readonly documents: number };

/** Reads `10%` or `500`. @throws HeadraceError (exit code 2) for anything else. */
export function readDeleteLimit(text: string): DeleteLimit {
  const [, number = '', percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text.trim()) ?? [];
  const value = Number(number);
  if (percent && number !== '' && value <= 100) return { share: value / 100 };
  if (!percent && /^\d+$/.test(number)) return { documents: value };
  throw new HeadraceError(badDeleteLimit({ text }), { exitCode: exitCode.usage });
}

/**
 * Deletes the documents whose rows are gone. Marking is comparing: an index document that the table does
 * not have is asked for once more, by its key, before it goes; and it goes only as it was seen.
 *
 * @returns how many were deleted.
 * @throws HeadraceError when there are more than the limit allows; nothing is deleted then.
 */
export async function sweepDeletes(sweep: {
  readonly source: SyncSource;
  readonly target: IndexTarget;
  readonly limit: DeleteLimit;
  readonly signal: AbortSignal;
}): Promise<number> {
  const { source, target, limit, signal } = sweep;
  const index = await target.stamps();
  try {
    const gone: SeenKey[] = [];
    for await (const { extra } of compare(source.stamps(signal), index)) {
      const there = await source.existing(extra.map(({ key }) => key));
      gone.push(...extra.filter(({ key }) => !there.has(key)));
    }
    const documents = (await index.sums()).count.reduce((sum, count) => sum + count, 0);
    const allowed = deletesAllowed(limit, documents);
    if (gone.length > allowed) throw refuseDeletes(limit, { wanted: gone.length, allowed, documents });
    const outcomes = await target.delete(gone, signal);
    await target.refresh(signal);
    return outcomes.filter(({ kind }) => kind === 'stored').length;
  } finally {
    await index.close();
  }
}

/** @param documents in the index. */
export function deletesAllowed(limit: DeleteLimit, documents: number): number {
  return 'share' in limit ? Math.floor(documents * limit.share) : limit.documents;
}

export function refuseDeletes(
  limit: DeleteLimit,
  numbers: { readonly wanted: number; readonly allowed: number; readonly documents: number },
): HeadraceError {
  const given = 'share' in limit ? `${limit.share * 100}%` : String(limit.documents);
  return new HeadraceError(tooManyDeletes({ ...numbers, given }));
}
