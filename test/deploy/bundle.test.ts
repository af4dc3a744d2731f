import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openBundle } from '../../src/cli/open-bundle.ts';
import { valueProblems } from '../../src/deploy/index.ts';
import { HeadraceError } from '../../src/kernel/index.ts';
import { headrace, temporaryFolder } from '../cli/run-cli.ts';
import { hasBundleSchema, howToGetIt, schemaErrors } from './bundle-schema.ts';

const everything = `
bundle:
  name: shop
  schedule: {cron: "0 6 * * 1-5", timezone: Europe/Berlin}
  parameters: {tags: daily, mode: batch}
  compute: {num_workers: 2, node_type_id: i3.xlarge, policy_id: P1, edition: advanced, channel: preview,
    photon: true, performance: standard, task: {spark_version: 16.4.x-scala2.12, node_type_id: i3.xlarge}}
  pipelines:
    live: {tags: live, continuous: true, compute: {serverless: true}}
    gold: {layers: [gold], compute: {autoscale: {min_workers: 1, max_workers: 4}}}
  configuration: {pipelines.numUpdateRetryAttempts: 2, shop.token: "\${secret:shop/token}"}
  notifications: {email: [data@example.com, ops@example.com], webhook: hook-1, on: [failure, long]}
  retries: {count: 3, after: 5m}
  timeout: 2h
  health: {duration: 1h}
  tags: {team: data}
  libraries: [requests==2.32.3]
  permissions: [{level: CAN_VIEW, group_name: analysts}, {level: CAN_MANAGE, user_name: ops@example.com}]
  run_as: {service_principal_name: 6c6f}
  loader: {node_type_id: i3.xlarge, warehouse_id: w1, dead_letters: /Volumes/main/shop/refused, environment: {ES_BATCH: 5}}
grants:
  analysts: SELECT
  gold: {"everyone else": [select, "all privileges"]}
targets:
  local: {default: true, vars: {landing: data}}
  dev: {engine: databricks, host: "https://adb-1.example.net", catalog: dev, schema: "shop_\${workspace.current_user.short_name}",
    vars: {landing: /Volumes/dev/shop/landing},
    bundle: {schedule: {cron: "@daily", paused: true}, retries: 0, notifications: {email: dev@example.com}}}
  staging: {engine: databricks, host: "https://adb-1.example.net", catalog: staging, schema: shop,
    vars: {landing: /Volumes/staging/shop/landing}, presets: {name_prefix: stage_, trigger_pause_status: PAUSED}}
  prod: {engine: databricks, host: "https://adb-2.example.net", root_path: /Workspace/shop, catalog: main, schema: shop, profile: PROD,
    vars: {landing: "abfss://raw@lake.dfs.core.windows.net/shop"}, run_as: {service_principal_name: 7d7d},
    permissions: [{level: CAN_RUN, group_name: ops}]}
connections:
  cluster: {type: elasticsearch, url: "https://search.example.net:9200", api_key: "\${secret:search/api-key}"}
search: {backend: elasticsearch, connection: cluster, indexes: {orders: {id: order_id}}}
loads:
  orders: {source_table: orders_gold, data_source: orders}
tables:
  - {name: orders, layer: bronze, tags: [daily], comment: "What it's about", source: {type: csv, path: "\${var:landing}/orders/*.csv", columns: {order_id: bigint, customer: string}}}
  - {name: clicks, layer: bronze, tags: [live], source: {type: json, path: "\${var:landing}/clicks", columns: {at: timestamp}}}
  - {name: orders_clean, layer: silver, tags: [daily, critical], cluster_by: order_id, properties: {delta.appendOnly: true}}
  - {name: scored, layer: silver, tags: [daily], depends_on: [orders_clean]}
  - {name: orders_gold, layer: gold, tags: [daily], grants: {ops: MODIFY}}
`;

const files = {
  'config.yml': everything,
  'vendor/headrace.tgz': 'packed',
  'transformations/silver/orders_clean.sql': 'SELECT order_id, customer FROM orders;\n',
  'transformations/silver/scored.py': 'import dlt\n',
  'transformations/gold/orders_gold.sql':
    'SELECT customer, count(*) AS n FROM orders_clean GROUP BY customer\n',
};

