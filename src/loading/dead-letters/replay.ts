import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname } from 'node:path';
import { type Clock, crashPoint, exitCode, HeadraceError, systemClock } from '../../kernel/index.ts';
import {
  createBudget,
  deadLetterSource,
  type LoadReport,
  type LoadStateStore,
  openDeadLetters,
  runLoad,
} from '../../load/index.ts';
import { lettersInUse, noIndexYet } from '../problems.ts';
import type { LoadingEvent } from '../record/events.ts';
import { progressTeller } from '../record/progress.ts';
import { deadLetterMark, loadOptions } from '../record/recorded-load.ts';
import { connectionOf } from '../settings/backend.ts';
import type { LoaderSettings } from '../settings/settings.ts';
import { type SyncRequest, syncSettings } from '../sync/sync.ts';
import { reachElasticsearch } from '../target/elasticsearch-target.ts';
import { holdLease, type Lease } from '../target/lease.ts';
import { type LetterFile, type LetterPlace, letterFiles } from './files.ts';
import { openReplayTarget, type ReplayTarget } from './replay-target.ts';

export interface LetterRequest
  extends LetterPlace,
    Pick<SyncRequest, 'project' | 'env' | 'flags' | 'to' | 'signal'> {
  readonly onEvent: (event: LoadingEvent | ReplayEvent) => void;
  readonly clock?: Clock;
}

export type ReplayEvent = { readonly type: 'replay_finished'; readonly at: number } & ReplayReport;

/** What came of the dead letters of one file. */
export interface ReplayReport {
  readonly index: string;
  readonly file: string;
  readonly read: number;
  readonly stored: number;
  /** The index has newer ones. */
  readonly stale: number;
  /** Dead letters as before. */
  readonly remaining: number;
}

/**
 * Writes dead letters into their indexes once more. Those that are stored now, or that something newer
 * has replaced, leave their file, all at once, when the last of it has been tried.
 *
 * @throws HeadraceError: 2 where there is nothing to write into, or their load still needs them, 4 while it
 * is at work, 5 where the index is out of reach, 130 when interrupted: all are there as before then.
 */
export async function runReplay(request: LetterRequest): Promise<ReplayReport[]> {
  const { onEvent, signal, clock = systemClock } = request;
  const settings = syncSettings({ ...request, index: undefined });
  const reports: ReplayReport[] = [];
  await withLetters(request, settings, async (file, { target, refresh }, lease) => {
    const { read, stored, stale, dead } = await replay(file, target, lease);
    await refresh();
    const report = { index: file.index, file: file.path, read, stored, stale, remaining: dead };
    onEvent({ type: 'replay_finished', at: clock.now(), ...report });
    reports.push(report);
  });
  return reports;

  async function replay(
    { path }: LetterFile,
    target: ReplayTarget['target'],
    lease: Lease,
  ): Promise<LoadReport> {
    const again = `${path}.replay`;
    await rm(again, { force: true });
    const letters = await openDeadLetters(again);
    const tell = progressTeller({ id: randomUUID(), expected: undefined, clock, onEvent });
    try {
      const report = await runLoad({
        source: deadLetterSource([path]),
        ...{ target, deadLetters: letters, clock, restart: true },
        session: lease.session(),
        options: { ...loadOptions(settings), raiseErrors: false },
        budget: createBudget({ batchSize: settings.batchSize }),
        signal: AbortSignal.any([lease.signal, signal]),
        onProgress: tell.progress,
        onEvent: tell.event,
      });
      crashPoint('dead-letters:before-replace');
      await replace(path, again);
      return report;
    } finally {
      await letters.close();
      await rm(again, { force: true });
    }
  }
}

/** Throws dead letters away. @returns the files that are gone. @throws HeadraceError as {@link runReplay} does. */
export async function runDrop(request: LetterRequest): Promise<string[]> {
  const settings = syncSettings({ ...request, index: undefined });
  const gone: string[] = [];
  const drop = async ({ path }: LetterFile): Promise<void> => {
    await rm(path);
    gone.push(path);
  };
  // Where their index is gone, so is whatever could be writing to them.
  await withLetters(request, settings, drop, drop);
  return gone;
}

/** Does something with each file while no load can write to it. */
async function withLetters(
  request: LetterRequest,
  settings: LoaderSettings,
  work: (file: LetterFile, place: ReplayTarget, lease: Lease) => Promise<void>,
  withoutIndex?: (file: LetterFile) => Promise<void>,
): Promise<void> {
  const { root, project, env, signal, clock = systemClock } = request;
  const files = await letterFiles(request);
  if (files.length === 0) return;
  const connection = connectionOf('--to', request.to, project, env);
  const cluster = connection && (await reachElasticsearch(connection, signal));
  const { leaseMs } = settings.limits;
  try {
    for (const file of files) {
      const place = await openReplayTarget(cluster, root, file.index, leaseMs, signal);
      if (place === undefined) {
        if (withoutIndex === undefined) throw noIndex(file);
        await withoutIndex(file);
        continue;
      }
      try {
        const key = await keyOf(file, place.states);
        const owner = `headrace dead-letters, process ${process.pid} on ${hostname()}`;
        const lease = await holdLease({ states: place.states, key, owner, leaseMs, signal, clock });
        try {
          if (lease.previous !== undefined && lease.previous.finishedAt === undefined) throw inUse(file);
          await work(file, place, lease);
        } finally {
          await lease.release();
        }
      } finally {
        place.close();
      }
    }
  } finally {
    await cluster?.close();
  }
}

/** The key of the load that the letters are of; one of our own where its state is gone. */
async function keyOf({ path, mark }: LetterFile, states: LoadStateStore): Promise<string> {
  const found = (await states.list()).find(({ key }) => deadLetterMark(key) === mark);
  return found?.key ?? `dead letters ${basename(path)}`;
}

function noIndex({ index }: LetterFile): HeadraceError {
  return new HeadraceError(noIndexYet({ alias: index }), { exitCode: exitCode.usage });
}

function inUse({ index, path }: LetterFile): HeadraceError {
  return new HeadraceError(lettersInUse({ index, file: path }), { exitCode: exitCode.usage });
}

/** Puts the letters that failed again in the place of all; the file goes where there are none. */
async function replace(path: string, by: string): Promise<void> {
  if (existsSync(by)) await rename(by, path);
  else await rm(path);
  const folder = await open(dirname(path), 'r').catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}
