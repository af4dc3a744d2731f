import type { Json } from '../../kernel/index.ts';
import type { TokenCheck } from '../jobs/callback-token.ts';

/** How a workflow stands. */
export type WorkflowState = 'running' | 'done' | 'failed' | 'cancelled' | 'timed_out';

/** Why a workflow or a step failed, as far as it can be told to a person. */
export interface Failure {
  /** The error's name, e.g. `JobFailed`. */
  readonly name: string;
  readonly message: string;
}

/** One workflow, as the store knows it. Times are milliseconds since 1970. */
export interface WorkflowStatus {
  readonly id: string;
  /** The name of its definition, e.g. `data-pipeline`. */
  readonly workflow: string;
  readonly state: WorkflowState;
  readonly input: Json;
  /** What it returned, once it is done. */
  readonly output?: Json;
  readonly failure?: Failure;
  readonly startedAt: number;
  readonly endedAt?: number;
  /** What it waits for while it runs, as far as is known: promises that are pending. */
  readonly waitingFor: readonly AwaitedPromise[];
}

export interface AwaitedPromise {
  readonly id: string;
  readonly expiresAt: number;
  /** The Databricks run that is to settle it. */
  readonly run?: { readonly jobId: string; readonly runId?: string; readonly url?: string };
}

/** One step of a workflow's history. */
export interface HistoryStep {
  readonly id: string;
  readonly kind: 'workflow' | 'run' | 'rpc' | 'promise' | 'sleep';
  /** The step's function, where it has one. */
  readonly name?: string;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled' | 'timed_out';
  readonly attempts: number;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly output?: Json;
  readonly failure?: Failure;
  /** What was noted about it: failed attempts, a change of the code, the run of a job. */
  readonly notes: readonly { readonly at: number; readonly kind: string; readonly text: string }[];
}

/** What became of an attempt to settle a promise. */
export type Settlement =
  | { readonly outcome: 'settled' }
  /** It had been settled before; by a replay of the same value, or by somebody else. */
  | { readonly outcome: 'already'; readonly state: 'resolved' | 'rejected'; readonly same: boolean }
  /** It had expired, or its workflow was cancelled. */
  | { readonly outcome: 'late' }
  | { readonly outcome: 'unknown' };

export interface Started {
  readonly status: WorkflowStatus;
  /** False when the workflow had been started before. */
  readonly isNew: boolean;
}

/** What happens to workflows, for whoever watches. */
export type DurableEvent =
  | { readonly type: 'workflow_started'; readonly at: number; readonly id: string; readonly workflow: string }
  | {
      readonly type: 'workflow_ended';
      readonly at: number;
      readonly id: string;
      readonly state: WorkflowState;
      readonly failure?: Failure;
    }
  | {
      readonly type: 'step_ended';
      readonly at: number;
      readonly id: string;
      readonly root: string;
      readonly name?: string;
      readonly state: HistoryStep['state'];
      readonly failure?: Failure;
    }
  | {
      readonly type: 'note';
      readonly at: number;
      readonly id: string;
      readonly root: string;
      readonly kind: string;
      readonly text: string;
    };

export interface ListFilter {
  readonly state?: WorkflowState;
  /** The name of a definition. */
  readonly workflow?: string;
  /** 100 unless told otherwise. */
  readonly limit?: number;
}

/** The workflows of one project, in the process that runs them. */
export interface Durable {
  /** The names of the workflows that may be started. */
  readonly names: readonly string[];
  /**
   * Starts a workflow, or finds the one that has this id already.
   *
   * @throws HeadraceError when the id belongs to another workflow or another input, is malformed, or no such workflow exists.
   */
  start(name: string, id: string, input: Json): Promise<Started>;
  get(id: string): Promise<WorkflowStatus | undefined>;
  /** Waits for its end. @throws HeadraceError when it does not exist. */
  wait(id: string, signal?: AbortSignal): Promise<WorkflowStatus>;
  /** Newest first. */
  list(filter?: ListFilter): Promise<readonly WorkflowStatus[]>;
  history(id: string): Promise<readonly HistoryStep[] | undefined>;
  resolve(promiseId: string, value: Json): Promise<Settlement>;
  reject(promiseId: string, failure: Failure): Promise<Settlement>;
  /** Ends a workflow and cancels the job runs it waits for; undefined when there is none. */
  cancel(id: string): Promise<WorkflowStatus | undefined>;
  /** Repairs the failed runs that a workflow waits for. @returns how many. */
  repair(id: string): Promise<number>;
  /** Calls for each event from now on. */
  watch(listener: (event: DurableEvent) => void): () => void;
  /** Whether a callback's token is right for a promise, and not expired. */
  checkCallbackToken(promiseId: string, token: string): TokenCheck;
  close(): Promise<void>;
}
