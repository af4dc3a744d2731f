import * as z from 'zod';
import type { Api, CallOptions } from './api.ts';
import { pages } from './pages.ts';

/** A connection to be made; option names are the source's own. */
export interface ConnectionRequest {
  readonly name: string;
  /** COMMUNITY, POSTGRESQL, … */
  readonly connection_type: string;
  /** Credentials too: the platform keeps them, and never gives them out. */
  readonly options: Readonly<Record<string, string>>;
  /** Options that are secrets of Unity Catalog: names of options, and `catalog.schema.secret`. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly comment?: string;
}

const connection = z.looseObject({
  name: z.string(),
  connection_type: z.string().optional(),
  /** Without credentials. */
  options: z.record(z.string(), z.string()).optional(),
  owner: z.string().optional(),
  comment: z.string().optional(),
});
export type CatalogConnection = z.output<typeof connection>;

/** Connections of Unity Catalog to sources elsewhere. */
export interface Connections {
  create(request: ConnectionRequest, options?: CallOptions): Promise<CatalogConnection>;
  get(name: string, options?: CallOptions): Promise<CatalogConnection>;
  /** Replaces all options and secrets; the type stays. */
  update(
    name: string,
    request: Pick<ConnectionRequest, 'options' | 'secrets' | 'comment'>,
    options?: CallOptions,
  ): Promise<CatalogConnection>;
  list(options?: CallOptions): AsyncIterable<CatalogConnection>;
}

const root = '/api/2.1/unity-catalog/connections';
const listed = z.looseObject({
  connections: z.array(connection).optional(),
  next_page_token: z.string().optional(),
});

/** Options that are certainly no credentials, and may well stand in a message. */
const plain: ReadonlySet<string> = new Set(['sourceName', 'externalOptionsAllowList', 'host', 'port']);

function secretsIn({ options }: Pick<ConnectionRequest, 'options'>): readonly string[] {
  return Object.entries(options).flatMap(([name, value]) => (plain.has(name) ? [] : [value]));
}

export function connectionsApi(api: Api): Connections {
  const of = (name: string): string => `connection "${name}"`;
  return {
    create: (request, options) =>
      api.json(
        {
          ...{ method: 'POST', path: root, body: request, secrets: secretsIn(request) },
          ...{ action: 'create', thing: of(request.name), ...options },
        },
        connection,
      ),

    get: (name, options) =>
      api.json(
        {
          ...{ method: 'GET', path: `${root}/${encodeURIComponent(name)}` },
          ...{ action: 'read', thing: of(name), ...options },
        },
        connection,
      ),

    update: (name, request, options) =>
      api.json(
        {
          ...{ method: 'PATCH', path: `${root}/${encodeURIComponent(name)}` },
          ...{ body: request, secrets: secretsIn(request), repeatable: true },
          ...{ action: 'change', thing: of(name), ...options },
        },
        connection,
      ),

    list: (options) =>
      pages(async (page_token) => {
        const { connections = [], next_page_token: next } = await api.json(
          {
            // 0: pages as long as the platform likes; without it, it would have to give all at once.
            ...{ method: 'GET', path: root, query: { max_results: 0, page_token } },
            ...{ action: 'list', thing: 'the connections', ...options },
          },
          listed,
        );
        return { items: connections, next };
      }),
  };
}
