import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../kernel/index.ts';
import type { Compiled } from '../../plan/index.ts';
import type { HistoryWriter, Limiter, UnstampedEvent } from '../../run/index.ts';
import type { StatePaths } from '../../state/index.ts';
import type { Warehouse } from '../../warehouse/index.ts';
import type { Session } from './session.ts';

/** What building tables needs to know of the world. */
export interface EngineContext {
  readonly compiled: Compiled;
  readonly session: Session;
  readonly warehouse: Warehouse;
  readonly clock: Clock;
}

/** The options of a run that decide what is built. */
export interface BuildOptions {
  /** Tables to build also when nothing changed. */
  readonly force: ReadonlySet<string>;
  /** Tables to start over. */
  readonly fullRefresh: ReadonlySet<string>;
  /** Tables that this run, or the one it goes on with, has built: only new input builds them again. */
  readonly settled: ReadonlySet<string>;
  /** Whether a source without files is waited for, as in streaming mode. */
  readonly waitForFiles: boolean;
}

export interface RunContext extends EngineContext {
  readonly db: DatabaseSync;
  readonly paths: StatePaths;
  readonly runId: string;
  readonly options: BuildOptions;
  readonly history: HistoryWriter;
  readonly emit: (event: UnstampedEvent) => void;
  readonly signal: AbortSignal;
  /** Lets as many SELECTs be computed at once as were asked for. */
  readonly compute: Limiter;
}
