import type { DatabaseSync } from 'node:sqlite';
import type { Workspace } from '../../databricks/index.ts';
import type { EngineRequest, OpenRun, TableOutcome } from '../../run/index.ts';

/** What everything in one run shares. */
export interface RunContext extends OpenRun {
  readonly request: EngineRequest;
  readonly workspace: Workspace;
  readonly db: DatabaseSync;
  /** Writes an outcome into the history, and tells of it. */
  readonly finish: (outcome: TableOutcome) => void;
  /** Names of pipelines whose updates we would stop. */
  readonly active: Map<string, string>;
}
