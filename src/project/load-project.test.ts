import { describe, expect, test } from 'vitest';
import { loadProject } from './load-project.ts';
import { originalExample } from './testing/original-example.ts';
import { addFiles, load, outline, projectFolder } from './testing/project-folder.ts';

describe('the original framework', () => {
  const python = (name: string): string =>
    `import dlt\n\n@dlt.table(name="${name}")\ndef ${name}():\n    pass\n`;

  test('its project loads as it stands, with only the open source to warn of', async () => {
    const project = await load({
      'config.yml': originalExample,
      'pipelines/transformations/bronze/__init__.py': '',
      'pipelines/transformations/bronze/customers_bronze.py': python('customers_bronze'),
      'pipelines/transformations/silver/__init__.py': '',
      'pipelines/transformations/silver/customers_silver.py': python('customers_silver'),
      'pipelines/transformations/gold/__init__.py': '',
      'pipelines/transformations/gold/customers_gold.py': python('customers_gold'),
    });
    expect(outline(project.problems)).toEqual([
      'HR-CONFIG-019 config.yml:9:5 The source of table "customers_bronze" is still to be decided.',
    ]);
    expect(project.problems[0]?.severity).toBe('warning');
    expect([...project.tables.keys()]).toEqual(['customers_bronze', 'customers_silver', 'customers_gold']);
    expect(project.tables.get('customers_gold')).toMatchObject({
      layer: 'gold',
      tags: ['gold', 'daily'],
      kind: 'materialized_view',
      declaredInputs: ['customers_silver'],
      transformation: { language: 'python', file: 'pipelines/transformations/gold/customers_gold.py' },
    });
  });

  test('without its files, every missing one is named with the path to create', async () => {
    const project = await load({ 'config.yml': originalExample });
    expect(outline(project.problems)).toEqual([
      'HR-CONFIG-019 config.yml:9:5 The source of table "customers_bronze" is still to be decided.',
      'HR-CONFIG-015 config.yml:13:11 Table "customers_silver" has neither a transformation file nor a source.',
      'HR-CONFIG-015 config.yml:21:11 Table "customers_gold" has neither a transformation file nor a source.',
    ]);
    expect(project.problems[1]?.hint).toContain('transformations/silver/customers_silver.sql');
  });
});

