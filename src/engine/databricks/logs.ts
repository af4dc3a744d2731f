import type { DatabaseSync } from 'node:sqlite';
import {
  createWorkspace,
  type PipelineEvent,
  resolveCredentials,
  tellWaits,
  type Workspace,
} from '../../databricks/index.ts';
import { type Clock, type Problem, usageError } from '../../kernel/index.ts';
import type { Target } from '../../project/index.ts';
import { findRun } from '../../run/index.ts';
import { finalState } from './follow-update.ts';
import { noPipeline, noUpdates, otherWorkspace, severalPipelines, unknownRun } from './problems.ts';
import { errorText, readEvent } from './read-event.ts';
import { type StoredUpdate, storedUpdates, updateStored } from './stored-updates.ts';

/** Updates that the history knows. */
export interface LogSource {
  /** What they were asked for by. */
  readonly run: string;
  /** The target of the run. */
  readonly target: string | undefined;
  readonly updates: readonly StoredUpdate[];
}

export interface LogRequest {
  /** Updates of the history, or one that only the workspace knows: its id, the beginning of it, or `last`. */
  readonly source: LogSource | { readonly pipeline: string; readonly update: string };
  /** The least severe events that are wanted. */
  readonly level: LogLevel;
  readonly target: Target;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onWarning: (problem: Problem) => void;
}

export const logLevels = ['error', 'warn', 'info', 'metrics'] as const;
export type LogLevel = (typeof logLevels)[number];

/** An event of an update, with what it belongs to. */
export interface UpdateEvent {
  readonly pipeline: string;
  readonly update: string;
  readonly id: string;
  /** ISO 8601. */
  readonly timestamp: string;
  /** INFO, WARN, ERROR, METRICS. */
  readonly level: string;
  /** create_update, update_progress, flow_progress, … */
  readonly event_type: string;
  readonly table: string | undefined;
  readonly message: string;
  /** Why something failed, where it did. */
  readonly error: string | undefined;
}

/** Clocks may differ, and the log may be late: by this much (ms). */
const slackMs = 10 * 60_000;

/**
 * The updates of a run, by its id, the beginning of it, or `last`; or one update by its id.
 *
 * @param db undefined where there is no history.
 * @throws HeadraceError (exit code 2) where there are none.
 */
export function findLogs(db: DatabaseSync | undefined, id: string): LogSource {
  if (db === undefined) throw usageError(unknownRun({ id }));
  const found = findRun(db, id === 'last' ? (lastWithUpdates(db) ?? id) : id);
  if (found) {
    const updates = storedUpdates(db, found.id);
    if (updates.length > 0) return { run: found.id, target: found.target, updates };
    throw usageError(noUpdates({ run: found.id, engine: found.engine }));
  }
  const stored = updateStored(db, id);
  if (!stored) throw usageError(unknownRun({ id }));
  return { run: id, target: findRun(db, stored.run)?.target, updates: [stored] };
}

/**
 * The events of updates as the workspace keeps them, the oldest first. Costs a call for each update and one per
 * 100 events.
 *
 * @throws HeadraceError (exit code 2) for what is not there, or is in another workspace.
 */
export async function* readLogs(request: LogRequest): AsyncGenerator<UpdateEvent> {
  const { env, target, clock, signal, level, source, onWarning } = request;
  const workspace = createWorkspace({
    ...{ ...resolveCredentials({ env, target }), clock },
    onRetry: tellWaits(clock, onWarning),
  });
  if ('updates' in source) {
    const other = source.updates.find((update) => update.workspace !== workspace.host);
    if (other)
      throw usageError(otherWorkspace({ run: source.run, was: other.workspace, now: workspace.host }));
  }
  const updates =
    'updates' in source ? source.updates : [await findUpdate(workspace, source, target.name, signal)];
  for (const update of updates) {
    for await (const event of eventsOf(workspace, update, signal)) {
      if (isWanted(event, level)) yield describe(update, event);
    }
  }
}

function lastWithUpdates(db: DatabaseSync): string | undefined {
  const row = db
    .prepare(
      'SELECT id FROM runs WHERE EXISTS (SELECT 1 FROM run_updates WHERE run_id = runs.id) ORDER BY started_at DESC, id DESC LIMIT 1',
    )
    .get();
  return row === undefined ? undefined : String(row.id);
}

type Update = Pick<StoredUpdate, 'pipelineId' | 'pipelineName' | 'updateId'>;

async function findUpdate(
  workspace: Workspace,
  { pipeline: wanted, update: id }: { readonly pipeline: string; readonly update: string },
  target: string,
  signal: AbortSignal,
): Promise<Update> {
  const { host, pipelines } = workspace;
  const found: { readonly id: string; readonly name: string }[] = [];
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(wanted)) {
    const { name = wanted } = await pipelines.get(wanted, { signal });
    found.push({ id: wanted, name });
  } else {
    for await (const { pipeline_id, name } of pipelines.list({ name: wanted, signal })) {
      // In the API's pattern "_" stands for any character.
      if (name === wanted) found.push({ id: pipeline_id, name });
    }
  }
  const [one, ...more] = found;
  if (!one) throw usageError(noPipeline({ pipeline: wanted, target, host, similar: [] }));
  if (more.length > 0) {
    throw usageError(severalPipelines({ pipeline: wanted, host, ids: found.map((pipeline) => pipeline.id) }));
  }
  for await (const { update_id } of pipelines.listUpdates(one.id, { signal })) {
    if (id === 'last' || update_id.startsWith(id)) {
      return { pipelineId: one.id, pipelineName: one.name, updateId: update_id };
    }
  }
  throw usageError(unknownRun({ id }));
}

async function* eventsOf(
  { pipelines }: Workspace,
  { pipelineId, updateId }: Update,
  signal: AbortSignal,
): AsyncGenerator<PipelineEvent> {
  const update = await pipelines.getUpdate(pipelineId, updateId, { signal });
  const since = new Date((update.creation_time ?? 0) - slackMs).toISOString();
  const filter = `timestamp >= '${since}'`;
  let overAt = Number.POSITIVE_INFINITY;
  for await (const event of pipelines.events(pipelineId, { filter, order: 'oldest', signal })) {
    const at = Date.parse(event.timestamp);
    // Later updates are none of this one's business.
    if (at > overAt + slackMs) return;
    if (event.origin?.update_id !== updateId) continue;
    const fact = readEvent(event);
    if (fact?.kind === 'update' && finalState(fact) !== undefined) overAt = at;
    yield event;
  }
}

function isWanted({ level = 'INFO' }: PipelineEvent, least: LogLevel): boolean {
  const found = logLevels.find((one) => one === level.toLowerCase()) ?? 'info';
  return logLevels.indexOf(found) <= logLevels.indexOf(least);
}

function describe({ pipelineName, updateId }: Update, event: PipelineEvent): UpdateEvent {
  const { id, timestamp, level = 'INFO', event_type, origin, message = '', error } = event;
  return {
    ...{ pipeline: pipelineName, update: updateId, id, timestamp, level, event_type },
    table: origin?.dataset_name ?? origin?.flow_name,
    message,
    error: error === undefined ? undefined : errorText(event),
  };
}
