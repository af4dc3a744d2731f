import * as z from 'zod';
import { conflict, missing } from '../api-error.ts';
import type { Base } from '../base.ts';
import { type Endpoint, endpoint } from '../endpoint.ts';
import { anything, queryNumber, textMap } from '../fields.ts';
import { pageOf } from '../pages.ts';

const root = '/api/2.1/unity-catalog/connections';

/** Connections of Unity Catalog. Their options hold credentials, which are not shown again. */
export function connectionsEndpoints({ clock, random }: Base): readonly Endpoint[] {
  const connections = new Map<string, Readonly<Record<string, unknown>>>();
  const found = (name: string): Readonly<Record<string, unknown>> => {
    const connection = connections.get(name);
    if (!connection) throw missing(`Connection '${name}' does not exist.`, 'CONNECTION_DOES_NOT_EXIST');
    return connection;
  };
  return [
    endpoint('POST', root, create, ({ options: _secret, ...given }, { principal }) => {
      if (connections.has(given.name)) {
        throw conflict(`Connection '${given.name}' already exists`, 'CONNECTION_ALREADY_EXISTS');
      }
      const connection = {
        ...given,
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
      const { items, tokens } = pageOf([...connections.values()], page_token, max_results);
      return { connections: items, ...tokens };
    }),
    endpoint('GET', `${root}/{name}`, named, ({ name }) => found(name)),
    endpoint('DELETE', `${root}/{name}`, named, ({ name }) => {
      found(name);
      connections.delete(name);
      return {};
    }),
  ];
}

const named = z.strictObject({ name: z.string() });

const listed = z.strictObject({
  max_results: queryNumber(0, 1000).default(100),
  page_token: z.string().optional(),
});

const create = z.strictObject({
  name: z.string().min(1),
  connection_type: z.string().regex(/^[A-Z][A-Z\d_]*$/),
  options: textMap,
  comment: z.string().optional(),
  properties: textMap.optional(),
  read_only: z.boolean().optional(),
  environment_settings: anything.optional(),
  parent: z.string().optional(),
});
