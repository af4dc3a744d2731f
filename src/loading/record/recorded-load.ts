import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { type Clock, contentHash, exitCode, HeadraceError, thisProcess } from '../../kernel/index.ts';
import {
  type Budget,
  createBudget,
  type LoadCounts,
  type LoadOptions,
  type LoadSession,
  type LoadState,
  openDeadLetters,
  type RecordSource,
  runLoad,
} from '../../load/index.ts';
import { statePaths } from '../../state/index.ts';
import type { LoaderSettings } from '../settings/settings.ts';
import type { IndexTarget } from '../target/index-target.ts';
import type { LoadingEvent, LoadingReport } from './events.ts';
import { keepRecord, type LoadRecordEntry } from './history.ts';
import { progressTeller } from './progress.ts';

/** How a load comes about: all there is, what changed since, or what an earlier run has left. */
export type LoadMode = 'full' | 'incremental' | 'resume';

/** One load with everything around it: history, events, dead letters. */
export interface RecordedLoad {
  readonly kind: 'sync' | 'load';
  /** Of a load with a name. */
  readonly name?: string | undefined;
  /** Folder that holds `.headrace/`. */
  readonly root: string;
  /** What is read, as messages call it, and how it was reached, without secrets. */
  readonly sourceName: string;
  readonly sourceConfig: Readonly<Record<string, unknown>>;
  readonly source: RecordSource;
  readonly target: IndexTarget;
  /** Which state it keeps; see `LoadStateStore`. */
  readonly key: string;
  readonly session: LoadSession;
  readonly mode: LoadMode;
  /** Records to expect, roughly. */
  readonly expected: number | undefined;
  readonly details: LoadState['details'];
  readonly settings: LoaderSettings;
  readonly budget?: Budget | undefined;
  /** Folder for dead letters; `.headrace/dead-letters` unless said. */
  readonly deadLetters: string | undefined;
  /** What is still to be done once everything is written; answers how many documents it deleted. */
  readonly afterwards?: (() => Promise<number>) | undefined;
  /** Say nothing, and keep no record, where there was nothing to do. */
  readonly silentWhenEmpty?: boolean | undefined;
  readonly signal: AbortSignal;
  readonly onEvent: (event: LoadingEvent) => void;
  readonly clock: Clock;
}

/** How often the history of a load under way is brought up to date, in ms. */
const historyMs = 5_000;

/** @throws HeadraceError as `runLoad` does; the history then says how far it came. */
export async function recordedLoad(load: RecordedLoad): Promise<LoadingReport> {
  const { kind, root, target, mode, expected, clock, signal, onEvent, sourceName } = load;
  sparePages();
  const id = randomUUID();
  const startedAt = clock.now();
  const before = mode === 'resume' ? lastKeyOf(load.session.previous) : undefined;
  const entry = firstEntry(load, id, startedAt, before);
  let keptAt = startedAt;
  const keep = (changes: Partial<LoadRecordEntry>): void => {
    keptAt = clock.now();
    keepRecord(root, { ...entry, ...changes, updatedAt: keptAt });
  };
  const path = deadLetterPath(load);
  const deadLetters = await beforeLoad(load.session, () => openDeadLetters(path));
  let saved: Saved | undefined;
  const session = listenToSaves(load.session, ({ counts, ...state }) => {
    saved = { ...counts, lastSyncedItem: lastKeyOf(state) };
    if (!begun || clock.now() - keptAt < historyMs) return;
    try {
      keep(saved);
    } catch {
      // Only people read it, and what comes next may be kept again: no reason to stop.
    }
  });
  const names = { source: sourceName, target: target.physical, alias: target.alias, mode };
  let begun = false;
  const begin = (): void => {
    if (begun) return;
    begun = true;
    keep({});
    const after = before === undefined ? {} : { after: before };
    onEvent({ type: 'load_started', at: startedAt, kind, id, ...names, ...after, expected });
  };
  try {
    if (!load.silentWhenEmpty) await beforeLoad(load.session, async () => begin());
    const tell = progressTeller({ id, expected, clock, onEvent });
    const report = await runLoad({
      source: load.source,
      target: target.target,
      session,
      deadLetters,
      options: loadOptions(load.settings),
      budget: load.budget ?? createBudget({ batchSize: load.settings.batchSize }),
      restart: mode !== 'resume',
      details: () => load.details,
      clock,
      signal,
      onProgress: (progress) => {
        if (progress.read > 0) begin();
        if (begun) tell.progress(progress);
      },
      onEvent: tell.event,
    });
    await target.refresh(signal);
    const deleted = (await load.afterwards?.()) ?? 0;
    const { read, stored, stale, dead, lastKey = before } = report;
    const done = { status: 'done', finished: true, lastSyncedItem: lastKey } as const;
    if (read + deleted > 0) begin();
    if (begun) keep({ ...{ read, stored, stale, dead, deleted }, ...done });
    const result: LoadingReport = {
      ...names,
      ...{ read, stored, stale, dead, deleted },
      retries: report.retries,
      requests: report.requests,
      bytes: report.bytes,
      durationMs: clock.now() - startedAt,
      docsPerSecond: report.docsPerSecond,
      bulkP50Ms: report.latency.p50,
      bulkP99Ms: report.latency.p99,
      lastSyncedItem: lastKey,
      deadLetters: dead > 0 ? path : undefined,
    };
    if (begun) onEvent({ type: 'load_finished', at: clock.now(), id, ...result });
    return result;
  } catch (error) {
    const interrupted = error instanceof HeadraceError && error.exitCode === exitCode.interrupted;
    keep({
      ...saved,
      status: interrupted ? 'interrupted' : 'failed',
      ...(!interrupted && {
        problem: error instanceof HeadraceError ? error.message : 'something unexpected',
      }),
    });
    throw error;
  } finally {
    await deadLetters.close();
  }
}

