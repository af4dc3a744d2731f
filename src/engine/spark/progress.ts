import type { Problem } from '../../kernel/index.ts';
import type { Compiled, CompiledTable } from '../../plan/index.ts';
import type { Table } from '../../project/index.ts';
import type { TableOutcome, UnstampedEvent } from '../../run/index.ts';
import { readFlowEvent } from './events.ts';
import type { Explain, TableProblem } from './failures.ts';
import type { Ledger } from './ledger.ts';
import { tableOfView } from './render/source-view.ts';
import type { PipelineResult, SparkEvent } from './session.ts';

/** A message of a pipeline. */
type Message = Extract<SparkEvent, { message: string }>;

/** Turns what a pipeline says into outcomes of tables, and tells them. */
export interface Progress {
  readonly outcomes: ReadonlyMap<string, TableOutcome>;
  /** Configured, or what Python makes. */
  kindOf(table: string): Table['kind'] | undefined;
  /** Whether something is wrong with a table. */
  failed(): boolean;
  /** What is wrong with a table before anything was run, or a warning about it. */
  found(problem: TableProblem): void;
  /** A message of the dry run. */
  planning(event: Message): void;
  /** What the dry run found Python to define: dataset -> kind. */
  defined(kinds: PipelineResult['kinds']): void;
  running(event: Message): void;
  /** The dry run found faults: nothing is run. */
  refused(): void;
  /** The run is over; every table that is not done is accounted for. */
  ended(): void;
}

export interface ProgressOptions {
  readonly compiled: Pick<Compiled, 'tables'>;
  /** In their order. */
  readonly tables: readonly CompiledTable[];
  readonly fullRefresh: ReadonlySet<string>;
  /** What was known of a table before; undefined when it did not exist. */
  readonly before: (table: string) => Ledger[string] | undefined;
  readonly explain: Explain;
  readonly emit: (event: UnstampedEvent) => void;
}

export function progressOf({
  compiled,
  tables,
  fullRefresh,
  before,
  explain,
  emit,
}: ProgressOptions): Progress {
  const names = new Map(tables.map(({ table }) => [table.name.toLowerCase(), table.name]));
  const outcomes = new Map<string, TableOutcome>();
  const problems = new Map<string, Problem[]>();
  const unresolved = new Map<string, Problem>();
  const started = new Map<string, number>();
  const held = new Map<string, TableOutcome>();
  let kinds: PipelineResult['kinds'] = {};
  const kindOf = (name: string): Table['kind'] | undefined =>
    kinds[name] ?? compiled.tables.get(name)?.table.kind;
  const finish = (outcome: TableOutcome): void => {
    const before = outcomes.get(outcome.table)?.status;
    if (before && !(outcome.status === 'failed' && (before === 'built' || before === 'skipped'))) return;
    outcomes.set(outcome.table, outcome);
    emit({ type: 'table_finished', ...outcome });
  };
  /**
   * Spark says of every stream that it is complete, and of some, a second later, that it failed. When a table
   * that reads it begins, it has not failed (unless `depends_on` of a Python table is wrong).
   */
  const release = (inputs: Iterable<string>): void => {
    for (const name of inputs) {
      const outcome = held.get(name);
      held.delete(name);
      if (outcome) finish(outcome);
    }
  };
  /** Catalogs keep names in lower case; views belong to the table whose files they read. */
  const nameOf = (flow: string): string | undefined => names.get(tableOfView(flow).toLowerCase());
  const culprit = (name: string): string | undefined =>
    compiled.tables.get(name)?.inputs.find((input) => {
      const status = outcomes.get(input)?.status;
      return status === 'failed' || status === 'blocked';
    });
  const settle = (reason: string): void => {
    for (const { table } of tables) {
      const { name } = table;
      const own = problems.get(name);
      // What an input that could not be loaded leads to is told with that input.
      const blame = own ? undefined : culprit(name);
      const list = own ?? (blame ? undefined : [unresolved.get(name) ?? []].flat());
      if (blame) finish({ table: name, status: 'blocked', reason: `${blame} failed` });
      else if (list && list.length > 0) {
        finish({ table: name, status: 'failed', reason: 'cannot be built', problems: list });
      } else finish({ table: name, status: 'cancelled', reason });
    }
  };

  return {
    outcomes,
    kindOf,
    failed: () => problems.size + unresolved.size > 0,
    found({ table, problem }) {
      if (problem.severity === 'warning') emit({ type: 'warning', problem });
      else problems.set(table, [...(problems.get(table) ?? []), problem]);
    },
    planning({ message }) {
      const event = readFlowEvent(message);
      const table = event && nameOf(event.table);
      if (!table || event.status !== 'unresolved') return;
      unresolved.set(table, explain.dataset(table, event.error ?? message, 'planning'));
    },
    defined(found) {
      kinds = found;
    },
    running({ message, at, rows }) {
      const event = readFlowEvent(message);
      const table = event && names.get(event.table.toLowerCase());
      if (!table) return;
      const startedAt = started.get(table) ?? at;
      const times = { startedAt, durationMs: at - startedAt };
      if (event.status === 'started') {
        if (started.has(table)) return;
        started.set(table, at);
        emit({ type: 'table_started', table, reason: '' });
        release(compiled.tables.get(table)?.inputs ?? []);
      } else if (event.status === 'completed') {
        const outcome = { ...completed(table, rows ?? undefined), ...times };
        if (kindOf(table) === 'streaming_table') held.set(table, outcome);
        else finish(outcome);
      } else if (event.status === 'blocked') {
        finish({ table, status: 'blocked', reason: `${culprit(table) ?? 'an input'} failed` });
      } else {
        held.delete(table);
        const problem = explain.dataset(table, event.error ?? message, 'running');
        finish({ table, status: 'failed', reason: 'failed on Spark', ...times, problems: [problem] });
      }
    },
    refused: () => settle('nothing was run'),
    ended() {
      release([...held.keys()]);
      settle('not reached');
    },
  };

  function completed(table: string, rows: number | undefined): TableOutcome {
    const old = before(table);
    const streaming = kindOf(table) === 'streaming_table';
    const afresh = fullRefresh.has(table);
    const reason = !old ? 'first build' : afresh ? 'full refresh' : streaming ? 'new rows' : 'computed anew';
    if (rows === undefined) return { table, status: 'built', reason };
    if (!streaming || !old || afresh || old.rows === undefined)
      return { table, status: 'built', reason, rows };
    const rowsAdded = rows - old.rows;
    return rowsAdded === 0
      ? { table, status: 'skipped', reason: 'nothing new to read', rows }
      : { table, status: 'built', reason, rows, rowsAdded };
  }
}
