import { type Clock, HeadraceError } from '../../kernel/index.ts';
import { deadLetterPath } from '../record/recorded-load.ts';
import type { LoaderSettings } from '../settings/settings.ts';
import type { ReachedSides } from '../sync/open-sync.ts';
import { syncKey, syncOnce } from '../sync/sync.ts';
import type { IndexTarget } from '../target/index-target.ts';
import { requireIndex } from '../target/no-index.ts';
import { openSqliteTarget } from '../target/sqlite-target.ts';
import { makeEqual } from '../verify/make-equal.ts';
import { refuseOtherLoads } from '../verify/other-loads.ts';
import type { ReindexReport } from './events.ts';
import type { ReindexRequest } from './reindex.ts';

/** HR-SEARCH-042: an index that was made with other fields. */
const shapeChanged = 'HR-SEARCH-042';

/**
 * Builds an embedded index anew, in its place: it is emptied in one step, and fills up while it is
 * searched. What an earlier try has left is gone on with.
 */
export async function reindexEmbedded(work: {
  readonly request: ReindexRequest;
  readonly sides: ReachedSides;
  readonly settings: LoaderSettings;
  readonly owner: string;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}): Promise<Omit<ReindexReport, 'durationMs' | 'dryRun'>> {
  const { request, settings, owner, signal, clock } = work;
  const { names, source, fields } = work.sides;
  const { root, onEvent, deadLetters, dryRun } = request;
  const { alias, key, config } = names;
  const wanted = { root, name: alias, key, fields, config };
  const looked = await openSqliteTarget({ ...wanted, dryRun: true });
  await requireIndex(looked);
  const { changed, unfinished } = await standing(
    () => openSqliteTarget(wanted),
    looked,
    syncKey(source, looked),
  );
  const resumes = unfinished && !changed;
  const how = resumes ? 'resume' : changed || request.force ? 'rebuild' : 'nothing';
  const plan = { alias, live: alias, how, differences: [], unstamped: 0 } as const;
  onEvent({ type: 'reindex_plan', at: clock.now(), ...plan, next: undefined, abandoned: [] });
  const nothing = {
    repaired: 0,
    removed: 0,
    dead: 0,
    sampled: 0,
    documents: undefined,
    old: [],
    deleted: [],
  };
  if (how === 'nothing' || dryRun) return { ...plan, ...nothing };
  if (!request.force) {
    const image = { states: looked.states, source: source.name, physical: alias, alias: undefined };
    await refuseOtherLoads(image, 'reindex');
  }
  const target = await openSqliteTarget({ ...wanted, recreate: !resumes });
  try {
    const step = (name: 'load' | 'compare'): void =>
      onEvent({ type: 'reindex_step', at: clock.now(), step: name, index: alias });
    step('load');
    const pass = { root, deadLetters, signal, onEvent, full: false, restart: false };
    await syncOnce(pass, { source, target }, settings, undefined, clock);
    step('compare');
    const { written, deleted, dead } = await makeEqual({
      ...{ source, target, settings, owner, signal, clock, settleMs: request.settleMs, rounds: 3 },
      deadLetters: deadLetterPath({ root, deadLetters, target, key: syncKey(source, target) }),
      // There is no other index that would still have them.
      acceptDeadLetters: true,
    });
    return { ...plan, ...nothing, repaired: written, removed: deleted, dead };
  } finally {
    await target.close();
  }
}

/** Whether its fields are no longer those that are wanted, and whether a load into it was interrupted. */
async function standing(
  open: () => Promise<IndexTarget>,
  looked: IndexTarget,
  key: string,
): Promise<{ readonly changed: boolean; readonly unfinished: boolean }> {
  const state = await looked.states.read(key);
  const unfinished = state !== undefined && state.finishedAt === undefined;
  try {
    await (await open()).close();
    return { changed: false, unfinished };
  } catch (error) {
    if (!(error instanceof HeadraceError) || error.problems[0]?.code !== shapeChanged) throw error;
    return { changed: true, unfinished };
  }
}
