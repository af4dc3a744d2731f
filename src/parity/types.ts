import type { SparkSession } from '../engine/spark/index.ts';
import type { Clock, Problem } from '../kernel/index.ts';
import type { Compiled } from '../plan/index.ts';
import type { TableComparison } from './compare-tables.ts';

export interface ParityRequest {
  readonly compiled: Compiled;
  /** Tables to compare; what they are made from is built and compared too. */
  readonly selected: ReadonlySet<string>;
  /** At most this many records of each source; all of them when undefined. */
  readonly sample: number | undefined;
  /** Names of columns that are left out of every table. */
  readonly ignored: ReadonlySet<string>;
  /** Types that hold the same values, such as int and bigint, count as different. */
  readonly strictTypes: boolean;
  /** Where both engines work: emptied first. */
  readonly folder: string;
  /** The schema of Spark's catalog that tables are made in; one that nobody else uses. */
  readonly schema: string;
  /** Opens a session of a Spark that runs; called at once, while DuckDB is still at work. */
  readonly openSpark: () => Promise<SparkSession>;
  readonly concurrency: number;
  /** The command line, for messages. */
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ParityProgress) => void;
}

/** What is under way: the first `done` of `of` tables are finished. */
export interface ParityProgress {
  readonly step: 'sampling' | 'duckdb' | 'spark' | 'comparing';
  readonly done: number;
  readonly of: number;
}

export interface TableParity {
  readonly table: string;
  /** `not_compared`: an engine failed; `left_out`: it is not for both engines. */
  readonly status: 'equal' | 'different' | 'not_compared' | 'left_out';
  /** Why it was not compared, or left out. */
  readonly reason?: string;
  /** Why an engine did not build it. */
  readonly problems: readonly Problem[];
  readonly comparison?: TableComparison;
  /** What the difference may come from. */
  readonly hints: readonly string[];
}

export interface ParityReport {
  /** Every table was compared, and none differs. */
  readonly equal: boolean;
  /** In an order in which inputs come first. */
  readonly tables: readonly TableParity[];
  readonly sample: number | undefined;
  readonly warnings: readonly Problem[];
}
