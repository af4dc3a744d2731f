import type { Clock, ExitCode } from '../../kernel/index.ts';
import type { Project } from '../../project/index.ts';
import type { LoadingEvent, LoadingReport } from '../record/events.ts';
import type { VariableName } from '../settings/variables.ts';

/** What can be said about a load, by the keys of the configuration. */
export type LoadKey = 'source_table' | 'data_source' | 'es_nodes' | 'batch_id' | 'id' | 'version';

export interface LoadsRequest {
  /** Folder of the project, or where `.headrace/` goes without one. */
  readonly root: string;
  readonly project: Project | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Variables given on the command line. */
  readonly flags: Readonly<Partial<Record<VariableName, string>>>;
  /** Names under `loads:`; none, with neither `all` nor `jobs`: the one load that `given` describes. */
  readonly names: readonly string[];
  readonly all: boolean;
  /** Path of a file with a list of loads. */
  readonly jobs?: string | undefined;
  /** Parameters given on the command line. */
  readonly given: Readonly<Partial<Record<LoadKey, string>>>;
  /** How many loads run at once. */
  readonly parallel: number;
  /** Forget how far earlier loads came, and that a batch was finished. */
  readonly restart: boolean;
  readonly deadLetters?: string | undefined;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  readonly onEvent: (event: LoadingEvent, load: string) => void;
  /** Called as each load ends, where several were asked for. */
  readonly onOutcome?: (outcome: LoadOutcome) => void;
  readonly clock?: Clock;
}

export type OutcomeStatus =
  | 'done'
  /** Done, but for records that are dead letters now. */
  | 'dead letters'
  | 'already loaded'
  | 'failed'
  /** Another loader is at it. */
  | 'locked'
  | 'unreachable'
  | 'interrupted'
  /** Interrupted before its turn came. */
  | 'not started';

/** How one of several loads ended. */
export interface LoadOutcome {
  /** Its name, or that of its data source. */
  readonly load: string;
  readonly sourceTable: string;
  readonly dataSource: string;
  readonly batchId: string | undefined;
  readonly index: string;
  readonly status: OutcomeStatus;
  readonly exitCode: ExitCode;
  /** As far as it came, where it did not come to its end. */
  readonly counts: Pick<LoadingReport, 'read' | 'stored' | 'stale' | 'dead'>;
  readonly report: LoadingReport | undefined;
  readonly error?: unknown;
}

export interface LoadsReport {
  /** Whether several were asked for; otherwise an error of the only one was thrown. */
  readonly several: boolean;
  readonly loads: readonly LoadOutcome[];
  /** The worst of all. */
  readonly exitCode: ExitCode;
}
