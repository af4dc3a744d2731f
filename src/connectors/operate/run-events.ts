import type { Problem } from '../../kernel/index.ts';

/** What `headrace connectors run` tells as it goes on; `--json` prints the events as they are. */
export type ConnectorRunEvent = { readonly at: number } & (
  | {
      readonly type: 'run_started';
      readonly source: string;
      readonly target: string;
      /** The workspace. */
      readonly host: string;
      /** Groups, their pipelines as the workspace calls them, and source tables. */
      readonly groups: readonly {
        readonly group: string;
        readonly pipeline: string;
        readonly tables: readonly string[];
      }[];
    }
  | {
      readonly type: 'group_started';
      readonly group: string;
      /** The update of its pipeline. A second one is the platform's own try. */
      readonly update: string;
      /** Where people look at it. */
      readonly url: string;
    }
  | {
      readonly type: 'group_progress';
      readonly group: string;
      /** As the platform says it: WAITING_FOR_RESOURCES, INITIALIZING, RUNNING, …. */
      readonly state: string;
      /** Tables that are finished. */
      readonly tables_done: number;
      /** Rows written so far. */
      readonly rows: number;
    }
  | {
      readonly type: 'table_finished';
      readonly group: string;
      /** As it is called in the workspace, without its place. */
      readonly table: string;
      readonly status: 'built' | 'skipped' | 'failed' | 'blocked' | 'cancelled';
      /** Rows that were written, where the platform tells. */
      readonly rows?: number;
      readonly duration_ms?: number;
      readonly problems?: readonly Problem[];
    }
  | {
      readonly type: 'group_finished';
      readonly group: string;
      /** `stopped`: from here. */
      readonly status: 'done' | 'failed' | 'stopped';
      readonly tables_done: number;
      /** Rows that were written. */
      readonly rows: number;
      readonly duration_ms: number;
      readonly problems: readonly Problem[];
    }
  | { readonly type: 'warning'; readonly problem: Problem }
  | {
      readonly type: 'run_finished';
      readonly status: 'done' | 'failed' | 'interrupted';
      /** Groups that are done. */
      readonly done: number;
      /** Groups that failed. */
      readonly failed: number;
      /** Groups that were stopped from here. */
      readonly stopped: number;
      /** Rows that were written. */
      readonly rows: number;
      readonly duration_ms: number;
      /** What the groups would have taken one after the other. */
      readonly sequential_ms: number;
    }
);

type Stripped<E> = E extends unknown ? Omit<E, 'at'> : never;
/** An event before it is known when it happened. */
export type RunNews = Stripped<ConnectorRunEvent>;

/** How a group ended. */
export type GroupStatus = Extract<ConnectorRunEvent, { type: 'group_finished' }>['status'];
