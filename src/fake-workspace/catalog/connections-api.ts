import * as z from 'zod';
import { conflict, missing } from '../api-error.ts';
import type { Base } from '../base.ts';
import { check, type Endpoint, endpoint } from '../endpoint.ts';
import { anything, queryNumber, textMap } from '../fields.ts';
import { pageOf } from '../pages.ts';

const root = '/api/2.1/unity-catalog/connections';

export interface ConnectionsArea {
  readonly endpoints: readonly Endpoint[];
  has(name: string): boolean;
}

/** Connections of Unity Catalog. Of their options only those that are no credentials are kept, and shown. */
export function createConnections({ clock, random }: Base): ConnectionsArea {
  const connections = new Map<string, Readonly<Record<string, unknown>>>();
  const found = (name: string): Readonly<Record<string, unknown>> => {
    const connection = connections.get(name);
    if (!connection) throw missing(`Connection '${name}' does not exist.`, 'CONNECTION_DOES_NOT_EXIST');
    return connection;
  };
  const endpoints = [
    endpoint('POST', root, create, ({ options, ...given }, { principal }) => {
      if (connections.has(given.name)) {
        throw conflict(`Connection '${given.name}' already exists`, 'CONNECTION_ALREADY_EXISTS');
      }
      const connection = {
        ...given,
        options: visible(options),
        full_name: given.name,
        connection_id: random.uuid(),
        owner: principal.name,
        created_at: clock.now(),
        created_by: principal.name,
        securable_type: 'CONNECTION',
      };
      connections.set(given.name, connection);
      return connection;
    }),
    endpoint('GET', root, listed, ({ max_results, page_token }) => {
      const { items, tokens } = pageOf([...connections.values()], page_token, max_results || 100);
      return { connections: items, ...tokens };
    }),
    endpoint('GET', `${root}/{name}`, named, ({ name }) => found(name)),
    endpoint('PATCH', `${root}/{name}`, change, ({ name, options, ...given }) => {
      const before = found(name);
      check(create, { ...given, name, options, connection_type: before.connection_type });
      const changed = { ...before, ...given, options: visible(options), updated_at: clock.now() };
      connections.set(name, changed);
      return changed;
    }),
    endpoint('DELETE', `${root}/{name}`, named, ({ name }) => {
      found(name);
      connections.delete(name);
      return {};
    }),
  ];
  return { endpoints, has: (name) => connections.has(name) };
}

function visible(options: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => shown.has(name)));
}

const shown: ReadonlySet<string> = new Set([
  ...['host', 'port', 'sourceName', 'externalOptionsAllowList', 'community_oauth_flow'],
  ...['client_id', 'token_endpoint', 'authorization_endpoint', 'oauth_scope'],
]);

const named = z.strictObject({ name: z.string() });

const listed = z.strictObject({
  // 0: as many as the platform likes.
  max_results: queryNumber(0, 1000).default(0),
  page_token: z.string().optional(),
  parent: z.string().optional(),
});

/** The name of the type today, and before July 2026. */
const community: ReadonlySet<string> = new Set(['COMMUNITY', 'GENERIC_LAKEFLOW_CONNECT']);

/** What the ways to sign in need beside the source's own options. */
const oauthOptions: Readonly<Record<string, readonly string[]>> = {
  m2m: ['client_id', 'client_secret', 'token_endpoint'],
  u2m: ['client_id', 'client_secret', 'authorization_endpoint', 'token_endpoint'],
  u2m_per_user: ['client_id', 'client_secret', 'authorization_endpoint', 'token_endpoint'],
};

const changeable = {
  options: textMap,
  /** Options that are secrets of Unity Catalog, by reference. */
  secrets: z
    .record(z.string(), z.string().regex(/^[^.]+\.[^.]+\.[^.]+$/, 'expected catalog.schema.secret'))
    .optional(),
  comment: z.string().optional(),
  read_only: z.boolean().optional(),
};

/** The type of a connection stays what it is. */
const change = z.strictObject({ name: z.string(), ...changeable });

const create = z
  .strictObject({
    ...changeable,
    name: z.string().regex(/^[^\s./]{1,255}$/, 'expected a name without spaces, dots and slashes'),
    connection_type: z.string().regex(/^[A-Z][A-Z\d_]*$/, 'expected a type such as COMMUNITY'),
    properties: textMap.optional(),
    environment_settings: anything.optional(),
    parent: z.string().optional(),
  })
  .superRefine(({ connection_type, options, secrets = {} }, context) => {
    const refuse = (name: string, message: string): void => {
      context.addIssue({ code: 'custom', path: ['options', name], message });
    };
    for (const name of Object.keys(secrets)) {
      if (name in options) refuse(name, 'it is given as a secret, too');
    }
    if (!community.has(connection_type)) return;
    const flow = options.community_oauth_flow;
    const needed = ['sourceName', ...(flow === undefined ? [] : (oauthOptions[flow] ?? []))];
    if (flow !== undefined && oauthOptions[flow] === undefined) {
      refuse('community_oauth_flow', `expected one of ${Object.keys(oauthOptions).join(', ')}`);
    }
    for (const name of needed) {
      if (!options[name] && !secrets[name]) refuse(name, 'it is required');
    }
  });
