import { expect, it } from 'vitest';
import type { FakeWorkspaceOptions, SeenRequest } from '../../src/fake-workspace/index.ts';
import { openScene, type Scene } from '../databricks/fixture.ts';
import type { Headrace } from '../support/headrace.ts';
import { Project } from '../support/project.ts';
import { plant } from './operate-fixture.ts';

const secret = 'pi-secret-0123456789';

async function scene(options: FakeWorkspaceOptions = {}, project = new Project({})): Promise<Scene> {
  return openScene(options, project);
}

/** Runs `create-connection`; whatever it prints, the secret is not in it. */
async function create({ project, env }: Scene, ...args: readonly string[]): Promise<Headrace> {
  const all = { ...env, PI_TOKEN: secret, PI_WEB: 'x' };
  const given = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const done = await project
    .start(['connectors', 'create-connection', ...args], Object.fromEntries(given))
    .end();
  expect(done.stdout + done.stderr).not.toContain(secret);
  return done;
}

function writes({ workspace }: Scene): readonly SeenRequest[] {
  return workspace.requests.filter(({ method }) => method !== 'GET');
}

const reference = `{"access_token": "\${env:PI_TOKEN}", "pi_base_url": "https://pi.example.net"}`;

it('makes a connection with secrets by reference, and never shows them', async () => {
  const place = await scene();
  const done = await create(place, 'osipi', 'osipi_connection', '-o', reference, '--comment', 'the plant');
  expect(done.stderr).toBe('');
  expect(done.stdout).toContain('created: osipi_connection (COMMUNITY, source osipi)');
  expect(done.stdout).toMatch(/access_token\s+\$\{env:PI_TOKEN\}/);
  expect(done.stdout).toMatch(/pi_base_url\s+\*\*\*/);
  expect(writes(place)).toMatchObject([
    {
      path: '/api/2.1/unity-catalog/connections',
      body: {
        ...{ name: 'osipi_connection', connection_type: 'COMMUNITY', comment: 'the plant' },
        options: {
          access_token: secret,
          pi_base_url: 'https://pi.example.net',
          sourceName: 'osipi',
          externalOptionsAllowList: 'tableName,tableNameList,tableConfigs,isDeleteFlow',
        },
      },
    },
  ]);
});

it('takes everything from connector.yml, and lets through what tables are told and the connector asks for', async () => {
  const project = plant(
    {
      options: { access_token: `\${env:PI_TOKEN}`, verify_ssl: true },
      tables: { pi_points: { table_config: { lookback: 3, scd_type: 'SCD_TYPE_1' } } },
      connectors_dir: '../../sources',
    },
    {
      'sources/osipi/osipi.py': '',
      'sources/osipi/connector_spec.yaml':
        'connection: {parameters: [{name: access_token, required: true}, {name: site, required: true}]}\nexternal_options_allowlist: "window, tableName"\n',
    },
  );
  const place = await scene({}, project);
  const done = await create(place, '--json');
  expect(done.ending).toBe(0);
  expect(JSON.parse(done.stdout)).toMatchObject({
    ...{ name: 'osipi_connection', source: 'osipi', outcome: 'created', dry_run: false },
    options: {
      externalOptionsAllowList: 'window,tableName,lookback,tableNameList,tableConfigs,isDeleteFlow',
    },
    problems: [{ code: 'HR-CONNECTOR-057', message: expect.stringContaining('asks for site') }],
  });
  expect(writes(place)[0]?.body).toMatchObject({ options: { access_token: secret, verify_ssl: 'true' } });
});

it('only says what it would do', async () => {
  const place = await scene();
  const done = await create(place, 'osipi', 'c', '--options', reference, '--dry-run');
  expect(done.stdout).toContain('would be created: c');
  expect(writes(place)).toEqual([]);
});

it('leaves a connection that is there, unless it is to be updated', async () => {
  const place = await scene();
  const old = ['--connection-type', 'GENERIC_LAKEFLOW_CONNECT'];
  await create(place, 'osipi', 'c', '--options', reference, ...old);
  const again = await create(place, 'osipi', 'c', '--options', reference);
  expect(again.ending).toBe(0);
  expect(again.stdout).toContain('exists already: c');
  expect(writes(place)).toHaveLength(1);
  const updated = await create(place, 'osipi', 'c', '--options', '{"access_token": "new-token"}', '--update');
  expect(updated.stdout).toContain('updated: c');
  expect(updated.stderr).toContain('HR-CONNECTOR-056');
  expect(writes(place).at(-1)).toMatchObject({
    method: 'PATCH',
    body: { options: { access_token: 'new-token', sourceName: 'osipi' } },
  });
  const other = await create(place, 'github', 'c', '--options', '{}');
  expect(other.ending).toBe(2);
  expect(other.stderr).toContain('it is one to osipi, not one to github');
});

it('does not take a connection of another type for its own', async () => {
  const place = await scene();
  await fetch(`${place.workspace.host}/api/2.1/unity-catalog/connections`, {
    method: 'POST',
    headers: { authorization: `Bearer ${place.env.DATABRICKS_TOKEN}` },
    body: JSON.stringify({ name: 'c', connection_type: 'HTTP', options: { host: 'pi.example.net' } }),
  });
  const done = await create(place, 'osipi', 'c', '--options', '{}', '--update');
  expect(done.ending).toBe(2);
  expect(done.stderr).toContain('it is of type HTTP, not of type COMMUNITY');
});

it('refuses what makes no connection before it asks the workspace', async () => {
  const place = await scene();
  const done = await create(place, 'osipi', 'my connection', '--options', '{}', '--connection-type', 'HTTP');
  expect(done.ending).toBe(2);
  expect(done.stderr).toContain('COMMUNITY is meant');
  expect(done.stderr).toContain('Names have no spaces');
  const broken = await create(place, 'osipi', 'c', '--options', `{"token": "${secret}"`);
  expect(broken.ending).toBe(2);
  expect(place.workspace.requests).toEqual([]);
});

it('names secrets of Unity Catalog in place of their values', async () => {
  const place = await scene();
  const done = await create(place, 'osipi', 'c', '--options', '{}', '--secret', 'access_token=main.pi.token');
  expect(done.stdout).toMatch(/access_token\s+main\.pi\.token/);
  expect(writes(place)[0]?.body).toMatchObject({ secrets: { access_token: 'main.pi.token' } });
});

it('does not repeat what a refusal repeats', async () => {
  const place = await scene({
    fault: ({ method, body }) =>
      method === 'POST'
        ? {
            ...{ kind: 'answer', status: 400, headers: { 'content-type': 'application/json' } },
            body: JSON.stringify({ error_code: 'BAD', message: `cannot use ${JSON.stringify(body)}` }),
          }
        : undefined,
  });
  const done = await create(place, 'osipi', 'c', '--options', reference, '--debug');
  expect(done.ending).toBe(1);
  expect(done.stderr).toContain('HR-DATABRICKS-025');
});
