import type { Problem } from '../../kernel/index.ts';

/** How a group ended: a stopped one was stopped from here. */
export type GroupStatus = 'done' | 'failed' | 'stopped';

/** What `headrace connectors run` tells as it goes on; `--json` prints the events as they are. */
export type ConnectorRunEvent = { readonly at: number } & (
  | {
      readonly type: 'run_started';
      readonly source: string;
      readonly target: string;
      readonly host: string;
      readonly groups: readonly {
        readonly group: string;
        readonly pipeline: string;
        readonly tables: readonly string[];
      }[];
    }
  | {
      readonly type: 'group_started';
      readonly group: string;
      /** The update of the pipeline, and where people look at it. A second one of a group is the platform's own. */
      readonly update: string;
      readonly url: string;
    }
  | {
      readonly type: 'group_progress';
      readonly group: string;
      /** As the platform says it: WAITING_FOR_RESOURCES, INITIALIZING, RUNNING, …. */
      readonly state: string;
      readonly tables_done: number;
      /** Rows written so far. */
      readonly rows: number;
    }
  | {
      readonly type: 'table_finished';
      readonly group: string;
      readonly table: string;
      readonly status: 'built' | 'skipped' | 'failed' | 'blocked' | 'cancelled';
      readonly rows?: number;
      readonly duration_ms?: number;
      readonly problems?: readonly Problem[];
    }
  | {
      readonly type: 'group_finished';
      readonly group: string;
      readonly status: GroupStatus;
      readonly tables_done: number;
      readonly rows: number;
      readonly duration_ms: number;
      readonly problems: readonly Problem[];
    }
  | { readonly type: 'warning'; readonly problem: Problem }
  | {
      readonly type: 'run_finished';
      readonly status: 'done' | 'failed' | 'interrupted';
      readonly done: number;
      readonly failed: number;
      readonly stopped: number;
      readonly rows: number;
      readonly duration_ms: number;
      /** What the groups would have taken one after the other. */
      readonly sequential_ms: number;
    }
);

type Stripped<E> = E extends unknown ? Omit<E, 'at'> : never;
/** An event before it is known when it happened. */
export type RunNews = Stripped<ConnectorRunEvent>;