describe('a project', () => {
  test('has everything that was written, and a default for everything that was not', async () => {
    const project = await load(
      {
        'config.yml': `
version: 1
x-common: &common
  layer: bronze
  tags: daily, critical
vars: {region: eu, year: 2024}
targets:
  dev: {default: true, vars: {region: local}}
  prod: {engine: databricks, host: "\${env:PROD_HOST}", catalog: main, schema: sales}
storage: {memory_limit: 512MB, threads: "\${var:threads}"}
tables:
  - <<: *common
    name: orders
    comment: As they came.
    source:
      type: csv
      path: ["data/\${var:region}/*.csv", more/]
      columns: {id: bigint, at: timestamp}
      header: true
      null: NA
      options: {duckdb: {sample_size: 100}}
    partition_by: day
    properties: {owner: sales, retention: 30, hot: true}
    grants: {analysts: SELECT, admins: [SELECT, MODIFY]}
  - name: events
    <<: *common
    source: {type: files, format: parquet, path: events/}
    kind: materialized_view
    on_changed_file: reprocess
  - name: sales
    layer: gold
    depends_on:
    refresh: always
search:
  indexes:
    sales: {from: sales, id: id, text: [title, body], keywords: country, vector: corpus}
`,
        'transformations/gold/sales.sql': '\uFEFF-- Sales\nselect * from orders;\n',
      },
      { vars: { threads: '3' } },
    );
    expect(outline(project.problems)).toEqual([]);
    expect(project.target).toMatchObject({ name: 'dev', engine: 'duckdb' });
    expect(project.targetNames).toEqual(['dev', 'prod']);
    expect(project.vars).toEqual({ region: 'local', year: '2024', threads: '3' });
    expect(project.storage).toEqual({ memoryLimit: '512MB', threads: 3 });
    expect(project.selection).toEqual({ match: 'all' });
    expect(project.tables.get('orders')).toMatchObject({
      kind: 'streaming_table',
      tags: ['daily', 'critical'],
      declaredInputs: undefined,
      source: {
        type: 'files',
        format: 'csv',
        paths: ['data/local/*.csv', 'more/'],
        columns: { id: 'bigint', at: 'timestamp' },
        options: { header: true, null: 'NA', engine: { duckdb: { sample_size: 100 } } },
      },
      transformation: { language: 'none', sql: 'select * from source' },
      partitionBy: ['day'],
      clusterBy: [],
      properties: { owner: 'sales', retention: '30', hot: 'true' },
      grants: { analysts: ['SELECT'], admins: ['SELECT', 'MODIFY'] },
      onChangedFile: 'error',
      at: { place: { file: 'config.yml', line: 13, col: 11, length: 6 } },
    });
    expect(project.tables.get('events')).toMatchObject({
      kind: 'materialized_view',
      source: { type: 'files', format: 'parquet', paths: ['events/'] },
      onChangedFile: 'reprocess',
    });
    expect(project.tables.get('sales')).toMatchObject({
      declaredInputs: undefined,
      dependsOnAt: undefined,
      refresh: 'always',
      transformation: {
        language: 'sql',
        file: 'transformations/gold/sales.sql',
        sql: '\uFEFF-- Sales\nselect * from orders;\n',
      },
    });
    expect(project.indexes.get('sales')).toMatchObject({
      from: 'sales',
      text: ['title', 'body'],
      keywords: ['country'],
      analyzer: 'standard',
      vector: { embedder: 'corpus', fields: ['title', 'body'], dimensions: 256 },
    });
  });

  test('takes config.yaml when there is no config.yml, and understands Windows line ends', async () => {
    const project = await load({
      'config.yaml': 'tables:\r\n  - name: a\r\n    layer: gold\r\n    layr: x\r\n',
      'transformations/gold/a.sql': 'select 1',
    });
    expect(project.configFile).toBe('config.yaml');
    expect(outline(project.problems)).toEqual([
      'HR-CONFIG-005 config.yaml:4:5 "layr" is no key of table "a". Did you mean "layer"?',
    ]);
    expect(project.problems[0]?.frame).toContain('> 4 |     layr: x\n    |     ^^^^');
  });

  test('keeps the sections of later commands out of the way, credentials unresolved', async () => {
    const project = await load({
      'config.yml': `
tables: [{name: a, layer: gold}]
connections: {warehouse: {type: postgres, url: "\${env:DATABASE_URL}", password: "\${secret:s/k}"}}
loads: {nightly: {source_table: a, data_source: a, es_nodes: "\${env:ES}"}}
bundle: {schedule: "0 0 * * *", run_as: {service_principal_name: "\${env:SP}"}}
grants: {analysts: SELECT}
notify:
  email: {server: smtps://mail.example.org, from: me@example.org, to: you@example.org, password: "\${secret:s/mail}"}
  webhook: {url: "\${env:HOOK}"}
search:
  backend: sqlite
  indexes:
    a:
      from: a
      id: id
      text: t
      template: {settings: {number_of_shards: 1}}
      vector: {embedder: http, url: https://e.example/v1, model: m, api_key: "\${env:KEY}", dimensions: 8}
`,
      'transformations/gold/a.sql': 'select 1',
    });
    expect(outline(project.problems)).toEqual([]);
    expect(project.indexes.get('a')?.vector).toEqual({
      embedder: 'http',
      fields: ['t'],
      url: 'https://e.example/v1',
      model: 'm',
      apiKey: `\${env:KEY}`,
      dimensions: 8,
    });
    expect(project.notify).toEqual({
      email: {
        ...{ server: 'smtps://mail.example.org', from: 'me@example.org', to: ['you@example.org'] },
        password: `\${secret:s/mail}`,
      },
      webhook: { url: `\${env:HOOK}`, headers: {} },
    });
  });

  test('knows the documents of a synced index by the key of the sync', async () => {
    const { indexes } = await load({
      'config.yml': `
search:
  indexes:
    people: {text: name, sync: {table: people, key: person_id}}
    others: {text: name, sync: {table: others}}
`,
    });
    expect([...indexes.values()].map(({ name, id }) => [name, id])).toEqual([
      ['people', 'person_id'],
      ['others', 'hk'],
    ]);
  });

  test('uses its default target when an empty one is given', async () => {
    const files = {
      'config.yml': `tables: [{name: a, layer: gold}]\ntargets: {dev: {}, prod: {default: true}}`,
      'transformations/gold/a.sql': 'select 1',
    };
    for (const target of ['', ' ']) {
      const project = await load(files, { target });
      expect(outline(project.problems)).toEqual([]);
      expect(project.target.name).toBe('prod');
    }
  });

  test('is read anew each time, as it stands in the files', async () => {
    const root = projectFolder({
      'config.yml': 'tables: [{name: a, layer: gold}]',
      'transformations/gold/a.sql': 'select 1',
    });
    await loadProject({ root });
    addFiles(root, { 'transformations/gold/a.sql': 'select 2' });
    const { tables } = await loadProject({ root });
    expect(tables.get('a')?.transformation).toMatchObject({ sql: 'select 2' });
  });
});

