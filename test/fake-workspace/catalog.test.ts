import { expect, it } from 'vitest';
import { openWorkspace } from './open-workspace.ts';

const uc = '/api/2.1/unity-catalog';
const tables = [
  { full_name: 'main.gold.books', columns: [{ name: 'id', type_text: 'bigint' }] },
  { full_name: 'main.gold.authors' },
];

it('has catalogs, schemas and tables', async () => {
  const { call } = await openWorkspace({ tables });
  expect((await call('GET', `${uc}/catalogs`)).at('catalogs.0.name')).toBe('main');
  expect((await call('GET', `${uc}/schemas?catalog_name=main`)).at('schemas.0.full_name')).toBe('main.gold');
  const table = await call('GET', `${uc}/tables/main.gold.books`);
  expect([table.at('table_type'), table.at('columns.0.type_text')]).toEqual(['MANAGED', 'bigint']);
  const list = await call('GET', `${uc}/tables?catalog_name=main&schema_name=gold&max_results=1`);
  expect([list.at('tables.0.name'), typeof list.at('next_page_token')]).toEqual(['authors', 'string']);
  expect((await call('GET', `${uc}/tables/main.gold.gone/exists`)).at('table_exists')).toBe(false);
});

it.each([
  ['tables/main.gold.gone', 'TABLE_DOES_NOT_EXIST'],
  ['tables/main.silver.books', 'SCHEMA_DOES_NOT_EXIST'],
  ['tables/other.gold.books', 'CATALOG_DOES_NOT_EXIST'],
  ['schemas/main.silver', 'SCHEMA_DOES_NOT_EXIST'],
  ['catalogs/other', 'CATALOG_DOES_NOT_EXIST'],
  ['connections/none', 'CONNECTION_DOES_NOT_EXIST'],
])('says what of %s is missing', async (path, code) => {
  const { call } = await openWorkspace({ tables });
  const answer = await call('GET', `${uc}/${path}`);
  expect([answer.status, answer.at('error_code')]).toEqual([404, code]);
});

it('makes catalogs and schemas once', async () => {
  const { call } = await openWorkspace();
  const create = () => call('POST', `${uc}/schemas`, { name: 'dev', catalog_name: 'main' });
  expect((await create()).at('error_code')).toBe('CATALOG_DOES_NOT_EXIST');
  await call('POST', `${uc}/catalogs`, { name: 'main' });
  expect((await create()).status).toBe(200);
  expect((await create()).at('error_code')).toBe('SCHEMA_ALREADY_EXISTS');
});

it('keeps connections, and never shows what they hold', async () => {
  const { call } = await openWorkspace();
  const connection = { name: 'crm', connection_type: 'POSTGRESQL', options: { password: 'geheim' } };
  const made = await call('POST', `${uc}/connections`, connection);
  expect([made.status, made.at('connection_type')]).toEqual([200, 'POSTGRESQL']);
  expect((await call('POST', `${uc}/connections`, connection)).at('error_code')).toBe(
    'CONNECTION_ALREADY_EXISTS',
  );
  const read = [await call('GET', `${uc}/connections/crm`), await call('GET', `${uc}/connections`), made];
  for (const { text } of read) expect(text).not.toContain('geheim');
});

it('keeps secrets, and never tells their values', async () => {
  const { call } = await openWorkspace({ secrets: { app: { key: 'geheim' } } });
  const at = (name: string): string => `/api/2.0/secrets/${name}`;
  expect((await call('POST', at('scopes/create'), { scope: 'app' })).at('error_code')).toBe(
    'RESOURCE_ALREADY_EXISTS',
  );
  expect((await call('POST', at('put'), { scope: 'app', key: 'new', string_value: 'geheim' })).status).toBe(
    200,
  );
  const list = await call('GET', `${at('list')}?scope=app`);
  expect([list.at('secrets.0.key'), list.at('secrets.1.key')]).toEqual(['key', 'new']);
  expect(list.text).not.toContain('geheim');
  expect((await call('GET', `${at('get')}?scope=app&key=key`)).status).toBe(404);
  expect((await call('POST', at('put'), { scope: 'none', key: 'k', string_value: 'v' })).status).toBe(404);
});
