import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { exitCode } from '../../kernel/index.ts';
import type { Connection } from '../../project/index.ts';
import { wantedBody } from '../sync/open-sync.ts';
import { resolvePostgres } from './connections.ts';
import { resolveSettings } from './settings.ts';

const settings = resolveSettings({ flags: {}, env: {}, config: {} });
const at = { place: { file: 'config.yml', line: 2, col: 3 } };
const pem = '-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'headrace-places-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

function postgres(root: string, certificate: string) {
  const connection: Connection = {
    ...{ name: 'warehouse', type: 'postgres', at },
    settings: { host: 'db', ca_cert: certificate },
  };
  const connections = new Map([['warehouse', connection]]);
  return resolvePostgres(undefined, 'warehouse', { project: { connections, root }, env: {} });
}

it('finds the certificate of Postgres from the folder of the project, or takes its text', () => {
  const root = folder();
  writeFileSync(join(root, 'ca.pem'), pem);
  const ssl = { rejectUnauthorized: true, ca: pem };
  for (const written of ['ca.pem', join(root, 'ca.pem'), pem])
    expect(postgres(root, written)).toEqual({ host: 'db', ssl });
});

it('says which certificate is not there', () => {
  const root = folder();
  expect(() => postgres(root, 'ca.pem')).toThrow(
    expect.objectContaining({
      exitCode: exitCode.usage,
      message: `HR-LOADING-015: The connection "warehouse" trusts the certificate ${join(root, 'ca.pem')}, which cannot be read: there is no such file.`,
    }),
  );
});

it('finds a template from the folder of the project or anywhere, and says when it is not there', () => {
  const root = folder();
  writeFileSync(
    join(root, 'people.json'),
    '{"settings": {"number_of_shards": "${ELASTICSEARCH_NUMBER_OF_SHARDS}"}}',
  );
  const body = (template: string) =>
    wantedBody(
      root,
      {
        ...{ name: 'people', from: undefined, id: 'id', text: [], keywords: [], analyzer: 'standard' },
        ...{ vector: undefined, template, physical: 'people_v1', shards: undefined, sync: undefined, at },
      },
      {},
      settings,
    );
  expect(body('people.json').settings).toEqual(body(join(root, 'people.json')).settings);
  expect(() => body('poeple.json')).toThrow(
    expect.objectContaining({
      exitCode: exitCode.usage,
      message: expect.stringContaining('poeple.json cannot be used: there is no such file'),
    }),
  );
});