/** All generated YAML of a folder as one tree, as the platform's own tool would see it. */
function read(folder: string, path: string): Record<string, unknown> {
  return parse(readFileSync(join(folder, path), 'utf8'));
}

let shared: string | undefined;

/** The bundle of everything, for tests that only read it. */
function written(): string {
  shared ??= write();
  return shared;
}

function write(): string {
  const folder = temporaryFolder(files);
  const { code, err } = headrace(folder, 'bundle');
  expect(err).toBe('');
  expect(code).toBe(0);
  return folder;
}

const yamlFiles = [
  'databricks.yml',
  'resources/pipelines.yml',
  'resources/es_loader_job.yml',
  'workflows/etl_job.yml',
];

describe(hasBundleSchema ? 'the schema of bundles' : `the schema of bundles (${howToGetIt})`, () => {
  it.skipIf(!hasBundleSchema)('allows everything that is written', () => {
    const folder = written();
    for (const path of yamlFiles) expect(schemaErrors(read(folder, path)), path).toEqual([]);
  });

  it.skipIf(!hasBundleSchema)('would find a mistake', () => {
    expect(schemaErrors({ bundle: { name: 'x' }, resources: { jobs: { a: { nam: 'x' } } } })).toEqual([
      '.resources.jobs.a: nam is unknown',
    ]);
    expect(schemaErrors({ bundle: { name: 'x' }, targets: { dev: { default: 'yes' } } })).toHaveLength(1);
  });
});

