import { type Clock, usageError } from '../../kernel/index.ts';
import {
  applyInPlace,
  compareMapping,
  countDocuments,
  type ElasticsearchConnection,
  type ElasticsearchStateStore,
  listPhysical,
  lookBehindAlias,
  nextPhysicalName,
  openHashRanges,
  readIndex,
  restoreAfterLoad,
  writeIndexOf,
} from '../../search/elasticsearch/index.ts';
import { aliasShared, noIndexYet } from '../problems.ts';
import type { LoaderSettings } from '../settings/settings.ts';
import type { ReachedSides } from '../sync/open-sync.ts';
import { refuseOtherLoads } from '../verify/other-loads.ts';
import { buildBeside, completeAfterSwap, identityOf } from './build-beside.ts';
import type { ReindexPlan, ReindexReport } from './events.ts';
import { readMarks } from './marks.ts';
import { deleteWithStates, listOld } from './old-indexes.ts';
import type { ReindexRequest } from './reindex.ts';

export interface ClusterReindex {
  readonly request: ReindexRequest;
  readonly sides: ReachedSides;
  readonly settings: LoaderSettings;
  readonly cluster: ElasticsearchConnection;
  readonly states: ElasticsearchStateStore;
  /** Says who we are, to others who want a lease. */
  readonly owner: string;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** See `runReindex`; everything that concerns Elasticsearch. */
export async function reindexCluster(
  work: ClusterReindex,
): Promise<Omit<ReindexReport, 'durationMs' | 'dryRun'>> {
  const { request, cluster, signal, clock, sides } = work;
  const plan = await makePlan(work);
  const { alias, live, how } = plan;
  request.onEvent({ type: 'reindex_plan', at: clock.now(), ...plan });
  const nothing = { repaired: 0, removed: 0, dead: 0, sampled: 0, documents: undefined, deleted: [] };
  if (request.dryRun)
    return { ...{ alias, live, how }, ...nothing, old: await listOld(cluster, live, signal) };
  if (plan.next !== undefined && !request.force) {
    const image = { states: work.states, source: sides.source.name, physical: live, alias };
    await refuseOtherLoads(image, 'reindex');
  }
  for (const physical of plan.abandoned) await deleteWithStates(cluster, work.states, physical, signal);
  if (how === 'in place') await applyInPlace(cluster, live, sides.body(), plan.differences, signal);
  const built = await build(work, plan);
  const now = plan.next ?? live;
  const deleted = await deleteOld(work, now);
  return {
    ...{ alias, live: now, how },
    ...nothing,
    ...built,
    documents: await countDocuments(cluster, now, signal),
    old: await listOld(cluster, now, signal),
    deleted,
  };
}

async function build(
  work: ClusterReindex,
  { live, next, how }: ReindexPlan,
): Promise<Partial<Pick<ReindexReport, 'repaired' | 'removed' | 'dead' | 'sampled'>>> {
  if (how === 'swapped') return completeAfterSwap(work, live);
  if (next === undefined) return {};
  const before = await buildBeside(work, { live, next, resume: how === 'resume' });
  const after = await completeAfterSwap(work, next);
  return {
    ...before,
    repaired: before.repaired + after.repaired,
    removed: before.removed + after.removed,
  };
}

async function makePlan(work: ClusterReindex): Promise<ReindexPlan> {
  const { request, sides, cluster, signal } = work;
  const { alias, physical, physicalGiven } = sides.names;
  const behind = await lookBehindAlias(cluster, alias, signal);
  if (behind === undefined) throw usageError(noIndexYet({ alias }));
  const live = writeIndexOf(alias, behind, cluster.peer.cluster);
  if (behind.indexes.length > 1) throw usageError(aliasShared({ alias, indexes: behind.indexes }));
  // A load that was killed may have left it without refresh and replicas, whatever it is now.
  if (!request.dryRun) await restoreAfterLoad(cluster, live);
  const [body, now, marks] = [
    sides.body(),
    await readIndex(cluster, live, signal),
    await readMarks(cluster, live, signal),
  ];
  const differences = compareMapping(body, now);
  const about = { alias, live, differences, unstamped: await countUnstamped(cluster, live) };
  if (marks.building !== undefined) return { ...about, how: 'swapped', next: undefined, abandoned: [] };
  const family = await listPhysical(cluster, live, signal);
  const wanted = physicalGiven && physical !== live ? physical : undefined;
  const candidates = new Set([...family, ...(wanted === undefined ? [] : [wanted])]);
  const { fit, abandoned } = await findUnfinished(work, [...candidates], live);
  if (request.inPlace) {
    const next = undefined;
    return { ...about, how: differences.length > 0 ? 'in place' : 'nothing', next, abandoned: [] };
  }
  if (fit !== undefined) return { ...about, how: 'resume', next: fit, abandoned };
  if (differences.length === 0 && !request.force)
    return { ...about, how: 'nothing', next: undefined, abandoned };
  const taken = family.filter((name) => !abandoned.includes(name));
  return { ...about, how: 'new', next: wanted ?? nextPhysicalName(live, taken), abandoned };
}

/** What an earlier reindex has begun for this alias: one that fits what is wanted now, and others. */
async function findUnfinished(
  { cluster, sides, signal }: ClusterReindex,
  family: readonly string[],
  live: string,
): Promise<{ readonly fit: string | undefined; readonly abandoned: readonly string[] }> {
  const unfinished: { readonly name: string; readonly fits: boolean }[] = [];
  for (const name of family) {
    if (name === live || !(await exists(cluster, name, signal))) continue;
    const { building } = await readMarks(cluster, name, signal);
    if (building?.alias !== sides.names.alias) continue;
    unfinished.push({ name, fits: building.from === live && building.identity === identityOf(sides) });
  }
  const fit = unfinished.findLast(({ fits }) => fits)?.name;
  return { fit, abandoned: unfinished.map(({ name }) => name).filter((name) => name !== fit) };
}

async function countUnstamped(cluster: ElasticsearchConnection, live: string): Promise<number> {
  const index = await openHashRanges(cluster, live);
  try {
    return await index.countUnstamped();
  } finally {
    await index.close();
  }
}

async function exists(
  cluster: ElasticsearchConnection,
  physical: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { status } = await cluster.send({ method: 'HEAD', path: `/${encodeURIComponent(physical)}` }, signal);
  return status < 400;
}

async function deleteOld(work: ClusterReindex, live: string): Promise<string[]> {
  const { request, cluster, states, signal } = work;
  if (request.deleteOld === undefined) return [];
  const old = (await listOld(cluster, live, signal)).filter(({ aliases }) => aliases.length === 0);
  if (old.length === 0 || !(await request.deleteOld(old))) return [];
  for (const { name } of old) await deleteWithStates(cluster, states, name, signal);
  return old.map(({ name }) => name);
}
