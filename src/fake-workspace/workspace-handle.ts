import type { SeenRequest } from './options.ts';

/** A running fake workspace, and what a test may ask about it. Ids are strings here. */
export interface FakeWorkspace {
  /** `http://127.0.0.1:<port>`: what DATABRICKS_HOST is set to. */
  readonly host: string;
  /** Every request so far, those refused or broken included. */
  readonly requests: readonly SeenRequest[];
  /** Job runs, oldest first, as they stand now. */
  runs(): readonly RunSummary[];
  /** Makes a run vanish as if it had never been, whatever its state. */
  forgetRun(runId: string): void;
  /** Pipeline updates, oldest first, as they stand now. */
  updates(): readonly UpdateSummary[];
  /** Jobs by id, with their settings as the workspace keeps them. */
  jobs(): readonly { readonly jobId: string; readonly settings: unknown }[];
  /** Pipelines by id, with their specification. */
  pipelines(): readonly { readonly pipelineId: string; readonly spec: unknown }[];
  /** Files of `/Volumes` and of the workspace tree, by path. */
  files(): ReadonlyMap<string, Uint8Array>;
  /** Stops listening and closes open connections. */
  close(): Promise<void>;
}

export interface RunSummary {
  readonly runId: string;
  readonly jobId: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly idempotencyToken: string | undefined;
  /** QUEUED, PENDING, RUNNING, TERMINATING, TERMINATED, SKIPPED or INTERNAL_ERROR. */
  readonly lifeCycleState: string;
  /** SUCCESS, FAILED, CANCELED … once it is over. */
  readonly resultState: string | undefined;
}

export interface UpdateSummary {
  readonly updateId: string;
  readonly pipelineId: string;
  /** QUEUED, CREATED, WAITING_FOR_RESOURCES, INITIALIZING, RUNNING, STOPPING, COMPLETED, FAILED or CANCELED. */
  readonly state: string;
  readonly fullRefresh: boolean;
  readonly refreshSelection: readonly string[];
  readonly fullRefreshSelection: readonly string[];
}
