import type { Clock, Problem } from '../kernel/index.ts';
import type { Compiled } from '../plan/index.ts';
import type { EventSink, Mode, RunCounts, TableOutcome } from './events.ts';

/** Executes a plan; each engine has one. */
export interface Engine {
  /**
   * @throws HeadraceError when the run cannot begin. What goes wrong with a table later is in its outcome.
   */
  runPlan(request: EngineRequest): Promise<RunResult>;
}

export interface EngineRequest {
  readonly compiled: Compiled;
  readonly selected: ReadonlySet<string>;
  readonly mode: Mode;
  readonly force: ReadonlySet<string>;
  readonly fullRefresh: ReadonlySet<string>;
  /** Tables that are built again only for new input: a retry's, that the run before has built. */
  readonly settled: ReadonlySet<string>;
  /** Start over even where files that were read are gone. Asked when it matters. */
  readonly confirmLoss: (problem: Problem) => Promise<boolean>;
  readonly concurrency: number;
  readonly triggerMs: number;
  /** Hash of the variables given on the command line, for `retry`. */
  readonly vars: string;
  /** The command line, for the history. */
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  /** Cancels what runs now. */
  readonly signal: AbortSignal;
  /** Ends a streaming run after its current trigger. */
  readonly stop: AbortSignal;
  readonly onEvent: EventSink;
}

export interface RunResult {
  readonly run: string;
  readonly status: 'done' | 'failed' | 'interrupted';
  readonly counts: RunCounts;
  readonly outcomes: ReadonlyMap<string, TableOutcome>;
}
