import { hostname } from 'node:os';
import {
  type Clock,
  contentHash,
  type ExitCode,
  exitCode,
  HeadraceError,
  systemClock,
} from '../../kernel/index.ts';
import type { LoadState } from '../../load/index.ts';
import type { Project } from '../../project/index.ts';
import { interruptible } from '../interruptible.ts';
import { followNeedsTime, indexMadeAnew } from '../problems.ts';
import type { LoadingEvent, LoadingReport } from '../record/events.ts';
import { beforeLoad, type LoadMode, recordedLoad } from '../record/recorded-load.ts';
import { type LoaderSettings, resolveSettings } from '../settings/settings.ts';
import type { IndexTarget } from '../target/index-target.ts';
import { type DeleteLimit, readDeleteLimit, sweepDeletes } from './deletes.ts';
import { FollowMemory } from './follow-memory.ts';
import { openSyncSides, type SyncSides } from './open-sync.ts';
import type { SideRequest } from './side-request.ts';
import type { SyncSource } from './sync-source.ts';

export interface SyncRequest extends SideRequest {
  readonly read: 'auto' | 'pages' | 'copy';
  /** Read every row, also where only changes would do. */
  readonly full: boolean;
  /** Forget how far an interrupted sync came. */
  readonly restart: boolean;
  /** Poll again after this long, until the signal. */
  readonly followMs?: number | undefined;
  /** Delete documents whose rows are gone, but no more than this. */
  readonly deletes?: { readonly max: string } | undefined;
  readonly dryRun: boolean;
  readonly onEvent: (event: LoadingEvent) => void;
  readonly clock?: Clock;
}

/**
 * Streams a table into an index: all of it the first time, later what changed, from where an
 * interrupted sync stopped. With `followMs` it never returns by itself.
 *
 * @throws HeadraceError: 2 for what makes no sense, 4 while another sync is at it, 5 where a side is out
 * of reach, 130 when interrupted; it can be run again after all of them.
 */
export async function runSync(request: SyncRequest): Promise<LoadingReport> {
  const { clock = systemClock } = request;
  const settings = syncSettings(request);
  const limit = request.deletes && readDeleteLimit(request.deletes.max);
  return interruptible(request.signal, () => runPasses(request, settings, limit, clock));
}

async function runPasses(
  request: SyncRequest,
  settings: LoaderSettings,
  limit: DeleteLimit | undefined,
  clock: Clock,
): Promise<LoadingReport> {
  let report = await runPass(request, settings, limit, clock);
  // Both ends are looked up for every pass: the alias may have moved. Warnings were given once.
  const onEvent = (event: LoadingEvent): void => {
    if (event.type !== 'load_warning') request.onEvent(event);
  };
  const next = { ...request, full: false, restart: false, onEvent, memory: new FollowMemory() };
  while (request.followMs !== undefined && !request.dryRun) {
    await clock.sleep(request.followMs, request.signal);
    if (request.signal.aborted) break;
    report = await whenPossible(request, clock, () => runPass(next, settings, limit, clock));
  }
  return report;
}

async function runPass(
  request: SyncRequest & PassRequest,
  settings: LoaderSettings,
  limit: DeleteLimit | undefined,
  clock: Clock,
): Promise<LoadingReport> {
  const sides = await openSyncSides(request, settings);
  try {
    if (request.followMs !== undefined && !sides.source.tellsChanges) {
      throw new HeadraceError(followNeedsTime({}), { exitCode: exitCode.usage });
    }
    if (request.dryRun) return await describeSync(request, sides);
    return await syncOnce(request, sides, settings, limit, clock);
  } finally {
    await sides.close();
  }
}

/** Who follows stays, whatever restarts: a side out of reach, or held by another command, is waited for. */
async function whenPossible<T>(
  { followMs = 0, signal, onEvent }: SyncRequest,
  clock: Clock,
  run: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      const passing: readonly ExitCode[] = [exitCode.unreachable, exitCode.locked];
      if (!(error instanceof HeadraceError) || !passing.includes(error.exitCode) || signal.aborted)
        throw error;
      const [problem] = error.problems;
      onEvent({ type: 'load_waiting', at: clock.now(), id: 'follow', reason: problem?.message ?? '' });
      await clock.sleep(Math.min(30_000, Math.max(followMs, 250) * 2 ** Math.min(attempt - 1, 10)), signal);
      signal.throwIfAborted();
    }
  }
}

/** @throws HeadraceError (exit code 2) for values that make no sense. */
export function syncSettings({
  flags,
  env,
  project,
  index,
}: Pick<SyncRequest, 'flags' | 'env' | 'project' | 'index'>): LoaderSettings {
  const config = project?.indexes.get(index ?? '')?.sync;
  return resolveSettings({ flags, env, config: config?.settings ?? onlySync(project)?.settings ?? {} });
}

