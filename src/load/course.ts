import type { Clock } from '../kernel/index.ts';
import type { Control } from './control.ts';
import type { Latencies } from './latencies.ts';
import type { Ledger } from './ledger.ts';
import type { LoadOptions } from './options.ts';
import { fullJitter } from './retry.ts';
import type { Window } from './window.ts';

/** What the loader tells while it runs, beside its progress. */
export type LoadEvent =
  /** The target takes no writes until somebody makes room; asked again from time to time. */
  | { readonly kind: 'blocked'; readonly reason: string }
  | { readonly kind: 'unblocked'; readonly blockedMs: number }
  /** A request failed and will be tried again. */
  | { readonly kind: 'retrying'; readonly reason: string; readonly attempt: number; readonly waitMs: number }
  /** A request was too large and is sent as two. */
  | { readonly kind: 'split'; readonly reason: string; readonly records: number }
  /** A record became, or is about to become, a dead letter. */
  | { readonly kind: 'given_up'; readonly key: string | null; readonly reason: string }
  /** Progress could not be saved; tried again. Without a saved state writing ends before the lease does. */
  | { readonly kind: 'not_saved'; readonly reason: string; readonly attempt: number };

/** What a run of a load has done so far, for its report. */
export interface LoadStats {
  requests: number;
  bytes: number;
  /** Further tries, of requests and of records. */
  retries: number;
  readonly latencies: Latencies;
}

/** What all parts of one load share. */
export interface Course {
  readonly options: LoadOptions;
  readonly clock: Clock;
  readonly random: () => number;
  readonly control: Control;
  readonly ledger: Ledger;
  readonly window: Window;
  readonly emit: (event: LoadEvent) => void;
}

/** How long to wait before the n-th retry, by the load's options. */
export function backoff(
  { options, random }: Course,
  attempt: number,
  capMs = Number.POSITIVE_INFINITY,
): number {
  const { retryBackoffMs: baseMs, retryMaxBackoffMs } = options;
  return fullJitter(attempt, { baseMs, capMs: Math.min(retryMaxBackoffMs, capMs) }, random);
}

/** What an error says, in one line. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
