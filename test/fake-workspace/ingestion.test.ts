import { describe, expect, it } from 'vitest';
import { type Opened, openWorkspace } from './open-workspace.ts';

const connections = '/api/2.1/unity-catalog/connections';
const pipelines = '/api/2.0/pipelines';

const community = {
  name: 'osipi',
  connection_type: 'COMMUNITY',
  options: { sourceName: 'osipi', pi_base_url: 'https://pi.example.net', access_token: 'geheim' },
};

describe('connections of community connectors', () => {
  it.each(['COMMUNITY', 'GENERIC_LAKEFLOW_CONNECT'])(
    '%s: show their source, and no credentials',
    async (type) => {
      const { call } = await openWorkspace();
      const made = await call('POST', connections, { ...community, connection_type: type });
      expect([made.status, made.at('connection_type'), made.at('options')]).toEqual([
        ...[200, type],
        { sourceName: 'osipi' },
      ]);
      const read = await call('GET', `${connections}/osipi`);
      expect(read.at('options')).toEqual({ sourceName: 'osipi' });
      expect(made.text + read.text).not.toContain('geheim');
      expect((await call('GET', `${connections}?max_results=0`)).at('connections.0.name')).toBe('osipi');
    },
  );

  it.each([
    ['a source', {}, 'options.sourceName'],
    [
      'everything a flow needs',
      { sourceName: 'x', community_oauth_flow: 'm2m', client_id: 'c' },
      'token_endpoint',
    ],
    ['a flow that there is', { sourceName: 'x', community_oauth_flow: 'magic' }, 'm2m, u2m'],
  ])('need %s', async (_what, options, words) => {
    const { call } = await openWorkspace();
    const refused = await call('POST', connections, { ...community, options });
    expect([refused.status, refused.at('error_code')]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
    expect(refused.at('message')).toContain(words);
  });

  it('take secrets by reference', async () => {
    const { call } = await openWorkspace();
    const secret = (access_token: string) => ({
      ...{ ...community, options: { sourceName: 'osipi' } },
      secrets: { access_token },
    });
    expect((await call('POST', connections, secret('geheim'))).at('message')).toContain(
      'catalog.schema.secret',
    );
    expect((await call('POST', connections, secret('main.keys.pi'))).at('secrets')).toEqual({
      access_token: 'main.keys.pi',
    });
  });
});

const table = (source_table: string, more: object = {}) => ({
  table: { source_table, destination_catalog: 'osipi', destination_schema: 'bronze', ...more },
});

function managed(ingestion: object = {}): object {
  return {
    ...{ name: 'osipi_meta', catalog: 'osipi', schema: 'bronze', serverless: true, channel: 'PREVIEW' },
    configuration: { 'pipelines.managedIngestion.registerPythonDataSource': 'true' },
    environment: { dependencies: ['/Volumes/osipi/bronze/wheels/osipi-1.0-py3-none-any.whl'] },
    ingestion_definition: {
      ...{ source_type: 'COMMUNITY', connection_name: 'osipi' },
      objects: [table('pi_points', { table_configuration: { scd_type: 'SCD_TYPE_1' } }), table('pi_servers')],
      ...ingestion,
    },
  };
}

async function update({ call, clock }: Opened, spec: object): Promise<string> {
  const made = await call('POST', pipelines, spec);
  expect(made.text).toContain('pipeline_id');
  const id = String(made.at('pipeline_id'));
  await call('POST', `${pipelines}/${id}/updates`, {});
  clock.advance(1000);
  return id;
}

describe('managed ingestion pipelines', () => {
  it('build the tables of their objects', async () => {
    const opened = await openWorkspace();
    await opened.call('POST', connections, community);
    const id = await update(opened, managed());
    const { text } = await opened.call('GET', `${pipelines}/${id}/events?max_results=100`);
    expect(text).toContain("Flow 'osipi.bronze.pi_points' has COMPLETED.");
    expect(opened.workspace.updates()).toMatchObject([{ state: 'COMPLETED' }]);
    const tables = await opened.call(
      'GET',
      '/api/2.1/unity-catalog/tables?catalog_name=osipi&schema_name=bronze',
    );
    expect(tables.at('tables.1.name')).toBe('pi_servers');
  });

  it('fail where their connection does not exist', async () => {
    const opened = await openWorkspace();
    await update(opened, managed());
    expect(opened.workspace.updates()).toMatchObject([{ state: 'FAILED' }]);
  });

  it.each([
    ['no connection', { connection_name: undefined }, 'connection_name'],
    ['no destination', { objects: [{ table: { source_table: 'a' } }] }, 'destination_catalog'],
    [
      'an object of two kinds',
      { objects: [{ ...table('a'), report: {} }] },
      'one of table, schema and report',
    ],
    [
      'options of the source where the platform has its own',
      { objects: [table('a', { table_configuration: { owner: 'x' } })] },
      'table_configuration.owner',
    ],
    [
      'options of the source that are no texts',
      {
        objects: [table('a', { connector_options: { community_connector_options: { options: { n: 5 } } } })],
      },
      'options.n',
    ],
  ])('are refused with %s', async (_what, ingestion, words) => {
    const { call } = await openWorkspace();
    const refused = await call('POST', pipelines, managed(ingestion));
    expect([refused.status, refused.at('message')]).toEqual([400, expect.stringContaining(words)]);
  });

  it('are refused with libraries', async () => {
    const { call } = await openWorkspace();
    const libraries = [{ file: { path: '/Workspace/ingest.py' } }];
    expect((await call('POST', pipelines, { ...managed(), libraries })).status).toBe(400);
  });
});

it('a pipeline of an ingest file builds the tables of its pipeline_spec', async () => {
  const ingest = `from databricks.labs.community_connector.pipeline import ingest
pipeline_spec = {
    "connection_name": "osipi",
    "objects": [
        {"table": {"source_table": "pi_points", "destination_catalog": "osipi", "destination_schema": "bronze"}},
        {"table": {"source_table": "pi_servers", "destination_table": "servers"}},
    ],
}
ingest(spark, pipeline_spec)
`;
  const opened = await openWorkspace({ files: { '/Users/you/ingest_meta.py': ingest } });
  const id = await update(opened, {
    ...{ name: 'meta', catalog: 'main', schema: 'dev' },
    libraries: [{ file: { path: '/Workspace/Users/you/ingest_meta.py' } }],
  });
  const statement = `SELECT details:flow_definition.output_dataset AS t FROM event_log('${id}') WHERE event_type = 'flow_definition'`;
  const answer = await opened.call('POST', '/api/2.0/sql/statements', {
    ...{ statement, warehouse_id: 'fake0000warehouse' },
  });
  expect(answer.at('result.data_array')).toEqual([['osipi.bronze.pi_points'], ['main.dev.servers']]);
});

it('system tables answer with the rows they were given', async () => {
  const { call } = await openWorkspace({
    tables: [
      {
        full_name: 'system.lakeflow.pipelines',
        columns: ['pipeline_id', 'name'].map((name) => ({ name, type_text: 'STRING' })),
        rows: [
          ['p1', 'osipi_meta'],
          ['p2', 'other'],
        ],
      },
    ],
  });
  const ask = (statement: string) =>
    call('POST', '/api/2.0/sql/statements', { statement, warehouse_id: 'fake0000warehouse' });
  const answer = await ask("SELECT pipeline_id FROM system.lakeflow.pipelines WHERE name = 'osipi_meta'");
  expect(answer.at('result.data_array')).toEqual([['p1']]);
  expect((await ask('SELECT count(*) FROM system.lakeflow.pipelines')).at('status.state')).toBe('FAILED');
});