describe('mistakes', () => {
  test('are all told in one go, in the order of the files', async () => {
    const project = await load({
      'config.yml': `
tables:
  - name: orders
    layer: bronce
    source: {type: csv, path: x.csv}
  - name: sales
    layer: gold
    tag: [daily]
    depends_on: [orders, custommers]
  - name: customers
    layer: silver
    depends_on: [orders, ordrs, customers]
  - name: customers
    layer: gold
storage: {threads: many, memory: 1GB}
`,
      'transformations/silver/customers.sql': '-- nothing yet\n;',
      'transformations/silver/sale.sql': 'select 1',
    });
    expect(outline(project.problems)).toEqual([
      'HR-CONFIG-006 config.yml:4:12 "layer" of table "orders" should be bronze, silver or gold, but is "bronce". Did you mean "bronze"?',
      'HR-CONFIG-005 config.yml:8:5 "tag" is no key of table "sales". Did you mean "tags"?',
      'HR-CONFIG-013 config.yml:12:26 Table "customers" depends on "ordrs", which is no table of this project. Did you mean "orders"?',
      'HR-CONFIG-014 config.yml:12:33 Table "customers" depends on itself.',
      'HR-CONFIG-010 config.yml:13:11 There are two tables named "customers"; the first stands in line 10.',
      'HR-CONFIG-006 config.yml:15:20 "storage.threads" should be a whole number, 1 or more, but is "many".',
      'HR-CONFIG-005 config.yml:15:26 "memory" is no key of "storage". Did you mean "memory_limit"?',
      'HR-CONFIG-018 transformations/silver/customers.sql:1:1 transformations/silver/customers.sql holds no SQL.',
      'HR-CONFIG-016 transformations/silver/sale.sql:1:1 transformations/silver/sale.sql belongs to no table of the configuration. Did you mean "sales"?',
    ]);
  });

  test('in one table leave the others usable', async () => {
    const project = await load({
      'config.yml': `
tables:
  - {name: a, layer: bronze, source: {type: csv, path: a.csv}}
  - {name: b, layer: silver, kind: nonsense}
  - {name: c, layer: silver, depends_on: [a, b]}
search: {indexes: {b: {from: b, id: id}, c: {from: c, id: id}, d: {from: 3}, e: {from: x, id: id}}}
`,
      'transformations/silver/b.sql': 'select 1',
      'transformations/silver/c.sql': 'select 1',
    });
    expect(project.problems.map(({ code }) => code)).toEqual([
      'HR-CONFIG-006',
      'HR-CONFIG-006',
      'HR-CONFIG-031',
    ]);
    expect([...project.tables.keys()]).toEqual(['a', 'c']);
    expect([...project.indexes.keys()]).toEqual(['c']);
  });

  test('of a search backend leave the indexes checked', async () => {
    const project = await load({
      'config.yml': `
tables: [{name: a, layer: gold}]
search: {backend: opensearch, indexes: {a: {from: a, id: id}, b: {from: x, id: id}}}
`,
      'transformations/gold/a.sql': 'select 1',
    });
    expect(project.problems.map(({ code }) => code)).toEqual(['HR-CONFIG-033', 'HR-CONFIG-031']);
    expect([...project.indexes.keys()]).toEqual(['a']);
  });
});
