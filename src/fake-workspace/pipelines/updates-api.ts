import * as z from 'zod';
import { invalid } from '../api-error.ts';
import { type Endpoint, endpoint } from '../endpoint.ts';
import { queryNumber, queryTexts } from '../fields.ts';
import { pageOf } from '../pages.ts';
import type { Principal } from '../principals.ts';
import { eventFilter } from './event-filter.ts';
import { eventPage } from './event-page.ts';
import type { PipelineEvent } from './pipeline-events.ts';
import { startUpdate } from './pipeline-schema.ts';
import type { Pipeline, Update, UpdateStore } from './update-store.ts';

/** What the endpoints of updates stand on. */
export interface UpdatesContext {
  readonly root: string;
  readonly updates: UpdateStore;
  readonly pipeline: (id: string, principal: Principal, level: string) => Pipeline;
  /** Oldest first. */
  readonly eventsOf: (pipeline: Pipeline) => readonly PipelineEvent[];
}

export function updatesEndpoints({ root, updates, pipeline, eventsOf }: UpdatesContext): readonly Endpoint[] {
  const shown = (update: Update): Record<string, unknown> => {
    const { validate_only, full_refresh, refresh_selection, full_refresh_selection, parameters } =
      update.request;
    return {
      update_id: update.id,
      pipeline_id: update.pipeline.id,
      cause: update.cause,
      state: updates.state(update),
      creation_time: update.work.startedAt,
      ...{ full_refresh, validate_only },
      ...(refresh_selection.length > 0 && { refresh_selection }),
      ...(full_refresh_selection.length > 0 && { full_refresh_selection }),
      ...(parameters && { parameters }),
    };
  };

  return [
    endpoint('POST', `${root}/{pipeline_id}/updates`, startUpdate, (request, { principal }) => {
      const { pipeline_id, cause, ...rest } = request;
      return { update_id: updates.start(pipeline(pipeline_id, principal, 'CAN_RUN'), rest, cause).id };
    }),
    endpoint('GET', `${root}/{pipeline_id}/updates`, listUpdates, (query, { principal }) => {
      const all = updates.of(pipeline(query.pipeline_id, principal, 'CAN_VIEW'));
      const until = all.findIndex(({ id }) => id === query.until_update_id);
      const { items, tokens } = pageOf(
        until < 0 ? all : all.slice(0, until + 1),
        query.page_token,
        query.max_results,
      );
      return { updates: items.map(shown), ...tokens };
    }),
    endpoint('GET', `${root}/{pipeline_id}/updates/{update_id}`, oneUpdate, (names, { principal }) => {
      const update = updates.get(pipeline(names.pipeline_id, principal, 'CAN_VIEW'), names.update_id);
      return { update: { ...shown(update), config: update.spec } };
    }),
    endpoint(
      'POST',
      `${root}/{pipeline_id}/stop`,
      z.strictObject({ pipeline_id: z.string() }),
      (names, { principal }) => {
        updates.stop(pipeline(names.pipeline_id, principal, 'CAN_RUN'));
        return {};
      },
    ),
    endpoint('GET', `${root}/{pipeline_id}/events`, listEvents, (query, { principal }) => {
      const { pipeline_id, max_results, page_token, filter, order_by } = query;
      const found = pipeline(pipeline_id, principal, 'CAN_VIEW');
      if (page_token !== undefined && (filter !== undefined || order_by !== undefined)) {
        throw invalid('page_token cannot be combined with any field but max_results.');
      }
      return eventPage(eventsOf(found), {
        size: max_results,
        token: page_token,
        ascending: isAscending(order_by),
        filter,
      });
    }),
  ];
}

function isAscending(orders: readonly string[] = ['timestamp desc']): boolean {
  const [, direction] = /^timestamp(?: (asc|desc))?$/i.exec(orders[0]?.trim() ?? '') ?? [];
  if (orders.length !== 1 || !/^timestamp/i.test(orders[0] ?? '')) {
    throw invalid('Unsupported order_by: only timestamp is supported.');
  }
  return direction?.toLowerCase() !== 'desc';
}

const listUpdates = z.strictObject({
  pipeline_id: z.string(),
  max_results: queryNumber(1, 100).default(25),
  page_token: z.string().optional(),
  until_update_id: z.string().optional(),
});

const oneUpdate = z.strictObject({ pipeline_id: z.string(), update_id: z.string() });

const listEvents = z.strictObject({
  pipeline_id: z.string(),
  max_results: queryNumber(1, 250).default(25),
  page_token: z.string().optional(),
  order_by: queryTexts.optional(),
  // Checked here, so that a filter the platform does not know is an error before there is any event.
  filter: z
    .string()
    .optional()
    .transform((text) => {
      if (text !== undefined) eventFilter(text);
      return text;
    }),
});