describe('headrace bundle', () => {
  it('writes what the original has, where the original has it', () => {
    const folder = written();
    expect(read(folder, 'workflows/etl_job.yml')).toMatchObject({
      resources: {
        jobs: {
          etl_pipeline: {
            tasks: [
              {
                task_key: 'run_ldp_engine',
                spark_python_task: {
                  python_file: '../pipelines/ldp_engine.py',
                  parameters: expect.arrayContaining([
                    '--tags={{job.parameters.tags}}',
                    '--mode={{job.parameters.mode}}',
                    'main=${resources.pipelines.main.id}',
                  ]),
                },
              },
              { task_key: 'load_indexes', depends_on: [{ task_key: 'run_ldp_engine' }] },
            ],
            parameters: expect.arrayContaining([
              { name: 'tags', default: 'daily' },
              { name: 'mode', default: 'batch' },
            ]),
          },
        },
      },
    });
    const sql = readdirSync(join(folder, 'pipelines/generated'), { recursive: true, encoding: 'utf8' });
    expect(sql.filter((path) => /\.(sql|py)$/.test(path)).sort()).toEqual([
      'gold/gold/orders_gold.sql',
      'live/bronze/clicks.sql',
      'main/bronze/orders.sql',
      'main/silver/orders_clean.sql',
      'manifest.py',
    ]);
  });

  it('says what differs between targets at each of them, and nothing twice', () => {
    const folder = written();
    const { targets } = read(folder, 'databricks.yml');
    expect(targets).toMatchObject({
      dev: {
        mode: 'development',
        variables: { catalog: 'dev', schema: 'shop_${workspace.current_user.short_name}' },
        resources: {
          jobs: {
            etl_pipeline: {
              schedule: { quartz_cron_expression: '0 0 0 * * ?', pause_status: 'PAUSED' },
              email_notifications: { on_failure: ['dev@example.com'] },
            },
          },
        },
      },
      prod: {
        mode: 'production',
        workspace: { host: 'https://adb-2.example.net', root_path: '/Workspace/shop', profile: 'PROD' },
        variables: { landing: 'abfss://raw@lake.dfs.core.windows.net/shop' },
      },
    });
    expect(Object.keys(Object(targets))).toEqual(['dev', 'staging', 'prod']);
    // Bundles append lists: what differs must not be in the shared part too.
    expect(read(folder, 'workflows/etl_job.yml')).not.toHaveProperty(
      'resources.jobs.etl_pipeline.email_notifications',
    );
  });

  it('reads raw files by parameters, with exactly the columns that are known', () => {
    const folder = written();
    const bronze = readFileSync(join(folder, 'pipelines/generated/main/bronze/orders.sql'), 'utf8');
    expect(bronze).toContain("CREATE OR REFRESH STREAMING TABLE orders\nCOMMENT 'What it\\'s about'\nAS\n");
    expect(bronze).toContain('SELECT order_id, customer\nFROM STREAM read_files(');
    expect(bronze).toContain("'${landing}/orders/*.csv'");
    expect(bronze).toContain("schema => 'order_id bigint, customer string'");
    expect(read(folder, 'resources/pipelines.yml')).toMatchObject({
      resources: { pipelines: { main: { configuration: { landing: '${var.landing}' } } } },
    });
  });

  it('uploads what is there, and excludes nothing by patterns: a strict check refuses those without a file', () => {
    const { sync } = read(written(), 'databricks.yml');
    expect(sync).toEqual({
      paths: ['config.yml', 'pipelines', 'transformations'],
      include: ['vendor/headrace.tgz'],
    });
  });

  it('uploads enough for the loader: tables need not be computed there', () => {
    const folder = temporaryFolder({
      ...files,
      'config.yml': everything.replaceAll('orders_gold', 'orders_top'),
      'lib/place.ts': 'export const place = 1;\n',
      'transformations/gold/orders_top.ts': `import { place } from '../../lib/place.ts';
import { table } from 'headrace';
export default table({ sql: ({ ref }) => \`SELECT \${place} AS place FROM \${ref('orders_clean')}\` });
`,
    });
    expect(headrace(folder, 'bundle').code).toBe(0);
    const uploaded = temporaryFolder({ 'config.yml': readFileSync(join(folder, 'config.yml'), 'utf8') });
    const { code, err } = headrace(
      ...[uploaded, 'load', '--target', 'prod', '--source-table', 'main.shop.orders_top'],
      ...['--data-source', 'unknown', '--dry-run'],
    );
    expect(code).toBe(2);
    expect(err).toContain('HR-LOADING-043');
    expect(err).not.toContain('HR-CONFIG');
  });

  it('leaves it to the mode and the presets of a target whether a schedule is paused', () => {
    const folder = written();
    expect(read(folder, 'databricks.yml')).toMatchObject({
      targets: {
        dev: { resources: { jobs: { etl_pipeline: { schedule: { pause_status: 'PAUSED' } } } } },
        staging: { presets: { trigger_pause_status: 'PAUSED' } },
      },
    });
    const { targets } = read(folder, 'databricks.yml');
    for (const name of ['staging', 'prod']) {
      const path = [name, 'resources', 'jobs', 'etl_pipeline', 'schedule'];
      expect(targets).toHaveProperty([...path, 'quartz_cron_expression'], '0 0 6 ? * MON-FRI');
      expect(targets).not.toHaveProperty([...path, 'pause_status']);
    }
  });

  it('starts many loads by several tasks: one is given no more than 5,000 characters', () => {
    const loads = Array.from(
      { length: 60 },
      (_, i) => `  l${i}: {source_table: orders_gold, data_source: d${i}}\n`,
    );
    const folder = temporaryFolder({
      ...files,
      'config.yml': everything.replace(/ {2}orders: \{source_table.*\n/, loads.join('')),
    });
    expect(headrace(folder, 'bundle').err).toBe('');
    const job = readFileSync(join(folder, 'workflows/etl_job.yml'), 'utf8');
    const inputs = [...job.matchAll(/inputs: '(.*)'/g)].map(([, text = '']) => text);
    expect(inputs.length).toBeGreaterThan(1);
    for (const text of inputs) expect(text.length).toBeLessThanOrEqual(5000);
    const sources = inputs.flatMap((text) => JSON.parse(text)).map(({ data_source: name }) => name);
    expect(sources).toEqual(loads.map((_, i) => `d${i}`));
    expect(job).toContain('concurrency: 2');
  });

  it('finds Python packages that are files of the project from the folder below it', () => {
    const folder = temporaryFolder({
      ...files,
      'config.yml': everything.replace(
        'libraries: [requests==2.32.3]',
        'libraries: [requests==2.32.3, ./dist/shop-1.0.whl, -r requirements.txt, /Volumes/x/y.whl]',
      ),
    });
    expect(headrace(folder, 'bundle').err).toBe('');
    expect(read(folder, 'resources/pipelines.yml')).toMatchObject({
      resources: {
        pipelines: {
          main: {
            environment: {
              dependencies: [
                'requests==2.32.3',
                '../dist/shop-1.0.whl',
                '-r ../requirements.txt',
                '/Volumes/x/y.whl',
              ],
            },
          },
        },
      },
    });
  });

  it('asks for what the cluster of the loader needs', () => {
    const lacking = {
      ...files,
      'config.yml': everything.replace('loader: {node_type_id: i3.xlarge, ', 'loader: {'),
    };
    expect(headrace(temporaryFolder(lacking), 'bundle').err).toContain('HR-BUNDLE-032');
    const byPolicy = {
      ...files,
      'config.yml': everything.replace('loader: {node_type_id: i3.xlarge', 'loader: {policy_id: p1'),
    };
    expect(headrace(temporaryFolder(byPolicy), 'bundle').err).toBe('');
  });

  it('quotes columns that SQL would not take for one', () => {
    const columns = "{null: string, it's: int, 'a`b': int, größe: int, from: int}";
    const folder = temporaryFolder({
      ...files,
      'config.yml': everything.replace('{order_id: bigint, customer: string}', columns),
      'transformations/silver/orders_clean.sql': "SELECT 1 AS order_id, 'a' AS customer FROM orders",
    });
    expect(headrace(folder, 'bundle').err).toBe('');
    const sql = readFileSync(join(folder, 'pipelines/generated/main/bronze/orders.sql'), 'utf8');
    expect(sql).toContain("SELECT `null`, `it's`, `a``b`, `größe`, from\n");
    expect(sql).toContain("schema => '`null` string, `it\\'s` int, `a``b` int, `größe` int, from int'");
  });

  it('keeps secrets as references of the platform', () => {
    const folder = written();
    const pipelines = readFileSync(join(folder, 'resources/pipelines.yml'), 'utf8');
    expect(pipelines).toContain('shop.token: "{{secrets/shop/token}}"');
    const loader = readFileSync(join(folder, 'resources/es_loader_job.yml'), 'utf8');
    expect(loader).toContain('SEARCH_API_KEY: "{{secrets/search/api-key}}"');
    for (const path of yamlFiles) expect(readFileSync(join(folder, path), 'utf8')).not.toContain('${secret:');
  });

  it('gives each target its own SQL where variables change it', () => {
    const folder = temporaryFolder({
      ...files,
      'config.yml': everything.replaceAll('orders_gold', 'orders_top'),
      'transformations/gold/orders_top.ts': `import { table } from 'headrace';
export default table({
  sql: ({ ref, vars }) => \`SELECT '\${vars.landing}' AS place FROM \${ref('orders_clean')}\`,
});
`,
    });
    expect(headrace(folder, 'bundle').code).toBe(0);
    expect(readFileSync(join(folder, 'pipelines/generated/dev/gold/gold/orders_top.sql'), 'utf8')).toContain(
      '/Volumes/dev/',
    );
    expect(readFileSync(join(folder, 'resources/pipelines.yml'), 'utf8')).toContain(
      '../pipelines/generated/${bundle.target}/gold/**',
    );
  });

  it('writes the same bytes again, and says with --check what would change', () => {
    const folder = write();
    expect(headrace(folder, 'bundle', '--check')).toMatchObject({ code: 0 });
    writeFileSync(join(folder, 'config.yml'), everything.replace('retries: 0', 'retries: 1'));
    const check = headrace(folder, 'bundle', '--check', '--json');
    expect(check.code).toBe(1);
    const { files, up_to_date } = JSON.parse(check.out);
    expect(up_to_date).toBe(false);
    expect(files.filter(({ status }: { status: string }) => status !== 'same')).toEqual([
      { path: 'databricks.yml', status: 'changed' },
    ]);
  });

  it('never overwrites what a person edited, unless told', () => {
    const folder = write();
    const path = join(folder, 'workflows/etl_job.yml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('timeout_seconds: 7200', 'timeout_seconds: 9'));
    const refused = headrace(folder, 'bundle');
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('HR-GENERATED-001');
    expect(readFileSync(path, 'utf8')).toContain('timeout_seconds: 9');
    expect(headrace(folder, 'bundle', '--force').code).toBe(0);
    expect(readFileSync(path, 'utf8')).toContain('timeout_seconds: 7200');
  });

  it('keeps tables in their pipelines until a move is meant', () => {
    const folder = write();
    writeFileSync(
      join(folder, 'config.yml'),
      everything.replace('layers: [gold]', 'tables: [orders_gold, orders]'),
    );
    const refused = headrace(folder, 'bundle');
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('orders from main to gold');
  });

  it('removes files of tables that are gone', () => {
    const folder = write();
    writeFileSync(
      join(folder, 'config.yml'),
      everything.replace(/^ {2}- \{name: clicks.*\n/m, '').replace(/^ {4}live:.*\n/m, ''),
    );
    expect(headrace(folder, 'bundle').out).toContain(
      'removed      pipelines/generated/live/bronze/clicks.sql',
    );
  });
});

describe('a bundle that cannot be', () => {
  const problemsOf = async (config: string): Promise<string[]> => {
    const project = temporaryFolder({ ...files, 'config.yml': config });
    const opened = await openBundle({ project }).catch((error: unknown) => error);
    if (!(opened instanceof HeadraceError)) throw opened;
    expect(opened.exitCode).toBe(2);
    return [...new Set(opened.problems.map((problem) => problem.code))];
  };
  const replaced = (from: string | RegExp, to: string): string => {
    const config = everything.replace(from, to);
    expect(config).not.toBe(everything);
    return config;
  };

  it.each([
    [
      'has no target on Databricks',
      everything.replaceAll('engine: databricks', 'engine: duckdb'),
      'HR-BUNDLE-001',
    ],
    [
      'has a target without schema',
      replaced('catalog: staging, schema: shop', 'catalog: staging'),
      'HR-BUNDLE-002',
    ],
    ['reads files of this machine', replaced('/Volumes/dev/shop/landing', 'data'), 'HR-BUNDLE-003'],
    [
      'is partitioned and clustered',
      replaced('cluster_by: order_id', 'cluster_by: order_id, partition_by: customer'),
      'HR-BUNDLE-005',
    ],
    ['has an impossible schedule', replaced('0 6 * * 1-5', '@reboot'), 'HR-BUNDLE-006'],
    ['writes a secret where none is resolved', replaced('hook-1', '"${secret:hooks/one}"'), 'HR-BUNDLE-008'],
    [
      'has targets with other tables',
      replaced('name: clicks', 'name: "clicks_${var:suffix}"')
        .replace(
          'vars: {landing: /Volumes/staging/shop/landing}',
          'vars: {landing: /Volumes/staging/x, suffix: b}',
        )
        .replace('\nbundle:', '\nvars: {suffix: a}\nbundle:'),
      'HR-BUNDLE-009',
    ],
    [
      'has pipelines that read each other',
      replaced('layers: [gold]', 'tables: [orders]')
        .replace('tags: live,', 'tables: [orders_clean],')
        .replace('tables: [orders]', 'tables: [orders, orders_gold]'),
      'HR-BUNDLE-010',
    ],
    [
      'has serverless clusters',
      replaced('compute: {num_workers: 2', 'compute: {serverless: true, num_workers: 2'),
      'HR-BUNDLE-015',
    ],
    ['grants what there is not', replaced('analysts: SELECT', 'analysts: READ'), 'HR-BUNDLE-017'],
    ['grants to a layer that there is not', replaced('  gold: {"every', '  glod: {"every'), 'HR-BUNDLE-029'],
    [
      'develops in production',
      replaced('root_path: /Workspace/shop', 'presets: {pipelines_development: true}, root_path: /W'),
      'HR-BUNDLE-021',
    ],
    [
      'has schedules that run in development',
      replaced('catalog: dev', 'presets: {trigger_pause_status: UNPAUSED}, catalog: dev'),
      'HR-BUNDLE-021',
    ],
    [
      'builds the same tables twice',
      replaced(
        'catalog: staging, schema: shop',
        'catalog: dev, schema: "shop_${workspace.current_user.short_name}"',
      ),
      'HR-BUNDLE-023',
    ],
    [
      'has two pipelines of one name',
      replaced('https://adb-2.example.net', 'https://ADB-1.example.net/').replace(
        'name_prefix: stage_, ',
        '',
      ),
      'HR-BUNDLE-024',
    ],
    ['has an unknown time zone', replaced('Europe/Berlin', 'Europe/Berlim'), 'HR-BUNDLE-025'],
    ['tells too many', replaced('webhook: hook-1', 'webhook: "a, b, c, d"'), 'HR-BUNDLE-026'],
    [
      'has two variables of one name',
      replaced('"${var:landing}/clicks"', '"${var:land-ing}/${var:land_ing}"').replace(
        '\nbundle:',
        '\nvars: {land-ing: /Volumes/a, land_ing: b}\nbundle:',
      ),
      'HR-BUNDLE-030',
    ],
    [
      'runs as two',
      replaced(
        'run_as: {service_principal_name: 6c6f}',
        'run_as: {service_principal_name: 6c6f, user_name: a@b.c}',
      ),
      'HR-BUNDLE-018',
    ],
  ])('%s', async (_, config, code) => {
    expect(await problemsOf(config)).toContain(code);
  });

  it('is told of what would only be refused later, at its place', async () => {
    const config = replaced('  health: {duration: 1h}\n', '  files: [utils/**]\n')
      .replace('root_path: /Workspace/shop, ', '')
      .replace('  run_as: {service_principal_name: 6c6f}\n', '')
      .replace('run_as: {service_principal_name: 7d7d},', '')
      .replace('catalog: dev', 'root_path: /Workspace/dev, presets: {name_prefix: dev_}, catalog: dev')
      .replace('layers: [gold], compute', 'tables: [oders], compute');
    const project = temporaryFolder({ ...files, 'config.yml': config });
    const { problems } = await openBundle({ project });
    const lines = config.split('\n');
    const found = problems.map(({ code, place }) => [
      code,
      lines[(place?.line ?? 0) - 1]?.trim().split(/[:,]/)[0],
    ]);
    expect(found.sort()).toEqual([
      ['HR-BUNDLE-016', 'gold'],
      ['HR-BUNDLE-022', 'dev'],
      ['HR-BUNDLE-022', 'dev'],
      ['HR-BUNDLE-022', 'prod'],
      ['HR-BUNDLE-027', 'notifications'],
      ['HR-BUNDLE-028', 'files'],
    ]);
  });

  it('would hold a value of the environment', async () => {
    const config = replaced('root_path: /Workspace/shop', 'root_path: "${env:BUNDLE_TEST_ROOT}"');
    process.env.BUNDLE_TEST_ROOT = '/Workspace/from-environment';
    try {
      expect(await problemsOf(config)).toEqual(['HR-BUNDLE-007']);
    } finally {
      delete process.env.BUNDLE_TEST_ROOT;
    }
  });

  it.each([
    ["it's secret", "catalog: 'it''s secret'"],
    ['a "quoted" one', 'name: "a \\"quoted\\" one"'],
    ["it's a path", "'it\\'s a path/orders'"],
    ['-----BEGIN-----\nMIIEvAIBADANBgkq\n', 'key: |\n  -----BEGIN-----\n  MIIEvAIBADANBgkq\n'],
  ])('would hold a value of the environment, quoted: %s', (value, text) => {
    const file = { path: 'databricks.yml', text, comment: '#' } as const;
    expect(valueProblems([file], new Map([['SOME', value]])).map(({ code }) => code)).toEqual([
      'HR-BUNDLE-007',
    ]);
  });

  it('has a password where a reference belongs, and does not say it', () => {
    const folder = temporaryFolder({ 'config.yml': replaced('"${secret:shop/token}"', 'hunter2hunter2') });
    const { code, out, err } = headrace(folder, 'bundle', '--debug');
    expect(code).toBe(2);
    expect(out + err).not.toContain('hunter2');
  });
});
