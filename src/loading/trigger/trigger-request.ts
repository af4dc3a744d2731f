import type { Workspace } from '../../databricks/index.ts';
import type { Clock, ExitCode, Problem } from '../../kernel/index.ts';
import type { Project } from '../../project/index.ts';

/** What the loader job is told, by the names that the original job has them under. */
export const loaderParameters = ['source_table', 'data_source', 'es_nodes', 'batch_id'] as const;
export type LoaderParameter = (typeof loaderParameters)[number];

export interface TriggerRequest {
  readonly project: Project | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Names under `loads:`; none, with neither `all` nor `jobs`: the one load that `given` describes. */
  readonly names: readonly string[];
  readonly all: boolean;
  /** Path of a file with a list of loads. */
  readonly jobs: string | undefined;
  /** Parameters given on the command line. */
  readonly given: Readonly<Partial<Record<LoaderParameter, string>>>;
  /** Before ES_LOADER_JOB_ID, and that before the loader of the bundle. */
  readonly jobId: string | undefined;
  /** Calls to the workspace at the same time. */
  readonly concurrency: number;
  /** Start also what was started with the same batch id before. */
  readonly again: boolean;
  /** Follow the runs to their end. */
  readonly wait: boolean;
  readonly dryRun: boolean;
  /** Begin nothing more; what is under way is waited for. */
  readonly stop: AbortSignal;
  /** Wait for nothing. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: TriggerEvent) => void;
  readonly clock?: Clock;
  /** What makes runs without a batch id differ from those of another command; random unless given. */
  readonly nonce?: string;
  /** Instead of the workspace that target and environment say. */
  readonly workspace?: Workspace;
}

/** What `headrace trigger` tells as it goes on; `--json` prints them as they are. Times are ms since the epoch. */
export type TriggerEvent = { readonly at: number } & (
  | {
      readonly type: 'trigger_started';
      readonly workspace: string;
      readonly job_id: string;
      readonly loads: number;
      readonly dry_run: boolean;
    }
  | {
      /** In a dry run: what would be started. */
      readonly type: 'load_planned';
      readonly load: string;
      readonly job_parameters: Readonly<Record<string, string>>;
      readonly idempotency_token: string;
    }
  | {
      readonly type: 'load_started';
      readonly load: string;
      readonly run_id: string;
      readonly run_page_url: string;
    }
  | { readonly type: 'load_not_started'; readonly load: string; readonly problems: readonly Problem[] }
  | {
      readonly type: 'load_ended';
      readonly load: string;
      readonly run_id: string;
      /** SUCCESS, FAILED, TIMEDOUT, CANCELED, MAXIMUM_CONCURRENT_RUNS_REACHED, … */
      readonly result: string;
      readonly duration_ms: number | undefined;
      readonly problems: readonly Problem[];
    }
  | {
      /** The workspace makes us wait, or the runs cannot be followed any more. */
      readonly type: 'trigger_warning';
      readonly problem: Problem;
    }
  | ({ readonly type: 'trigger_finished' } & TriggerReport)
);

export interface TriggerReport {
  readonly loads: number;
  readonly started: number;
  /** Not started, or ended without success. */
  readonly failed: number;
  /** Known to have ended well; only with `wait`. */
  readonly succeeded: number;
  /** Runs that were started and go on. */
  readonly going_on: readonly { readonly load: string; readonly run_id: string }[];
  /** Loads that were not begun with because of an interrupt. */
  readonly not_begun: number;
  readonly exit_code: ExitCode;
}
