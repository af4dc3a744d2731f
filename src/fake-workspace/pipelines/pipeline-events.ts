import { contentHash } from '../../kernel/index.ts';
import type { Filterable } from './event-filter.ts';
import type { Step } from './update-course.ts';
import type { Pipeline, Update, UpdateStore } from './update-store.ts';

/** An event as the API shows it. */
export interface PipelineEvent extends Filterable, Readonly<Record<string, unknown>> {}

/** The event log of a pipeline so far, oldest first. */
export function pipelineEvents(
  pipeline: Pipeline,
  updates: UpdateStore,
  { host, details }: { readonly host: string; readonly details: boolean },
): readonly PipelineEvent[] {
  return updates
    .of(pipeline)
    .toReversed()
    .flatMap((update) =>
      updates
        .steps(update)
        .map((step, index): PipelineEvent => eventOf(update, step, { index, host, details })),
    );
}

function eventOf(
  update: Update,
  { at, event }: Step,
  { index, host, details }: { readonly index: number; readonly host: string; readonly details: boolean },
): PipelineEvent {
  const { pipeline } = update;
  const { table } = event;
  return {
    // Equal for every look at the log, as clients leave out what they have seen.
    id: uuidOf(`${update.id}/${index}`),
    sequence: { control_plane_seq_no: Math.round(at * 1000) + index },
    origin: {
      ...{ cloud: 'AWS', region: 'fake', host, org_id: 0 },
      pipeline_id: pipeline.id,
      pipeline_name: update.spec.name ?? '',
      update_id: update.id,
      ...(table !== undefined && {
        flow_name: table,
        dataset_name: table,
        flow_id: uuidOf(`${pipeline.id}/${table}`),
      }),
    },
    timestamp: new Date(at).toISOString(),
    message: event.message(update.id.slice(0, 6)),
    level: event.level,
    event_type: event.type,
    maturity_level: 'STABLE',
    ...(event.error !== undefined && { error: event.error }),
    ...(details && { details: event.details }),
  };
}

function uuidOf(text: string): string {
  return contentHash(text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
