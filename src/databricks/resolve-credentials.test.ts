import { describe, expect, it } from 'vitest';
import { type CredentialsRequest, resolveCredentials } from './resolve-credentials.ts';

const cfg = `
; people's own
[DEFAULT]
host = https://default.cloud.databricks.com/?o=7
token = dapi-default # not the whole line
[dev]
host=dev.cloud.databricks.com
token = "dapi#dev"
warehouse_id = w-dev
[robot]
host = https://prod.cloud.databricks.com
client_id = robot-1
client_secret = s3cret
[me]
host = https://prod.cloud.databricks.com
auth_type = databricks-cli
[azure]
host = https://azure.net
auth_type = azure-cli
[__settings__]
default_profile = dev
`;

const dev = 'https://dev.cloud.databricks.com';
const prod = 'https://prod.cloud.databricks.com';

function resolve(request: Partial<CredentialsRequest>, file: string | undefined = cfg) {
  return resolveCredentials({
    env: {},
    home: '/home/me',
    readFile: (path) => {
      if (file !== undefined && path === '/home/me/.databrickscfg') return file;
      throw Object.assign(new Error('no'), { code: 'ENOENT' });
    },
    ...request,
  });
}

describe('credentials come from', () => {
  it('the environment', () => {
    const env = {
      DATABRICKS_HOST: 'dev.cloud.databricks.com/',
      DATABRICKS_TOKEN: 'dapi1 ',
      DATABRICKS_WAREHOUSE_ID: 'w',
    };
    expect(resolve({ env }, undefined)).toEqual({
      host: dev,
      credentials: { kind: 'token', token: 'dapi1', from: 'DATABRICKS_TOKEN' },
      warehouseId: 'w',
    });
  });

  it('a service principal in the environment, with the host of the target', () => {
    const env = { DATABRICKS_CLIENT_ID: 'a', DATABRICKS_CLIENT_SECRET: 'b' };
    expect(resolve({ env, target: { name: 'prod', host: prod } })).toMatchObject({
      host: prod,
      credentials: { kind: 'client', clientId: 'a', clientSecret: 'b' },
    });
  });

  it('the profile that the file calls its default', () => {
    expect(resolve({})).toEqual({
      host: dev,
      credentials: { kind: 'token', token: 'dapi#dev', from: 'profile "dev"' },
      warehouseId: 'w-dev',
    });
  });

  it('[DEFAULT], without the comment', () => {
    expect(resolve({}, cfg.replace('default_profile', 'other'))).toMatchObject({
      host: 'https://default.cloud.databricks.com',
      credentials: { token: 'dapi-default' },
    });
  });

  it('a profile that is named, the flag before the variable before the target', () => {
    const target = { name: 'prod', profile: 'robot' };
    const env = { DATABRICKS_CONFIG_PROFILE: 'me' };
    expect(resolve({ target })).toMatchObject({ host: prod, credentials: { clientId: 'robot-1' } });
    expect(resolve({ target, env })).toMatchObject({ credentials: { kind: 'cli', profile: 'me' } });
    expect(resolve({ target, env, profile: 'dev' })).toMatchObject({ host: dev });
  });

  it('no host from a reference whose variable is not set', () => {
    const env = { DATABRICKS_TOKEN: 't' };
    expect(() => resolve({ env, target: { name: 'dev', host: '${env:DATABRICKS_HOST}' } })).toThrow(
      'what it refers to is not set',
    );
  });

  it('the only profile that is for the host', () => {
    expect(resolve({ target: { name: 'dev', host: dev } })).toMatchObject({
      credentials: { token: 'dapi#dev' },
    });
    expect(() => resolve({ target: { name: 'prod', host: prod } })).toThrow('HR-DATABRICKS-003');
  });

  it('the environment rather than a profile that only the target names, be there a file or not', () => {
    const env = { DATABRICKS_HOST: dev, DATABRICKS_TOKEN: 'dapi1' };
    expect(resolve({ env, target: { name: 'dev', profile: 'robot' } }, undefined)).toMatchObject({
      host: dev,
    });
  });

  it('a connection of the project before everything', () => {
    const env = { DATABRICKS_HOST: prod, DATABRICKS_TOKEN: 'other' };
    const connection = { name: 'lake', host: dev, token: 'mine', warehouse_id: 'w1' };
    expect(resolve({ env, connection, target: { name: 'prod', host: prod } })).toEqual({
      host: dev,
      credentials: { kind: 'token', token: 'mine', from: 'connection "lake"' },
      warehouseId: 'w1',
    });
    expect(resolve({ env, connection: { name: 'lake', profile: 'dev' } })).toMatchObject({ host: dev });
  });
});

