import { contentHash, crashPoint, exitCode, HeadraceError } from '../../kernel/index.ts';
import { refreshIndex, restoreAfterLoad, swapAlias, tuneForLoad } from '../../search/elasticsearch/index.ts';
import { indexInTheWay } from '../problems.ts';
import { deadLetterPath } from '../record/recorded-load.ts';
import type { ReachedSides } from '../sync/open-sync.ts';
import { syncKey, syncOnce } from '../sync/sync.ts';
import { openElasticsearchTarget } from '../target/elasticsearch-target.ts';
import type { IndexTarget } from '../target/index-target.ts';
import { type MadeEqual, makeEqual } from '../verify/make-equal.ts';
import type { ClusterReindex } from './cluster.ts';
import type { ReindexStep } from './events.ts';
import { markComplete, markReplaced, readMarks, withBuildMark } from './marks.ts';
import { forgetStates } from './old-indexes.ts';
import { checkSample } from './sample.ts';

interface Built {
  readonly repaired: number;
  readonly removed: number;
  readonly dead: number;
  readonly sampled: number;
}

/** Changes with whatever makes an unfinished index useless: mapping, table, how rows become documents. */
export function identityOf({ source, body }: Pick<ReachedSides, 'source' | 'body'>): string {
  return contentHash([source.name, source.description, source.mappingHash, body()]);
}

/** Builds the next index, sees that it is equal to the table, and moves the alias to it. */
export async function buildBeside(
  work: ClusterReindex,
  { live, next, resume }: { readonly live: string; readonly next: string; readonly resume: boolean },
): Promise<Built> {
  const { request, sides, settings, cluster, states, signal, clock } = work;
  const { source, names } = sides;
  const { alias } = names;
  // An index that had this name once may have left states that say it is full.
  if (!resume) await forgetStates(states, next);
  const target = await openNext(work, live, next);
  crashPoint('reindex:created');
  let built: Built;
  try {
    await tuneForLoad(cluster, next, clock);
    const state = await target.states.read(syncKey(source, target));
    if (state?.finishedAt === undefined) await pass(work, target, 'load');
    crashPoint('reindex:loaded');
    if (source.tellsChanges) await pass(work, target, 'catch up');
    const { written, deleted, dead } = await equalise(work, target, 'compare', 3);
    step(work, 'sample', next);
    const sampled = await checkSample({
      ...{ cluster, physical: next, source, size: request.sample, signal },
      seed: clock.now() % 1_000_000,
    });
    built = { repaired: written, removed: deleted, dead, sampled };
  } catch (error) {
    await restoreAfterLoad(cluster, next, clock).catch(() => {});
    throw error;
  }
  await restoreAfterLoad(cluster, next, clock);
  await refreshIndex(cluster, next, signal);
  signal.throwIfAborted();
  crashPoint('reindex:before-swap');
  step(work, 'swap', next);
  await swapAlias(cluster, alias, live, next, signal);
  crashPoint('reindex:after-swap');
  return built;

  async function openNext(from: ClusterReindex, replaces: string, physical: string): Promise<IndexTarget> {
    const mark = { alias, from: replaces, identity: identityOf(sides) };
    const opened = await openElasticsearchTarget(
      from.cluster,
      {
        ...{ alias: undefined, physical, exactly: false, dryRun: false },
        leaseMs: settings.limits.leaseMs,
        body: async () => withBuildMark(sides.body(), mark),
        // It is as it should be, but for what `tuneForLoad` has changed.
        onWarning: () => {},
      },
      signal,
    );
    const { building } = await readMarks(from.cluster, physical, signal);
    if (building?.identity !== mark.identity)
      throw new HeadraceError(indexInTheWay({ index: physical, alias }), { exitCode: exitCode.usage });
    return { ...opened, alias };
  }
}

/** What is to be done once the alias has moved: what went to the old index meanwhile, and the marks. */
export async function completeAfterSwap(
  work: ClusterReindex,
  physical: string,
): Promise<{ readonly repaired: number; readonly removed: number; readonly dead: number }> {
  const { sides, cluster, settings, signal } = work;
  const { source, names, onWarning } = sides;
  const { building } = await readMarks(cluster, physical, signal);
  const target = await openElasticsearchTarget(
    cluster,
    {
      ...{ alias: names.alias, physical, exactly: false, dryRun: false, onWarning },
      leaseMs: settings.limits.leaseMs,
      body: async () => sides.body(),
    },
    signal,
  );
  const { written, deleted, dead } = await unlessSynced(work, physical, async () => {
    if (source.tellsChanges) await pass(work, target, 'catch up after swap');
    return equalise(work, target, 'catch up after swap', 1);
  });
  if (building !== undefined) await markReplaced(cluster, building.from, physical, signal).catch(unlessGone);
  await markComplete(cluster, physical, signal);
  return { repaired: written, removed: deleted, dead };
}

/** A sync that is already at work on the new index does the same. */
async function unlessSynced(
  work: ClusterReindex,
  physical: string,
  catchUp: () => Promise<MadeEqual>,
): Promise<MadeEqual> {
  try {
    return await catchUp();
  } catch (error) {
    const locked = error instanceof HeadraceError && error.exitCode === exitCode.locked;
    if (!locked || work.signal.aborted) throw error;
    step(work, 'sync catches up', physical);
    return { written: 0, deleted: 0, dead: 0 };
  }
}

async function pass(work: ClusterReindex, target: IndexTarget, name: ReindexStep): Promise<void> {
  const { request, sides, settings, signal, clock } = work;
  const { root, deadLetters, onEvent } = request;
  step(work, name, target.physical);
  const options = { root, deadLetters, onEvent, signal, full: false, restart: false };
  await syncOnce(options, { source: sides.source, target }, settings, undefined, clock);
}

async function equalise(
  work: ClusterReindex,
  target: IndexTarget,
  name: ReindexStep,
  rounds: number,
): Promise<MadeEqual> {
  const { request, sides, settings, owner, signal, clock } = work;
  const { root, deadLetters, onEvent, settleMs, acceptDeadLetters } = request;
  const { source } = sides;
  if (name === 'compare' || !source.tellsChanges) step(work, name, target.physical);
  const key = syncKey(source, target);
  return makeEqual({
    ...{ source, target, settings, owner, signal, clock, settleMs, rounds },
    // The alias has moved: it is too late to refuse.
    acceptDeadLetters: acceptDeadLetters || name === 'catch up after swap',
    deadLetters: deadLetterPath({ root, deadLetters, target, key }),
    onStep: (comparing, differences) =>
      onEvent({ type: 'verify_progress', at: clock.now(), step: comparing, differences }),
  });
}

function step({ request, clock }: ClusterReindex, name: ReindexStep, index: string): void {
  request.onEvent({ type: 'reindex_step', at: clock.now(), step: name, index });
}

/** Somebody has deleted the old index already. */
function unlessGone(error: unknown): void {
  if (!(error instanceof HeadraceError) || error.problems[0]?.code !== 'HR-ELASTIC-014') throw error;
}
