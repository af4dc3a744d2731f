import * as z from 'zod';
import { ApiError, missing } from './api-error.ts';
import type { Base } from './base.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import { anything } from './fields.ts';
import type { FakeWorkspaceOptions } from './options.ts';

/** Secret scopes. Of a secret only its key and its time are kept: a value can never be read back. */
export function secretsEndpoints(
  { clock }: Base,
  { secrets: seeded = {} }: Pick<FakeWorkspaceOptions, 'secrets'>,
): readonly Endpoint[] {
  const scopes = new Map<string, Map<string, number>>();
  for (const [scope, values] of Object.entries(seeded)) {
    scopes.set(scope, new Map(Object.keys(values).map((key) => [key, clock.now()])));
  }
  const at = (name: string): string => `/api/2.0/secrets/${name}`;
  const keysOf = (scope: string): Map<string, number> => {
    const keys = scopes.get(scope);
    if (!keys) throw missing(`Scope ${scope} does not exist!`);
    return keys;
  };

  return [
    endpoint('POST', at('scopes/create'), createScope, ({ scope }) => {
      if (scopes.has(scope)) {
        throw new ApiError(400, 'RESOURCE_ALREADY_EXISTS', `Scope ${scope} already exists!`);
      }
      scopes.set(scope, new Map());
      return {};
    }),
    endpoint('GET', at('scopes/list'), z.strictObject({}), () => ({
      scopes: [...scopes.keys()].map((name) => ({ name, backend_type: 'DATABRICKS' })),
    })),
    endpoint('POST', at('scopes/delete'), z.strictObject({ scope: z.string() }), ({ scope }) => {
      keysOf(scope);
      scopes.delete(scope);
      return {};
    }),
    endpoint('POST', at('put'), put, ({ scope, key }) => {
      keysOf(scope).set(key, clock.now());
      return {};
    }),
    endpoint('GET', at('list'), z.strictObject({ scope: z.string() }), ({ scope }) => ({
      secrets: [...keysOf(scope)].map(([key, time]) => ({ key, last_updated_timestamp: time })),
    })),
    endpoint(
      'POST',
      at('delete'),
      z.strictObject({ scope: z.string(), key: z.string() }),
      ({ scope, key }) => {
        if (!keysOf(scope).delete(key)) throw missing(`Secret ${key} does not exist in scope ${scope}!`);
        return {};
      },
    ),
  ];
}

const name = z.string().regex(/^[\w.@-]{1,128}$/, 'expected letters, digits, _, -, @ and ., at most 128');

const createScope = z.strictObject({
  scope: name,
  initial_manage_principal: z.enum(['users']).optional(),
  scope_backend_type: z.enum(['DATABRICKS', 'AZURE_KEYVAULT']).optional(),
  backend_azure_keyvault: anything.optional(),
});

const put = z
  .strictObject({
    scope: name,
    key: name,
    string_value: z.string().optional(),
    bytes_value: z.base64().optional(),
  })
  .refine(({ string_value, bytes_value }) => (string_value === undefined) !== (bytes_value === undefined), {
    error: 'expected exactly one of string_value and bytes_value',
  });