/** Prepares a load whose lease is taken already, and gives that back where it cannot begin. */
export async function beforeLoad<T>(session: LoadSession, prepare: () => Promise<T>): Promise<T> {
  try {
    return await prepare();
  } catch (error) {
    await session.release().catch(() => undefined);
    throw error;
  }
}

/**
 * Records outlive the young generation by far, so a large one is memory without use; and an old one that
 * may double before it is looked through keeps buffers that nobody needs. With both held in, a load
 * takes a quarter less memory, and no more time.
 */
function sparePages(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=50');
}

/** Key of the last record that is settled, with all before it in its range. */
export function lastKeyOf(state: Pick<LoadState, 'ranges'> | undefined): string | undefined {
  return state?.ranges?.findLast(({ lastKey }) => lastKey !== undefined)?.lastKey;
}

/** What of a saved state the history tells. */
type Saved = LoadCounts & Pick<LoadRecordEntry, 'lastSyncedItem'>;

/** @param onSaved called with what is surely kept. */
function listenToSaves(session: LoadSession, onSaved: (state: LoadState) => void): LoadSession {
  return {
    previous: session.previous,
    save: async (state) => {
      await session.save(state);
      onSaved(state);
    },
    release: () => session.release(),
  };
}

function firstEntry(
  load: RecordedLoad,
  id: string,
  startedAt: number,
  lastSyncedItem: string | undefined,
): LoadRecordEntry {
  const { kind, name, target, sourceName, sourceConfig, mode } = load;
  const { limits: _, ...settings } = load.settings;
  return {
    id,
    kind,
    status: 'running',
    ...(name !== undefined && { name }),
    source: sourceName,
    sourceConfig,
    target: target.alias ?? target.physical,
    targetConfig: { ...target.description, index: target.physical, alias: target.alias, ...settings },
    mode,
    ...{ read: 0, stored: 0, stale: 0, dead: 0, deleted: 0 },
    lastSyncedItem,
    finished: false,
    startedAt,
    updatedAt: startedAt,
    process: thisProcess(),
  };
}

/** One file per load, so that a load that goes on finds its own. */
export function deadLetterPath({
  root,
  deadLetters,
  target,
  key,
}: Pick<RecordedLoad, 'root' | 'deadLetters' | 'key'> & {
  readonly target: Pick<IndexTarget, 'alias' | 'physical'>;
}): string {
  const name = `${target.alias ?? target.physical}-${deadLetterMark(key)}.jsonl`;
  return resolve(deadLetterFolder(root, deadLetters), name);
}

/** @param given folder that was asked for. */
export function deadLetterFolder(root: string, given: string | undefined): string {
  return given === undefined ? `${statePaths(root).folder}/dead-letters` : resolve(given);
}

/** What of a load's key is in the name of its file. */
export function deadLetterMark(key: string): string {
  return contentHash(key).slice(0, 8);
}

export function loadOptions(settings: LoaderSettings): Partial<LoadOptions> {
  const { maxRetries, retryBackoffMs, retryMaxBackoffMs, raiseErrors, limits } = settings;
  return { ...limits, maxRetries, retryBackoffMs, retryMaxBackoffMs, raiseErrors };
}
