/**
 * The words of loading. A **load** takes records out of a source, in read order, and puts them into
 * a target. Neither side knows the other; this room knows neither.
 */

import type { Stamp } from './stamps.ts';

/** One record, ready to be written. The document is never parsed on its way. */
export interface LoadRecord {
  /** Identifies the document in the target; 1 to 512 bytes of UTF-8. */
  readonly key: string;
  /** The whole document: one JSON object as UTF-8, without a line end. */
  readonly document: Uint8Array;
  /** Bytes of the document, from a source that can tell without making it. */
  readonly size?: number;
  /** Where the source goes on after this record; opaque to everybody else. */
  readonly position: string;
  /** A whole number as text, 0 to 2^63-1: a target keeps the document with the highest. Absent: the load's own. */
  readonly version?: string;
  /** What `verify` compares; absent where a source cannot tell. See {@link Stamp}. */
  readonly stamp?: Stamp;
}

/** What a source could read but nobody can write: without a key, or with one that is too long. */
export interface UnloadableRecord {
  readonly key: string | undefined;
  readonly document: Uint8Array;
  readonly position: string;
  readonly unloadable: string;
}

export type SourceRecord = LoadRecord | UnloadableRecord;

/** A part of a source that is read on its own, in its own order. Kept in the load's state. */
export interface SourceRange {
  readonly id: string;
  /** What only the source understands; plain JSON. */
  readonly bounds: Readonly<Record<string, string | number | boolean | null>>;
}

/** Where records come from. */
export interface RecordSource {
  /** No key comes twice in one load: the loader need not see to the order of what has the same key. */
  readonly distinctKeys?: boolean;
  /** How to divide the source; asked once per load, and kept until it is finished. */
  ranges(signal: AbortSignal): Promise<readonly SourceRange[]>;
  /**
   * Reads a range in its order, from behind `after` (a record's position) or from its start. A
   * source heals by itself what it can (a lost connection, a timeout) by reading on from behind the
   * last record it has given; what it throws ends the load, which stays resumable.
   */
  read(
    range: SourceRange,
    after: string | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly SourceRecord[]>;
}

/** What became of one record. */
export type Outcome =
  /** The target has it. */
  | { readonly kind: 'stored' }
  /** The target has a newer one, which stays. */
  | { readonly kind: 'stale' }
  /** Not now: too many requests, a shard that is away. */
  | { readonly kind: 'retry'; readonly reason: string }
  /** Not before somebody makes room (flood stage): waited for, not counted as an attempt. */
  | { readonly kind: 'blocked'; readonly reason: string }
  /** Never: the target refuses this document for what it is. */
  | { readonly kind: 'poison'; readonly reason: string };

/** Why a whole request failed. */
export type RequestFailure =
  /** May work later: a connection reset, a time-out, 429, 5xx. What it held may have been applied. */
  | { readonly kind: 'retry'; readonly reason: string; readonly retryAfterMs?: number }
  /** The target takes no writes until somebody makes room (flood stage); waited for, not counted as an attempt. */
  | { readonly kind: 'blocked'; readonly reason: string }
  /** Larger than the target takes in one request: to be split. */
  | { readonly kind: 'too_large'; readonly reason: string };

export type WriteResult =
  | { readonly outcomes: readonly Outcome[]; readonly failure?: undefined }
  | { readonly outcomes?: undefined; readonly failure: RequestFailure };

/** Where records go. */
export interface LoadTarget {
  /**
   * Writes records in one request. `version` stands for records that bring none. Writing the same
   * record twice, or after a newer one, must do no harm. The records are the target's until its promise
   * settles or the signal aborts; after that their documents are gone.
   *
   * @returns an outcome per record, in order; or why the request as a whole failed.
   * @throws HeadraceError where no later attempt can help (no access, index gone, wrong certificate).
   */
  write(records: readonly LoadRecord[], version: string, signal: AbortSignal): Promise<WriteResult>;
}

/** How far a range has been settled: everything up to and including this position. */
export interface RangeState extends SourceRange {
  /** Position of the last record before the first unsettled one; absent: nothing yet. */
  readonly watermark?: string;
  /** Key of that record, for people. */
  readonly lastKey?: string;
  readonly finished: boolean;
}

export interface LoadCounts {
  /** Records taken from the source and settled. */
  readonly read: number;
  readonly stored: number;
  readonly stale: number;
  readonly dead: number;
}

/** What is kept of a load beside its target; everything needed to go on after a crash. */
export interface LoadState {
  /** Of this structure. */
  readonly format: 1;
  /** Absent until the source has said how it is divided. */
  readonly ranges?: readonly RangeState[];
  readonly counts: LoadCounts;
  /** What records without a version are written with: the load's first start, ms since the epoch. */
  readonly version: string;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly finishedAt?: number;
  /** Whatever the caller wants kept with it (batch id, pinned source version, …); plain JSON. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** One load's hold on its state: it ends when another loader takes the lease. */
export interface LoadSession {
  /** What an earlier loader left; undefined for the first load of its key. */
  readonly previous: LoadState | undefined;
  /**
   * Replaces the state and renews the lease, atomically.
   *
   * @throws HeadraceError (exit code 4) when another loader has taken over: nothing more may be written.
   */
  save(state: LoadState): Promise<void>;
  /** Gives the lease back; the state stays. */
  release(): Promise<void>;
}

/** Keeps states beside a target. */
export interface LoadStateStore {
  /**
   * Takes the lease on a load's state.
   *
   * @param key says which load: source, physical index and mapping; unequal loads have unequal keys.
   * @param owner says who we are, for the message the next one gets.
   * @throws HeadraceError (exit code 4) while another loader holds an unexpired lease.
   */
  open(key: string, owner: string): Promise<LoadSession>;
  /** Reads a state without touching the lease. */
  read(key: string): Promise<LoadState | undefined>;
  list(): Promise<readonly { readonly key: string; readonly state: LoadState }[]>;
}

/** A record that was given up, with all that is needed to try it again. */
export interface DeadLetter {
  /** When, ISO 8601. */
  readonly at: string;
  /** The load that gave it up: its {@link LoadState.version}. */
  readonly load: string;
  readonly key: string | null;
  readonly position: string;
  readonly reason: string;
  /** How many times it was tried. */
  readonly attempts: number;
  readonly version?: string;
  readonly stamp?: Stamp;
  /** The document as text, byte for byte where it is UTF-8. */
  readonly document: string;
}

export interface DeadLetterSink {
  /**
   * Called when a load goes on. Keeps the first `count` letters of that load, and drops those after
   * them: their records were not yet covered by the saved state, and will be read and judged again.
   */
  resume(load: string, count: number): Promise<void>;
  /** Returns when the letters would survive a power cut. */
  write(letters: readonly DeadLetter[]): Promise<void>;
  close(): Promise<void>;
}
