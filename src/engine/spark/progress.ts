import type { Problem } from '../../kernel/index.ts';
import type { Compiled, CompiledTable } from '../../plan/index.ts';
import type { TableOutcome, UnstampedEvent } from '../../run/index.ts';
import { readFlowEvent } from './events.ts';
import type { Explain, TableProblem } from './failures.ts';
import type { Ledger } from './ledger.ts';
import { tableOfView } from './render/source-view.ts';
import type { SparkEvent } from './session.ts';

/** A message of a pipeline. */
type Message = Extract<SparkEvent, { message: string }>;

/** Turns what a pipeline says into outcomes of tables, and tells them. */
export interface Progress {
  readonly outcomes: ReadonlyMap<string, TableOutcome>;
  /** Whether something is wrong with a table. */
  failed(): boolean;
  /** What is wrong with a table before anything was run, or a warning about it. */
  found(problem: TableProblem): void;
  /** A message of the dry run. */
  planning(event: Message): void;
  running(event: Message): void;
  /** The dry run found faults: nothing is run. */
  refused(): void;
  /** The run is over; every table that is not done is accounted for. */
  ended(): void;
}

export interface ProgressOptions {
  readonly compiled: Compiled;
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
  const finish = (outcome: TableOutcome): void => {
    if (outcomes.has(outcome.table)) return;
    outcomes.set(outcome.table, outcome);
    emit({ type: 'table_finished', ...outcome });
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
        finish({ table: name, status: 'failed', reason: 'refused by Spark', problems: list });
      } else finish({ table: name, status: 'cancelled', reason });
    }
  };

  return {
    outcomes,
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
      } else if (event.status === 'completed') {
        finish({ ...completed(table, rows ?? undefined), ...times });
      } else if (event.status === 'blocked') {
        finish({ table, status: 'blocked', reason: `${culprit(table) ?? 'an input'} failed` });
      } else {
        const problem = explain.dataset(table, event.error ?? message, 'running');
        finish({ table, status: 'failed', reason: 'failed on Spark', ...times, problems: [problem] });
      }
    },
    refused: () => settle('nothing was run'),
    ended: () => settle('not reached'),
  };

  function completed(table: string, rows: number | undefined): TableOutcome {
    const old = before(table);
    const streaming = compiled.tables.get(table)?.table.kind === 'streaming_table';
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
