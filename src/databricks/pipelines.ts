import * as z from 'zod';
import { id } from './answers.ts';
import type { Api, CallOptions } from './api.ts';
import { pages } from './pages.ts';
import {
  event,
  type Pipeline,
  type PipelineEvent,
  type PipelineUpdate,
  pipeline,
  update,
} from './pipeline-answers.ts';

/** As the platform's pipelines API takes them; not looked into here. */
export type PipelineSettings = Readonly<Record<string, unknown>>;

/** What an update is started with; nothing: all tables, incrementally. */
export interface StartUpdate {
  readonly full_refresh?: boolean;
  /** Names of tables. */
  readonly refresh_selection?: readonly string[];
  readonly full_refresh_selection?: readonly string[];
  /** Only checks the code. */
  readonly validate_only?: boolean;
}

export interface EventFilter extends CallOptions {
  /** The API's own: `level in ('ERROR', 'WARN') AND timestamp > '2026-11-21T10:00:00.000Z'`. */
  readonly filter?: string;
  /** Default: newest. */
  readonly order?: 'oldest' | 'newest';
}

export interface Pipelines {
  /** @returns the pipeline's id. */
  create(settings: PipelineSettings, options?: CallOptions): Promise<string>;
  /** Replaces all settings. */
  update(pipelineId: string, settings: PipelineSettings, options?: CallOptions): Promise<void>;
  delete(pipelineId: string, options?: CallOptions): Promise<void>;
  get(pipelineId: string, options?: CallOptions): Promise<Pipeline>;
  /** With `name`: pipelines whose name matches, `%` standing for anything. */
  list(filter?: { readonly name?: string } & CallOptions): AsyncIterable<Pipeline>;
  /**
   * Starts an update. Not tried again once it may have started: the API has no token against a second one.
   *
   * @returns the update's id.
   * @throws HeadraceError with {@link conflict} while another update of the pipeline is under way.
   */
  startUpdate(pipelineId: string, request?: StartUpdate, options?: CallOptions): Promise<string>;
  getUpdate(pipelineId: string, updateId: string, options?: CallOptions): Promise<PipelineUpdate>;
  /** Updates, the newest first. */
  listUpdates(pipelineId: string, options?: CallOptions): AsyncIterable<PipelineUpdate>;
  /** Asks the update under way to stop; it is over when its state says so. */
  stop(pipelineId: string, options?: CallOptions): Promise<void>;
  /** Events of all updates; those of one have its id in `origin.update_id`. */
  events(pipelineId: string, filter?: EventFilter): AsyncIterable<PipelineEvent>;
}

const page = { next_page_token: z.string().optional() };
const listed = z.looseObject({ statuses: z.array(pipeline).optional(), ...page });
const updatesListed = z.looseObject({ updates: z.array(update).optional(), ...page });
const eventsListed = z.looseObject({ events: z.array(event).optional(), ...page });

const root = '/api/2.0/pipelines';

export function pipelinesApi(api: Api): Pipelines {
  const at = (pipelineId: string, ...rest: readonly string[]): string =>
    [root, ...[pipelineId, ...rest].map(encodeURIComponent)].join('/');
  const of = (pipelineId: string): string => `pipeline ${pipelineId}`;
  return {
    async create(settings, options) {
      const made = await api.json(
        {
          ...{ method: 'POST', path: root, body: settings },
          ...{ action: 'create', thing: 'a pipeline', ...options },
        },
        z.looseObject({ pipeline_id: id }),
      );
      return made.pipeline_id;
    },

    update: (pipelineId, settings, options) =>
      api.done({
        ...{ method: 'PUT', path: at(pipelineId), body: settings },
        ...{ action: 'change', thing: of(pipelineId), ...options },
      }),

    delete: (pipelineId, options) =>
      api.done({
        ...{ method: 'DELETE', path: at(pipelineId) },
        ...{ action: 'delete', thing: of(pipelineId), ...options },
      }),

    get: (pipelineId, options) =>
      api.json(
        {
          ...{ method: 'GET', path: at(pipelineId) },
          ...{ action: 'read', thing: of(pipelineId), ...options },
        },
        pipeline,
      ),

    list: ({ name, ...options } = {}) =>
      pages(async (page_token) => {
        const filter = name === undefined ? undefined : `name LIKE '${name.replaceAll("'", "''")}'`;
        const { statuses = [], next_page_token: next } = await api.json(
          {
            ...{ method: 'GET', path: root, query: { filter, max_results: 100, page_token } },
            ...{ action: 'list', thing: 'the pipelines', ...options },
          },
          listed,
        );
        return { items: statuses, next };
      }),

    async startUpdate(pipelineId, request = {}, options) {
      const started = await api.json(
        {
          ...{ method: 'POST', path: at(pipelineId, 'updates'), body: request },
          ...{ action: 'start an update of', thing: of(pipelineId), ...options },
        },
        z.looseObject({ update_id: id }),
      );
      return started.update_id;
    },

    async getUpdate(pipelineId, updateId, options) {
      const found = await api.json(
        {
          ...{ method: 'GET', path: at(pipelineId, 'updates', updateId) },
          ...{ action: 'read', thing: `update ${updateId} of ${of(pipelineId)}`, ...options },
        },
        z.looseObject({ update }),
      );
      return found.update;
    },

    listUpdates: (pipelineId, options) =>
      pages(async (page_token) => {
        const { updates = [], next_page_token: next } = await api.json(
          {
            ...{ method: 'GET', path: at(pipelineId, 'updates'), query: { max_results: 100, page_token } },
            ...{ action: 'list the updates of', thing: of(pipelineId), ...options },
          },
          updatesListed,
        );
        return { items: updates, next };
      }),

    stop: (pipelineId, options) =>
      api.done({
        ...{ method: 'POST', path: at(pipelineId, 'stop') },
        ...{ action: 'stop', thing: of(pipelineId), repeatable: true, ...options },
      }),

    events: (pipelineId, { filter, order, ...options } = {}) =>
      pages(async (page_token) => {
        const order_by =
          order === undefined ? undefined : [`timestamp ${order === 'oldest' ? 'asc' : 'desc'}`];
        // A page token stands for everything that was asked for with it, and is refused beside it.
        const query = page_token === undefined ? { filter, order_by } : { page_token };
        const { events = [], next_page_token: next } = await api.json(
          {
            ...{ method: 'GET', path: at(pipelineId, 'events'), query: { ...query, max_results: 100 } },
            ...{ action: 'read the events of', thing: of(pipelineId), ...options },
          },
          eventsListed,
        );
        return { items: events, next };
      }),
  };
}
