import { conflict, missing } from '../api-error.ts';
import type { Base } from '../base.ts';
import type { FakeWorkspaceOptions, StartedUpdate, UpdateFailure } from '../options.ts';
import type { Principal } from '../principals.ts';
import { bareName, type Datasets, qualified } from './datasets.ts';
import type { PipelineSpec } from './pipeline-schema.ts';
import { finalStates, type Step, stepsOf, type UpdateState, type UpdateWork } from './update-course.ts';

export interface Pipeline {
  readonly id: string;
  spec: PipelineSpec;
  readonly creator: Principal;
  modifiedAt: number;
  /** Names that the seed gave; without: those that its sources define. */
  readonly tables: readonly string[] | undefined;
}

export interface Update {
  readonly id: string;
  readonly pipeline: Pipeline;
  readonly spec: PipelineSpec;
  readonly cause: string;
  readonly request: UpdateRequest;
  readonly work: UpdateWork;
  stoppedAt: number | undefined;
}

export interface UpdateRequest {
  readonly full_refresh: boolean;
  readonly refresh_selection: readonly string[];
  readonly full_refresh_selection: readonly string[];
  readonly validate_only: boolean;
  readonly parameters?: Readonly<Record<string, string>> | undefined;
}

export interface UpdateStore {
  /** All of them, oldest first. */
  all(): readonly Update[];
  /** Of one pipeline, newest first. */
  of(pipeline: Pipeline): readonly Update[];
  get(pipeline: Pipeline, id: string): Update;
  state(update: Update): UpdateState;
  /** What has happened in it so far. */
  steps(update: Update): readonly Step[];
  start(pipeline: Pipeline, request: UpdateRequest, cause: string): Update;
  stop(pipeline: Pipeline): void;
}

interface UpdateContext {
  readonly datasets: Datasets;
  /** Whether Unity Catalog has a connection of this name. */
  readonly hasConnection: (name: string) => boolean;
}

/** Updates of pipelines: planned when they start, looked at later. */
export function createUpdateStore(
  { clock, random, runMs }: Base,
  { failUpdate, rowsWritten }: Pick<FakeWorkspaceOptions, 'failUpdate' | 'rowsWritten'>,
  { datasets, hasConnection }: UpdateContext,
): UpdateStore {
  const updates = new Map<string, Update>();

  const steps = (update: Update): readonly Step[] =>
    stepsOf(update.work, update.stoppedAt).filter(({ at }) => at <= clock.now());
  const state = (update: Update): UpdateState => steps(update).at(-1)?.state ?? 'QUEUED';
  const of = (pipeline: Pipeline): Update[] =>
    [...updates.values()].filter((update) => update.pipeline === pipeline).reverse();
  const active = (pipeline: Pipeline): Update | undefined =>
    of(pipeline).find((update) => !finalStates.includes(state(update)));

  const unconnected = ({ ingestion_definition: ingestion }: PipelineSpec): UpdateFailure | undefined => {
    const name = ingestion?.connection_name;
    return name === undefined || hasConnection(name)
      ? undefined
      : { message: `The connection '${name}' does not exist.` };
  };

  return {
    all: () => [...updates.values()],
    of,
    steps,
    state,

    get(pipeline, id) {
      const update = updates.get(id);
      if (update?.pipeline !== pipeline) {
        throw missing(`The specified update ${id} of pipeline ${pipeline.id} was not found.`);
      }
      return update;
    },

    start(pipeline, request, cause) {
      const running = active(pipeline);
      if (running) {
        throw conflict(`An active update ${running.id} already exists for pipeline '${pipeline.id}'.`);
      }
      const { spec } = pipeline;
      const id = random.uuid();
      const started: StartedUpdate = {
        updateId: id,
        pipelineId: pipeline.id,
        name: spec.name ?? '',
        fullRefresh: request.full_refresh,
        refreshSelection: request.refresh_selection,
        fullRefreshSelection: request.full_refresh_selection,
      };
      const known = pipeline.tables ?? datasets.definedBy(spec);
      const { chosen, unknown } = choose(known, request);
      const tables = chosen.map((name) => qualified(name, spec));
      const work: UpdateWork = {
        tables,
        rows: new Map(tables.map((name) => [name, rowsWritten?.(started, bareName(name)) ?? 3])),
        continuous: spec.continuous ?? false,
        validateOnly: request.validate_only,
        resets: request.full_refresh || request.full_refresh_selection.length > 0,
        failure:
          (unknown === undefined ? undefined : notFound(unknown)) ??
          unconnected(spec) ??
          failureIn(tables, failUpdate?.(started)),
        startedAt: clock.now(),
        durationMs: runMs,
      };
      const update: Update = { id, pipeline, spec, cause, request, work, stoppedAt: undefined };
      updates.set(id, update);
      return update;
    },

    stop(pipeline) {
      const running = active(pipeline);
      if (running) running.stoppedAt ??= clock.now();
    },
  };
}

/** The tables that an update builds, in the pipeline's order; of none that are known, those that are named. */
function choose(
  known: readonly string[],
  { refresh_selection, full_refresh_selection }: UpdateRequest,
): { readonly chosen: readonly string[]; readonly unknown?: string } {
  const wanted = [...refresh_selection, ...full_refresh_selection];
  if (wanted.length === 0) return { chosen: known };
  if (known.length === 0) return { chosen: [...new Set(wanted)] };
  const names = new Set(wanted.map(bareName));
  const unknown = [...names].find((name) => !known.some((table) => bareName(table) === name));
  return {
    chosen: known.filter((table) => names.has(bareName(table))),
    ...(unknown !== undefined && { unknown }),
  };
}

function notFound(table: string): UpdateFailure {
  return { message: `The table '${table}' of the selection was not found in the pipeline.` };
}

function failureIn(tables: readonly string[], failure: UpdateFailure | undefined): UpdateFailure | undefined {
  if (failure?.table === undefined) return failure;
  const { table, message } = failure;
  const found = tables.find((name) => bareName(name) === bareName(table));
  // What is not built cannot fail.
  return found === undefined ? undefined : { table: found, message };
}