describe('it is refused', () => {
  const env = { DATABRICKS_TOKEN: 'dapi-secret' };
  const cases: readonly {
    readonly name: string;
    readonly says: string;
    readonly request: Partial<CredentialsRequest>;
    readonly file?: string;
  }[] = [
    { name: 'without a host', says: 'HR-DATABRICKS-002', request: { env: {} }, file: '' },
    {
      name: 'without credentials',
      says: 'HR-DATABRICKS-003',
      request: { env: { DATABRICKS_HOST: 'https://other.net' } },
    },
    { name: 'with an unknown profile', says: 'HR-DATABRICKS-004: .*"prd".*', request: { profile: 'prd' } },
    {
      name: 'with a profile but no file',
      says: 'HR-DATABRICKS-005: .*no such file',
      request: { profile: 'dev', env: { DATABRICKS_CONFIG_FILE: '/x' } },
    },
    {
      name: 'with a token that no header could carry',
      says: 'HR-DATABRICKS-009: The token of DATABRICKS_TOKEN',
      request: { env: { DATABRICKS_HOST: dev, DATABRICKS_TOKEN: 'dapi-secret\nmore' } },
    },
    {
      name: 'with half a service principal',
      says: 'HR-DATABRICKS-007',
      request: { env: { DATABRICKS_CLIENT_ID: 'x' } },
    },
    {
      name: 'with another way to sign in',
      says: 'HR-DATABRICKS-008: .*azure-cli',
      request: { profile: 'azure' },
    },
    {
      name: 'where the target says another host',
      says: 'HR-DATABRICKS-006',
      request: { env: { ...env, DATABRICKS_HOST: dev }, target: { name: 'prod', host: prod } },
    },
    {
      name: 'where a profile would send its token elsewhere',
      says: 'HR-DATABRICKS-006',
      request: { env: { DATABRICKS_HOST: prod, DATABRICKS_CONFIG_PROFILE: 'dev' } },
    },
    {
      name: 'where a token would go to a fake',
      says: 'HR-DATABRICKS-006',
      request: { env: { DATABRICKS_HOST: 'http://127.0.0.1:1', DATABRICKS_CONFIG_PROFILE: 'dev' } },
    },
    {
      name: 'in the clear',
      says: 'HR-DATABRICKS-001: .*https',
      request: { env: { ...env, DATABRICKS_HOST: 'http://dev.net' } },
    },
    {
      name: 'with a password in the address',
      says: 'HR-DATABRICKS-001: (?!.*pw).*password',
      request: { env: { ...env, DATABRICKS_HOST: 'https://me:pw@dev.net' } },
    },
    {
      name: 'with an address that is none',
      says: 'HR-DATABRICKS-001',
      request: { env: { ...env, DATABRICKS_HOST: 'https://' } },
    },
  ];
  it.each(cases)('$name', ({ says, request, file }) => {
    expect(() => resolve(request, file)).toThrow(new RegExp(says));
    expect(() => resolve(request, file)).toThrow(expect.objectContaining({ exitCode: 2 }));
    expect(() => resolve(request, file)).not.toThrow(/dapi-secret/);
  });
});

it('a fake workspace on this machine stands in for any target', () => {
  const env = { DATABRICKS_HOST: 'http://127.0.0.1:8080', DATABRICKS_TOKEN: 'fake-token' };
  expect(resolve({ env, target: { name: 'prod', host: prod } })).toMatchObject({
    host: 'http://127.0.0.1:8080',
  });
});
