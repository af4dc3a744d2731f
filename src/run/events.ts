import type { Problem } from '../kernel/index.ts';
import type { EngineName } from '../project/index.ts';

export type Mode = 'batch' | 'streaming';

export type RunStatus = 'running' | 'done' | 'failed' | 'interrupted' | 'crashed';

/**
 * `built`, or why not: `skipped` (nothing changed), `failed`, `blocked` (an input failed),
 * `cancelled` (the run was stopped).
 */
export type TableStatus = 'built' | 'skipped' | 'failed' | 'blocked' | 'cancelled';

/** One table's outcome in a run, or in one trigger of a streaming run. */
export interface TableOutcome {
  readonly table: string;
  readonly status: TableStatus;
  /** Why it was built, skipped or blocked. */
  readonly reason: string;
  /** Rows in the table now. */
  readonly rows?: number;
  /** Rows this build wrote. */
  readonly rowsAdded?: number;
  readonly startedAt?: number;
  readonly durationMs?: number;
  readonly problems?: readonly Problem[];
}

export interface RunCounts {
  readonly built: number;
  readonly skipped: number;
  readonly failed: number;
  readonly blocked: number;
  readonly cancelled: number;
}

/**
 * Everything that happens in a run. The terminal, `--json` and the history only read these; whatever
 * executes a plan, on whichever engine, only writes them. Times (`at`) are milliseconds since the epoch.
 */
export type RunEvent = { readonly at: number } & (
  | {
      readonly type: 'run_started';
      readonly run: string;
      readonly mode: Mode;
      readonly engine: EngineName;
      readonly target: string;
      /** In the order of the plan. */
      readonly tables: readonly string[];
      /** Those of them that are built also when nothing changed, or started over. */
      readonly force: readonly string[];
      readonly fullRefresh: readonly string[];
      /** Hash of the variables given on the command line. */
      readonly vars: string;
      readonly command: string;
    }
  /** What an engine does before and between tables, where it takes a while. */
  | { readonly type: 'engine_step'; readonly text: string }
  | { readonly type: 'table_started'; readonly table: string; readonly reason: string }
  | { readonly type: 'table_progress'; readonly table: string; readonly percent: number }
  | ({ readonly type: 'table_finished' } & TableOutcome)
  | { readonly type: 'warning'; readonly problem: Problem }
  | {
      readonly type: 'table_retry';
      readonly table: string;
      readonly attempt: number;
      readonly delayMs: number;
      readonly problems: readonly Problem[];
    }
  | { readonly type: 'table_compacted'; readonly table: string; readonly from: number; readonly to: number }
  | {
      readonly type: 'trigger_finished';
      readonly trigger: number;
      readonly durationMs: number;
      /** Rows that streaming tables took in. */
      readonly rows: number;
      /** Age of the oldest raw file taken in, when it was published. */
      readonly lagMs: number | undefined;
      readonly built: readonly string[];
    }
  | {
      readonly type: 'index_finished';
      readonly index: string;
      readonly documents: number;
      readonly added: number;
      readonly updated: number;
      readonly removed: number;
      readonly unchanged: number;
      readonly durationMs: number;
    }
  | {
      readonly type: 'run_finished';
      readonly run: string;
      readonly status: Exclude<RunStatus, 'running'>;
      readonly counts: RunCounts;
      readonly durationMs: number;
    }
);

/** Omits `at` from each member: what the source of an event writes before it is stamped. */
export type UnstampedEvent = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, 'at'> : never) : never;

/** Takes events as they happen. */
export type EventSink = (event: RunEvent) => void;
