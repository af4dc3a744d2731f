import type { PipelineEvent } from '../../databricks/index.ts';
import type { Problem } from '../../kernel/index.ts';
import type { TableOutcome } from '../../run/index.ts';
import { tableFailed } from './problems.ts';
import { readEvent } from './read-event.ts';

/** What an event means for one table. */
export type Progress =
  | { readonly type: 'started'; readonly table: string }
  | { readonly type: 'finished'; readonly outcome: TableOutcome }
  /** The platform tries a table again that failed. */
  | { readonly type: 'again'; readonly table: string; readonly attempt: number; readonly problem: Problem };

/** How an update ended, and what to say of tables that have not ended by themselves. */
export interface UpdateEnd {
  readonly state: 'COMPLETED' | 'FAILED' | 'CANCELED';
  /** For a table that shares the fate of the update; undefined: the update was stopped from here. */
  readonly problem: Problem | undefined;
}

export interface UpdateProgress {
  /** @returns what the event changes; nothing for what is of no table of ours. */
  take(event: PipelineEvent): readonly Progress[];
  /** Rows that tables have written since this was last asked, of tables that never finish by themselves. */
  drain(): ReadonlyMap<string, number>;
  /** Outcomes of all tables that were not finished yet. */
  end(end: UpdateEnd): readonly TableOutcome[];
}

interface Flow {
  status: string;
  /** As its last event said it. */
  total: number | undefined;
  /** Sum of what single steps told. */
  steps: number | undefined;
}

interface TableState {
  readonly name: string;
  readonly flows: Map<string, Flow>;
  startedAt: number | undefined;
  endedAt: number | undefined;
  error: string | undefined;
  attempts: number;
  undrained: number;
  done: boolean;
}

const begun: ReadonlySet<string> = new Set(['STARTING', 'PLANNING', 'RUNNING']);

/**
 * Makes of the events of one update what becomes of the tables in it. A table has one flow or several, and is
 * finished when all of them are. That one failed counts only when the update is over: the platform may try again.
 *
 * @param url where the update can be looked at.
 */
export function updateProgress(
  tables: readonly string[],
  {
    url,
    reason,
    failed = tableFailed,
  }: {
    readonly url: string;
    readonly reason: (table: string) => string;
    /** The problem of a table that failed. */
    readonly failed?: (params: { table: string; message: string; url: string }) => Problem;
  },
): UpdateProgress {
  const states = new Map(tables.map((name) => [name.toLowerCase(), newState(name)]));

  const outcome = (
    { name, startedAt, endedAt, ...state }: TableState,
    status: TableOutcome['status'],
    why: string,
    problem?: Problem,
  ): TableOutcome => {
    const rowsAdded = status === 'built' ? rowsOf(state.flows) : undefined;
    return {
      ...{ table: name, status, reason: why },
      ...(rowsAdded !== undefined && { rowsAdded }),
      ...(startedAt !== undefined && { startedAt }),
      ...(startedAt !== undefined && { durationMs: Math.max(0, (endedAt ?? startedAt) - startedAt) }),
      ...(problem && { problems: [problem] }),
    };
  };
  const failure = ({ name, error = '' }: TableState): Problem => failed({ table: name, message: error, url });

  return {
    take(event) {
      const fact = readEvent(event);
      if (fact?.kind !== 'flow') return [];
      const state = states.get(fact.table);
      if (!state || state.done) return [];
      const at = Date.parse(event.timestamp);
      const { status, rows } = fact;
      const flow = state.flows.get(fact.flow) ?? { status, total: undefined, steps: undefined };
      state.flows.set(fact.flow, flow);
      flow.status = status;
      if (rows !== undefined && status === 'COMPLETED') flow.total = rows;
      else if (rows !== undefined) {
        flow.steps = (flow.steps ?? 0) + rows;
        state.undrained += rows;
      }
      const told: Progress[] = [];
      if (state.error !== undefined && (begun.has(status) || status === 'QUEUED')) {
        told.push({ type: 'again', table: state.name, attempt: state.attempts, problem: failure(state) });
        state.error = undefined;
      }
      if (begun.has(status) && state.startedAt === undefined) {
        state.startedAt = at;
        told.push({ type: 'started', table: state.name });
      }
      if (status === 'FAILED' && state.error === undefined) {
        state.error = fact.error ?? event.message ?? 'no reason is given';
        state.attempts += 1;
      }
      state.endedAt = at;
      if ([...state.flows.values()].every((one) => one.status === 'COMPLETED')) {
        state.done = true;
        told.push({ type: 'finished', outcome: outcome(state, 'built', reason(state.name)) });
      }
      return told;
    },

    drain() {
      const rows = new Map<string, number>();
      for (const state of states.values()) {
        if (state.undrained > 0) rows.set(state.name, state.undrained);
        state.undrained = 0;
      }
      return rows;
    },

    end({ state: ending, problem }) {
      const open = [...states.values()].filter(({ done }) => !done);
      const failed = open.some(({ error }) => error !== undefined);
      let told = false;
      return open.map((state) => {
        state.done = true;
        if (state.error !== undefined)
          return outcome(state, 'failed', 'failed in the workspace', failure(state));
        const statuses = [...state.flows.values()].map(({ status }) => status);
        if (statuses.includes('SKIPPED')) return outcome(state, 'blocked', 'an input failed');
        if (ending === 'COMPLETED') {
          return statuses.includes('EXCLUDED')
            ? outcome(state, 'skipped', 'left out by the platform')
            : outcome(state, 'built', reason(state.name));
        }
        if (problem === undefined) return outcome(state, 'cancelled', 'interrupted');
        if (failed) return outcome(state, 'cancelled', 'the update failed');
        // One table tells why, for all of them.
        const first = !told;
        told = true;
        return outcome(
          state,
          'failed',
          `the update ${ending === 'FAILED' ? 'failed' : 'was stopped'}`,
          first ? problem : undefined,
        );
      });
    },
  };
}

function newState(name: string): TableState {
  return {
    ...{ name, flows: new Map(), attempts: 0, undrained: 0, done: false },
    ...{ startedAt: undefined, endedAt: undefined, error: undefined },
  };
}

/** What a flow says at its end counts for all its steps. */
function rowsOf(flows: ReadonlyMap<string, Flow>): number | undefined {
  const known = [...flows.values()].flatMap(({ total, steps }) => total ?? steps ?? []);
  return known.length === 0 ? undefined : known.reduce((sum, rows) => sum + rows, 0);
}
