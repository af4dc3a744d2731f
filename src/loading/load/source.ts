import { createWorkspace, tellWaits } from '../../databricks/index.ts';
import type { DatabricksPin, DatabricksSource } from '../../sources/databricks/index.ts';
import { openDatabricksSource, readDatabricksPin } from '../../sources/databricks/index.ts';
import {
  type DuckDBSource,
  locateSource,
  openDuckDBSource,
  readSourcePin,
  type SourcePin,
} from '../../sources/duckdb/index.ts';
import { statePaths } from '../../state/index.ts';
import { resolveWorkspace } from '../settings/connections.ts';
import type { LoadContext } from './load-table.ts';
import type { LoadPlan } from './plan.ts';

/** A finished table, wherever it lies. */
export type LoadSource = DuckDBSource | DatabricksSource;

/** What a load reads, from its first record to its last: plain JSON, kept with its state. */
export type LoadPin = SourcePin | DatabricksPin;

/** A pin as a load's state gives it back; undefined for anything else. */
export function readLoadPin(value: unknown): LoadPin | undefined {
  return readDatabricksPin(value) ?? readSourcePin(value);
}

/**
 * Opens the table that a load reads: with DuckDB, or, where only a workspace has it, with that.
 *
 * @param pinned what an interrupted load has read.
 * @throws HeadraceError where it cannot be read, or is no longer what was read.
 */
export async function openLoadSource(
  plan: LoadPlan,
  pinned: LoadPin | undefined,
  context: LoadContext,
): Promise<LoadSource> {
  const { sourceTable, id: key, version, map } = plan;
  const { root, project, env, parallel, dryRun, signal, clock, onEvent } = context;
  const location = locateSource(sourceTable, root);
  if (location.kind === 'workspace') {
    const { warehouseId, ...access } = resolveWorkspace({ project, env });
    return openDatabricksSource({
      workspace: createWorkspace({
        ...{ ...access, clock },
        onRetry: tellWaits(clock, (problem) =>
          onEvent({ type: 'load_warning', at: clock.now(), id: plan.label, problem }),
        ),
      }),
      ...{ warehouseId, sourceTable: location.table, key, version, map, dryRun, signal },
      pinned: pinned?.kind === 'databricks' ? pinned : undefined,
    });
  }
  const { memoryLimit, threads } = project?.storage ?? { memoryLimit: undefined, threads: undefined };
  return openDuckDBSource({
    ...{ sourceTable, root, version, map, env, key },
    storage: { threads, memoryLimit: memoryShare(memoryLimit, parallel) },
    tempFolder: statePaths(root).temp,
    pinned: pinned?.kind === 'databricks' ? undefined : pinned,
  });
}

/** Loads side by side have together what one would have: `512MB` for two is `256MB`. */
function memoryShare(limit: string | undefined, parallel: number): string | undefined {
  if (parallel === 1) return limit;
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*(\D*)$/.exec(limit ?? '512MB') ?? [];
  return number === undefined ? limit : `${(Number(number) / parallel).toFixed(2)}${unit}`;
}
