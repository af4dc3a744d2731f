import * as z from 'zod';
import { conflict, invalid, missing } from '../api-error.ts';
import { type Base, ownerOf } from '../base.ts';
import { check, type Endpoint, endpoint } from '../endpoint.ts';
import { queryFlag, queryNumber, queryTexts } from '../fields.ts';
import type { FakeWorkspaceOptions } from '../options.ts';
import { pageOf } from '../pages.ts';
import type { Principal } from '../principals.ts';
import { seed } from '../seed.ts';
import { createDatasets, type Sources } from './datasets.ts';
import { type PipelineEvent, pipelineEvents } from './pipeline-events.ts';
import { pipelineFilter } from './pipeline-filter.ts';
import { createPipeline, editPipeline, type PipelineSpec, pipelineSpec } from './pipeline-schema.ts';
import { createUpdateStore, type Pipeline, type UpdateStore } from './update-store.ts';
import { updatesEndpoints } from './updates-api.ts';

export interface PipelinesArea {
  readonly endpoints: readonly Endpoint[];
  readonly updates: UpdateStore;
  all(): readonly Pipeline[];
  /** Events of all its updates, oldest first; undefined for a pipeline that is not there. */
  eventLog(pipelineId: string): readonly PipelineEvent[] | undefined;
}

type Options = Pick<FakeWorkspaceOptions, 'pipelines' | 'failUpdate' | 'rowsWritten' | 'eventDetails'>;

const root = '/api/2.0/pipelines';

/** Pipelines, their updates and the events of these. */
export function createPipelines(
  base: Base,
  options: Options,
  {
    sources,
    hasConnection,
  }: { readonly sources: Sources; readonly hasConnection: (name: string) => boolean },
): PipelinesArea {
  const { clock, random, permissions } = base;
  const pipelines = new Map<string, Pipeline>();
  const updates = createUpdateStore(base, options, { datasets: createDatasets(sources), hasConnection });

  const add = (
    spec: PipelineSpec,
    creator: Principal,
    {
      id = random.uuid(),
      tables,
    }: { readonly id?: string | undefined; readonly tables?: readonly string[] | undefined } = {},
  ): Pipeline => {
    permissions.add('pipelines', id, creator);
    const pipeline = { id, spec: withDefaults(spec, id), creator, modifiedAt: clock.now(), tables };
    pipelines.set(id, pipeline);
    return pipeline;
  };
  for (const { pipeline_id: id, spec, tables, creator_user_name } of options.pipelines ?? []) {
    add(seed(pipelineSpec, spec, 'pipeline'), ownerOf(base, creator_user_name), { id, tables });
  }

  /** The pipeline, for somebody who may do this to it. */
  const pipeline = (id: string, principal: Principal, level: string): Pipeline => {
    const found = pipelines.get(id);
    if (!found) throw missing(`The specified pipeline ${id} was not found.`);
    permissions.demand(principal, 'pipelines', id, level);
    return found;
  };
  const demandFreeName = (name: string | undefined, except?: Pipeline): void => {
    const taken = [...pipelines.values()].some((each) => each !== except && each.spec.name === name);
    if (name === undefined || !taken) return;
    throw conflict(
      `The pipeline name '${name}' is already used by another pipeline. This check can be skipped by setting \`allow_duplicate_names = true\` in the request.`,
    );
  };
  const latest = (each: Pipeline): readonly Record<string, unknown>[] =>
    updates.of(each).map((update) => ({
      update_id: update.id,
      state: updates.state(update),
      creation_time: new Date(update.work.startedAt).toISOString(),
    }));
  const summary = (each: Pipeline): Record<string, unknown> => ({
    pipeline_id: each.id,
    name: each.spec.name ?? '',
    state: pipelineState(updates, each),
    health: pipelineState(updates, each) === 'FAILED' ? 'UNHEALTHY' : 'HEALTHY',
    creator_user_name: each.creator.name,
    run_as_user_name: each.creator.name,
    latest_updates: latest(each).slice(0, 5),
  });

  const eventsOf = (each: Pipeline): readonly PipelineEvent[] =>
    pipelineEvents(each, updates, { host: base.host(), details: options.eventDetails ?? true });

  const endpoints = [
    endpoint('POST', root, createPipeline, ({ allow_duplicate_names, dry_run, ...rest }, { principal }) => {
      const spec = check(pipelineSpec, rest);
      if (!allow_duplicate_names) demandFreeName(spec.name);
      if (dry_run) return { effective_settings: withDefaults(spec, '') };
      return { pipeline_id: add(spec, principal).id };
    }),
    endpoint('GET', root, listPipelines, ({ filter, max_results, order_by, page_token }, { principal }) => {
      const wanted = pipelineFilter(filter);
      const found = [...pipelines.values()]
        .filter(({ id, spec }) => permissions.allows(principal, 'pipelines', id, 'CAN_VIEW') && wanted(spec))
        .sort(orderOf(order_by ?? ['id asc']));
      const { items, tokens } = pageOf(found, page_token, max_results);
      return { statuses: items.map(summary), ...tokens };
    }),
    endpoint('GET', `${root}/{pipeline_id}`, named, ({ pipeline_id }, { principal }) => {
      const found = pipeline(pipeline_id, principal, 'CAN_VIEW');
      return { ...summary(found), spec: found.spec, last_modified: found.modifiedAt };
    }),
    endpoint('PUT', `${root}/{pipeline_id}`, editPipeline, (request, { principal }) => {
      const { pipeline_id, allow_duplicate_names, expected_last_modified: expected, ...rest } = request;
      const found = pipeline(pipeline_id, principal, 'CAN_MANAGE');
      if (expected !== undefined && expected !== found.modifiedAt) {
        throw conflict(`Pipeline ${pipeline_id} was changed meanwhile.`);
      }
      const spec = check(pipelineSpec, rest);
      if (!allow_duplicate_names) demandFreeName(spec.name, found);
      found.spec = withDefaults(spec, found.id);
      found.modifiedAt = clock.now();
      return {};
    }),
    endpoint('DELETE', `${root}/{pipeline_id}`, deletePipeline, ({ pipeline_id }, { principal }) => {
      updates.stop(pipeline(pipeline_id, principal, 'CAN_MANAGE'));
      pipelines.delete(pipeline_id);
      permissions.remove('pipelines', pipeline_id);
      return {};
    }),
    ...updatesEndpoints({ root, updates, pipeline, eventsOf }),
  ];
  return {
    ...{ endpoints, updates },
    all: () => [...pipelines.values()],
    eventLog(id) {
      const found = pipelines.get(id);
      return found && eventsOf(found);
    },
  };
}