/** The only `sync:` of a project, when none was named. */
function onlySync(
  project: Project | undefined,
): { readonly settings: Readonly<Record<string, string>> } | undefined {
  const syncs = [...(project?.indexes.values() ?? [])].flatMap(({ sync }) => sync ?? []);
  return syncs.length === 1 ? syncs[0] : undefined;
}

interface Pass {
  readonly mode: LoadMode;
  /** Absent: every row. */
  readonly since: string | undefined;
  /** What the next incremental pass starts from, once this one is finished. */
  readonly moment: string;
}

type PassRequest = Pick<SyncRequest, 'root' | 'full' | 'restart' | 'deadLetters' | 'signal' | 'onEvent'> & {
  /** Of a sync that follows. */
  readonly memory?: FollowMemory;
};

/** One pass: from where an interrupted one stopped, over what changed, or over everything. */
export async function syncOnce(
  request: PassRequest,
  { source, target }: Pick<SyncSides, 'source' | 'target'>,
  settings: LoaderSettings,
  limit: DeleteLimit | undefined,
  clock: Clock,
): Promise<LoadingReport> {
  const { root, signal, onEvent, deadLetters } = request;
  const key = syncKey(source, target);
  const owner = `headrace sync, process ${process.pid} on ${hostname()}`;
  const session = await target.states.open(key, owner);
  const { mode, since, moment, records } = await beforeLoad(session, async () => {
    const { previous } = session;
    // What was written to an index that was deleted since went with it.
    const anew = previous !== undefined && previous.details.index !== target.incarnation;
    if (anew) {
      const problem = indexMadeAnew({ index: target.physical });
      onEvent({ type: 'load_warning', at: clock.now(), id: key, problem });
    }
    const pass = await choosePass(request, source, anew ? undefined : previous);
    const { since } = pass;
    return { ...pass, records: await (since === undefined ? source.all() : source.changesSince(since)) };
  });
  const memory = mode === 'incremental' ? request.memory : undefined;
  const report = await recordedLoad({
    kind: 'sync',
    ...{ root, target, key, session, mode, settings, deadLetters, signal, onEvent, clock },
    sourceName: source.name,
    sourceConfig: source.description,
    source: memory?.withoutSettled(records) ?? records,
    silentWhenEmpty: request.memory !== undefined,
    expected: since === undefined ? source.expected : undefined,
    details: { since, moment, index: target.incarnation },
    afterwards: limit && (() => sweepDeletes({ source, target, limit, signal })),
  });
  memory?.finish();
  return report;
}

/** What there is to do: go on, read what changed, or read everything. */
async function choosePass(
  { full, restart }: Pick<SyncRequest, 'full' | 'restart'>,
  source: SyncSource,
  previous: LoadState | undefined,
): Promise<Pass> {
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  if (previous !== undefined && previous.finishedAt === undefined && !restart) {
    const { since, moment } = previous.details;
    return { mode: 'resume', since: text(since), moment: text(moment) ?? '' };
  }
  const moment = source.tellsChanges ? await source.moment() : '';
  const since = source.tellsChanges ? text(previous?.details.moment) : undefined;
  return full || restart || !since
    ? { mode: 'full', since: undefined, moment }
    : { mode: 'incremental', since, moment };
}

/** A sync's identity: what is read, how it becomes documents, and where they go. */
export function syncKey(source: SyncSource, target: IndexTarget): string {
  return `sync ${source.name} -> ${target.physical} ${contentHash([source.description, source.mappingHash])}`;
}

async function describeSync(request: SyncRequest, { source, target }: SyncSides): Promise<LoadingReport> {
  const { mode, since } = await choosePass(
    request,
    source,
    await target.states.read(syncKey(source, target)),
  );
  const now = (request.clock ?? systemClock).now();
  request.onEvent({
    type: 'load_started',
    at: now,
    kind: 'sync',
    id: 'dry-run',
    source: source.name,
    target: target.physical,
    alias: target.alias,
    mode,
    expected: since === undefined ? source.expected : undefined,
  });
  const nothing = { read: 0, stored: 0, stale: 0, dead: 0, deleted: 0, retries: 0, requests: 0, bytes: 0 };
  return {
    ...{ source: source.name, target: target.physical, alias: target.alias, mode: 'none', ...nothing },
    ...{ durationMs: 0, docsPerSecond: 0, bulkP50Ms: 0, bulkP99Ms: 0 },
    lastSyncedItem: undefined,
    deadLetters: undefined,
  };
}
