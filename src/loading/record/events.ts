import type { Problem } from '../../kernel/index.ts';

/** What a sync or load tells while it goes on; `--json` prints them as they are. */
export type LoadingEvent =
  | {
      readonly type: 'load_started';
      readonly at: number;
      readonly kind: 'sync' | 'load';
      readonly id: string;
      readonly source: string;
      /** Physical index, and the alias it is written through. */
      readonly target: string;
      readonly alias: string | undefined;
      /** `full`, `incremental`, or `resume` for what an earlier one left. */
      readonly mode: 'full' | 'incremental' | 'resume';
      /** Key of the last record that was settled before. */
      readonly after?: string;
      /** Records to expect, roughly; undefined: nobody knows. */
      readonly expected: number | undefined;
    }
  | ({ readonly type: 'load_progress'; readonly at: number; readonly id: string } & LoadingProgress)
  /** The target takes no writes; the load waits for it. */
  | { readonly type: 'load_waiting'; readonly at: number; readonly id: string; readonly reason: string }
  | {
      readonly type: 'dead_letter';
      readonly at: number;
      readonly id: string;
      readonly key: string | null;
      readonly reason: string;
    }
  | { readonly type: 'load_warning'; readonly at: number; readonly id: string; readonly problem: Problem }
  | ({ readonly type: 'load_finished'; readonly at: number; readonly id: string } & LoadingReport);

export interface LoadingProgress {
  readonly read: number;
  readonly stored: number;
  readonly stale: number;
  readonly dead: number;
  /** Records settled per second, lately. */
  readonly perSecond: number;
  readonly etaMs: number | undefined;
  /** What keeps it from being faster. */
  readonly limitedBy: 'source' | 'client' | 'target';
}

export interface LoadingReport {
  readonly source: string;
  readonly target: string;
  readonly alias: string | undefined;
  readonly mode: 'full' | 'incremental' | 'resume' | 'none';
  readonly read: number;
  readonly stored: number;
  readonly stale: number;
  readonly dead: number;
  readonly deleted: number;
  readonly retries: number;
  readonly requests: number;
  readonly bytes: number;
  readonly durationMs: number;
  readonly docsPerSecond: number;
  readonly bulkP50Ms: number;
  readonly bulkP99Ms: number;
  readonly lastSyncedItem: string | undefined;
  /** Where the dead letters are, when there are any. */
  readonly deadLetters: string | undefined;
}