const named = z.strictObject({ pipeline_id: z.string() });

const deletePipeline = z.strictObject({
  pipeline_id: z.string(),
  cascade: queryFlag.optional(),
  force: queryFlag.optional(),
});

const listPipelines = z.strictObject({
  filter: z.string().optional(),
  max_results: queryNumber(1, 100).default(25),
  order_by: queryTexts.optional(),
  page_token: z.string().optional(),
});

function withDefaults(spec: PipelineSpec, id: string): PipelineSpec {
  return { continuous: false, development: false, channel: 'CURRENT', ...spec, id };
}

/** What a pipeline is said to be doing, by its newest update. */
function pipelineState(updates: UpdateStore, pipeline: Pipeline): string {
  const [newest] = updates.of(pipeline);
  const state = newest && updates.state(newest);
  switch (state) {
    case undefined:
    case 'COMPLETED':
    case 'CANCELED':
      return 'IDLE';
    case 'FAILED':
    case 'STOPPING':
    case 'RESETTING':
      return state;
    case 'RUNNING':
    case 'SETTING_UP_TABLES':
      return 'RUNNING';
    default:
      return 'STARTING';
  }
}

function orderOf(orders: readonly string[]): (a: Pipeline, b: Pipeline) => number {
  const parts = orders.map((order) => {
    const [, field = '', direction] = /^(id|name)(?: (asc|desc))?$/i.exec(order.trim()) ?? [];
    if (!field) throw invalid(`Unsupported order_by: ${order}. Supported are id and name.`);
    const sign = direction?.toLowerCase() === 'desc' ? -1 : 1;
    return (a: Pipeline, b: Pipeline): number => {
      const [x, y] = field.toLowerCase() === 'id' ? [a.id, b.id] : [a.spec.name ?? '', b.spec.name ?? ''];
      return x < y ? -sign : x > y ? sign : 0;
    };
  });
  return (a, b) => parts.map((part) => part(a, b)).find((result) => result !== 0) ?? 0;
}
