import { describe, expect, test } from 'vitest';
import { HeadraceError, type Problem } from '../kernel/index.ts';
import { layerProblems } from './layer-problems.ts';
import type { LoadOptions } from './load-project.ts';
import * as types from './problems.ts';
import { type Files, load } from './testing/project-folder.ts';

interface Example {
  /** config.yml; `undefined` for none. */
  readonly config?: string;
  readonly files?: Files;
  readonly options?: Partial<LoadOptions>;
  /** `file:line:col`, where there is a place. */
  readonly at?: string;
  /** A part of the message that only a right one has. */
  readonly says: string;
  /** A part of the hint. */
  readonly hint?: string;
}

const gold = { 'transformations/gold/a.sql': 'select 1' };
const one = 'tables: [{name: a, layer: gold}]\n';

/** Every kind of problem, as a user would meet it. */
const examples: Readonly<Record<keyof typeof types, readonly Example[]>> = {
  noConfig: [{ says: 'There is no config.yml in /', hint: 'headrace init' }],
  emptyConfig: [
    { config: '', at: 'config.yml:1:1', says: 'config.yml is empty.' },
    { config: '# nothing yet\n', at: 'config.yml:1:1', says: 'config.yml is empty.' },
  ],
  invalidYaml: [
    { config: 'tables:\n\t- name: a\n', at: 'config.yml:2:1', says: 'Tabs are not allowed', hint: 'spaces' },
    { config: 'tables: [\n', at: 'config.yml:2:1', says: 'not valid YAML' },
    { config: 'tables: *all\n', at: 'config.yml:1:9', says: '*all refers to nothing', hint: 'quotes' },
    { config: 'vars: &a {b: *a}\n', at: 'config.yml:1:14', says: '*a refers to nothing' },
    { config: 'tables: !all x\n', at: 'config.yml:1:9', says: '!all' },
    { config: `vars: [a\${x}]\n`, at: 'config.yml:1:10', says: 'not valid YAML', hint: 'needs quotes' },
    { config: 'a: 1\n---\nb: 1\n', at: 'config.yml:2:1', says: 'several documents', hint: '---' },
  ],
  duplicateKey: [
    {
      config: `${one}vars: {}\nvars: {}\n`,
      at: 'config.yml:3:1',
      says: '"vars" is written twice; it first stands in line 2',
    },
  ],
  unknownKey: [
    {
      config: `${one}target: {}\n`,
      at: 'config.yml:2:1',
      says: 'Did you mean "targets"?',
      hint: 'Known keys: version',
    },
    {
      config: 'tables: [{name: a, layer: gold, source: {type: csv, path: x, heder: true}}]',
      at: 'config.yml:1:62',
      says: '"heder" is no key of "source" of table "a". Did you mean "header"?',
    },
  ],
  wrongValue: [
    {
      config: '[tables]',
      at: 'config.yml:1:1',
      says: 'config.yml should be a mapping with the key "tables", but is a list.',
    },
    {
      config: 'tables: {name: a}',
      at: 'config.yml:1:9',
      says: '"tables" should be a list, but is a mapping.',
    },
    { config: 'tables: [a]', at: 'config.yml:1:10', says: 'Table number 1 should be a mapping' },
    {
      config: `tables: [{name: a, layer: golds}]`,
      at: 'config.yml:1:27',
      says: 'bronze, silver or gold, but is "golds". Did you mean "gold"?',
    },
    { config: `tables: [{name: 7, layer: gold}]`, at: 'config.yml:1:17', says: 'should be text, but is 7.' },
    {
      config: `tables: [{name: a, layer: gold, tags: [x, 3]}]`,
      at: 'config.yml:1:43',
      says: 'Item 2 of "tags" of table "a" should be text, but is 3.',
    },
    {
      config: `tables: [{name: a, layer: gold, tags: {x: 3}}]`,
      at: 'config.yml:1:39',
      says: 'should be text or a list of texts, but is a mapping.',
    },
    {
      config: `${one}storage: {threads: 0}`,
      at: 'config.yml:2:20',
      says: 'a whole number, 1 or more, but is 0.',
    },
    {
      config: `${one}targets: {my dev: {}}`,
      at: 'config.yml:2:11',
      says: 'The name "my dev" in "targets" should be letters, digits',
    },
    {
      config: `${one}search: {indexes: {A/b: {from: a, id: x}}}`,
      at: 'config.yml:2:20',
      says: 'The name "A/b"',
    },
    {
      config: `${one}search: {indexes: {a: {from: a, id: x, vector: embedding}}}`,
      at: 'config.yml:2:48',
      says: 'such as {embedder: column, column: embedding}, but is "embedding"',
    },
  ],
  missingKey: [
    {
      config: 'tables: [{layer: gold}]',
      at: 'config.yml:1:10',
      says: '"name" is missing in table number 1.',
    },
    {
      config: 'tables:\n  - name: a\n    layer:\n',
      at: 'config.yml:3:5',
      says: '"layer" of table "a" has no value.',
      hint: 'gold',
    },
    {
      config: 'tables: [{name: a, layer: gold, source: {path: x}}]',
      at: 'config.yml:1:41',
      says: '"type" is missing in "source" of table "a".',
    },
    ...['column', 'static', 'http'].map((embedder) => ({
      config: `${one}search: {indexes: {a: {from: a, id: x, vector: {embedder: ${embedder}}}}}`,
      at: 'config.yml:2:48',
      says: { column: '"column"', static: '"model"', http: '"url"' }[embedder] ?? '',
    })),
    {
      config: `${one}search: {indexes: {a: {from: a, id: x, vector: corpus}}}`,
      files: gold,
      at: 'config.yml:2:40',
      says: '"fields" is missing',
    },
  ],
  noTables: [
    { config: 'version: 1\n', at: 'config.yml:1:1', says: 'config.yml has no tables.' },
    { config: 'version: 1\ntables: []\n', at: 'config.yml:2:1', says: 'config.yml has no tables.' },
    { config: 'version: 1\ntables:\n', at: 'config.yml:2:1', says: 'config.yml has no tables.' },
  ],
  unreadableFile: [
    { files: { 'config.yml/x': '' }, says: 'config.yml cannot be read: it is a folder.' },
    {
      files: { 'config.yml': new Uint8Array([0xff, 0xfe, 0x74]) },
      says: 'config.yml cannot be read: it is not UTF-8 text.',
    },
    {
      config: one,
      files: { 'transformations/gold/a.sql': new Uint8Array([0xe9]) },
      at: 'transformations/gold/a.sql:1:1',
      says: 'it is not UTF-8 text',
    },
  ],
  duplicateTable: [
    {
      config: 'tables:\n- {name: a, layer: gold}\n- {name: a, layer: silver}\n',
      at: 'config.yml:3:10',
      says: 'two tables named "a"; the first stands in line 2',
    },
    {
      config: 'tables:\n- {name: a, layer: gold}\n- {name: A, layer: gold}\n',
      at: 'config.yml:3:10',
      says: '"A" and "a" (line 2) differ only in upper and lower case',
    },
  ],
  badTableName: [
    { config: 'tables: [{name: ../a, layer: gold}]', at: 'config.yml:1:17', says: 'would leave the folder' },
    {
      config: 'tables: [{name: sales.orders, layer: gold}]',
      at: 'config.yml:1:17',
      says: 'catalog and schema come from the target',
    },
    { config: 'tables: [{name: my-orders, layer: gold}]', at: 'config.yml:1:17', says: 'it holds "-"' },
    { config: 'tables: [{name: my orders, layer: gold}]', at: 'config.yml:1:17', says: 'it holds a space' },
    {
      config: 'tables: [{name: 2024_orders, layer: gold}]',
      at: 'config.yml:1:17',
      says: 'it starts with a digit',
    },
    {
      config: `tables: [{name: ${'a'.repeat(129)}, layer: gold}]`,
      at: 'config.yml:1:17',
      says: 'it is 129 characters long',
    },
    { config: 'tables: [{name: "", layer: gold}]', at: 'config.yml:1:17', says: 'it is empty' },
  ],
  reservedTableName: [
    {
      config: 'tables: [{name: Order, layer: gold}]',
      at: 'config.yml:1:17',
      says: 'reserved word of SQL',
      hint: 'Order_table',
    },
    { config: 'tables: [{name: source, layer: gold}]', at: 'config.yml:1:17', says: 'own raw input' },
    { config: 'tables: [{name: STREAM, layer: gold}]', at: 'config.yml:1:17', says: 'STREAM(name)' },
    ...['__new_sales', '__1', '__', '__order'].map((name, position) => ({
      config: `tables: [{name: ${name}, layer: gold}]`,
      at: 'config.yml:1:17',
      says: `"${name}" cannot be the name of a table: names that start with "__" are for relations`,
      hint: `"${['new_sales', 'table_1', 'table_', 'table_order'][position]}"`,
    })),
  ],
  missingDependency: [
    {
      config: 'tables: [{name: a, layer: gold, depends_on: [b]}]',
      files: gold,
      at: 'config.yml:1:46',
      says: 'Table "a" depends on "b"',
    },
    {
      config: 'tables:\n- {name: customers, layer: gold}\n- {name: a, layer: gold, depends_on: custmers}\n',
      at: 'config.yml:3:38',
      says: 'Did you mean "customers"?',
    },
  ],
  selfDependency: [
    {
      config: 'tables: [{name: a, layer: gold, depends_on: [a]}]',
      files: gold,
      at: 'config.yml:1:46',
      says: 'Table "a" depends on itself.',
    },
  ],
  missingTableFile: [
    {
      config: one,
      at: 'config.yml:1:17',
      says: 'neither a transformation file nor a source',
      hint: 'Create transformations/gold/a.sql',
    },
    {
      config: one,
      files: { 'transformations/silver/a.sql': 'select 1' },
      at: 'config.yml:1:17',
      says: '"a"',
      hint: 'Is it transformations/silver/a.sql?',
    },
    {
      config: 'tables: [{name: sales, layer: gold}]',
      files: { 'transformations/gold/Sale.ts': '' },
      at: 'config.yml:1:17',
      says: '"sales"',
      hint: 'Is it transformations/gold/Sale.ts?',
    },
    {
      config: `${one}transformations: sql`,
      files: { 'sql/gold/b.sql': 'select 1' },
      at: 'config.yml:1:17',
      says: '"a"',
      hint: 'sql/gold/a.sql',
    },
  ],
  fileWithoutTable: [
    {
      config: one,
      files: { ...gold, 'transformations/gold/b.sql': 'x' },
      at: 'transformations/gold/b.sql:1:1',
      says: 'belongs to no table',
      hint: 'Runs are not affected',
    },
    {
      config: one,
      files: { 'transformations/silver/a.sql': 'x' },
      at: 'transformations/silver/a.sql:1:1',
      says: 'expected at transformations/gold/a.sql',
    },
  ],
  severalTableFiles: [
    {
      config: one,
      files: { ...gold, 'transformations/gold/a.py': '' },
      at: 'config.yml:1:17',
      says: '2 files: transformations/gold/a.sql and transformations/gold/a.py',
    },
  ],
  emptySql: [
    {
      config: one,
      files: { 'transformations/gold/a.sql': '\n' },
      at: 'transformations/gold/a.sql:1:1',
      says: 'holds no SQL',
    },
    {
      config: one,
      files: { 'transformations/gold/a.sql': '-- later\n/* or\nnever */;' },
      at: 'transformations/gold/a.sql:1:1',
      says: 'holds no SQL',
    },
  ],
  undecidedSource: [
    {
      config: 'tables: [{name: a, layer: bronze, source: {type: tBd, note: [1]}}]',
      at: 'config.yml:1:35',
      says: 'still to be decided',
    },
  ],
  unsupportedSource: [
    {
      config: 'tables: [{name: a, layer: bronze, source: {type: kafka, topic: x}}]',
      at: 'config.yml:1:50',
      says: 'this version reads csv, json, parquet and text',
      hint: 'TBD',
    },
    {
      config: 'tables: [{name: a, layer: bronze, source: {type: S3}}]',
      at: 'config.yml:1:50',
      says: '"s3"',
      hint: 's3://',
    },
  ],
  // Told by whoever knows the real inputs; see below.
  laterLayer: [],
  badTypescriptExport: [
    {
      config: one,
      files: { 'transformations/gold/a.ts': 'export const sql = 1;' },
      at: 'transformations/gold/a.ts:1:1',
      says: 'has no default export',
      hint: 'table({',
    },
    {
      config: one,
      files: { 'transformations/gold/a.ts': 'export default { sql: () => "select 1" };' },
      at: 'transformations/gold/a.ts:1:1',
      says: 'something else than table(',
    },
    {
      config: one,
      files: {
        'transformations/gold/a.ts':
          "import { table } from 'headrace';\nexport default table({ sql: 'select 1' } as any);",
      },
      at: 'transformations/gold/a.ts:1:1',
      says: 'no function `sql`',
    },
    {
      config: one,
      files: {
        'transformations/gold/a.ts':
          "import { table } from 'headrace';\nexport default table({ sql: () => 3 as any });",
      },
      at: 'transformations/gold/a.ts:1:1',
      says: 'returns a number from sql(), not a text',
    },
  ],
  typescriptFailed: [
    {
      config: one,
      files: {
        'transformations/gold/a.ts':
          "import { table } from 'headrace';\nexport default table({\n  sql: () => { throw new Error('No countries'); },\n});",
      },
      at: 'transformations/gold/a.ts:3:22',
      says: 'sql() of transformations/gold/a.ts failed: No countries.',
    },
    {
      config: one,
      files: { 'transformations/gold/a.ts': 'const x = 1;\nconst y: = 2;\n' },
      at: 'transformations/gold/a.ts:2:10',
      says: 'cannot be loaded: Unexpected token',
    },
    {
      config: one,
      files: { 'transformations/gold/a.ts': "import x from 'no-such-package';\nexport default x;" },
      at: 'transformations/gold/a.ts:1:16',
      says: "Cannot find package 'no-such-package'.",
    },
  ],
  undefinedVar: [
    {
      config: `tables: [{name: a, layer: gold, comment: "\${var:regoin}"}]\nvars: {region: eu}\n`,
      at: 'config.yml:1:42',
      says: 'Did you mean "region"?',
    },
    {
      config: `tables: [{name: a, layer: gold, comment: "\${var:x}"}]\n`,
      at: 'config.yml:1:42',
      says: '"x" is not defined',
      hint: '--var x=',
    },
  ],
  unsetEnv: [
    {
      config: `tables: [{name: a, layer: gold, comment: "\${env:NOBODY}"}]`,
      at: 'config.yml:1:42',
      says: 'NOBODY is not set',
      hint: 'export NOBODY',
    },
  ],
  badReference: [
    {
      config: `tables: [{name: a, layer: gold, comment: "\${vars:x}"}]`,
      at: 'config.yml:1:42',
      says: `\${vars:x} is no reference; did you mean \${var:x}?`,
    },
    {
      config: `tables: [{name: a, layer: gold, comment: "\${secret:s/k}"}]`,
      at: 'config.yml:1:42',
      says: 'only be used in connections',
    },
    {
      config: `tables: [{name: a, layer: gold, comment: "\${var:}"}]`,
      at: 'config.yml:1:42',
      says: 'names nothing',
    },
    {
      config: `${one}vars: {x: "\${var:y}", y: "\${var:x}"}`,
      at: 'config.yml:2:26',
      says: 'leads back to itself',
    },
  ],
  literalSecret: [
    {
      config: `${one}search: {indexes: {a: {from: a, id: x, text: t, vector: {embedder: http, url: "https://x", model: m, api_key: sk-123}}}}`,
      at: 'config.yml:2:111',
      says: '"vector.api_key" of index "a" holds a secret',
    },
    {
      config: `${one}search: {indexes: {a: {from: a, id: x, text: t, vector: {embedder: http, url: "https://u:sk-123@x", model: m}}}}`,
      at: 'config.yml:2:79',
      says: '"vector.url" of index "a" holds a secret',
    },
    ...[
      ['https://u:sk-123@x/a.csv', ''],
      ['"HTTPS://sk-123@x/a.csv"', ''],
      ['s3://key:sk-123@bucket/a.csv', ''],
      [`"https://\${env:U}:sk-123@x/a.csv"`, ''],
      [`"\${var:base}/a.csv"`, `\nvars: {base: "https://\${var:u}@x", u: "me:sk-123"}`],
    ].map(([path, rest]) => ({
      config: `tables: [{name: a, layer: bronze, source: {type: csv, path: ${path}}}]${rest}`,
      options: { env: { U: 'me' } },
      at: 'config.yml:1:61',
      says: '"source.path" of table "a" holds a secret',
      hint: `\${env:DATA_PASSWORD}@`,
    })),
    {
      config: 'tables: [{name: a, layer: bronz, source: {type: csv, path: [a.csv, https://u:sk-123@x]}}]',
      at: 'config.yml:1:68',
      says: 'Item 2 of "source.path" of table "a" holds a secret',
    },
  ],
  unknownTarget: [
    {
      config: `${one}targets: {dev: {}, prod: {}}`,
      options: { target: 'prd' },
      says: 'Did you mean "prod"?',
      hint: 'Targets: dev and prod.',
    },
    { config: one, options: { target: 'prod' }, says: 'There is no target "prod".', hint: 'none yet' },
  ],
  severalDefaultTargets: [
    {
      config: `${one}targets: {dev: {default: true}, prod: {default: true}}`,
      at: 'config.yml:2:49',
      says: 'dev and prod',
    },
  ],
  noDefaultTarget: [
    {
      config: `${one}targets: {dev: {}, prod: {}}`,
      at: 'config.yml:2:1',
      says: 'none is the default',
      hint: '--target dev',
    },
  ],
  unknownIndexTable: [
    {
      config: 'tables: [{name: sales, layer: gold}]\nsearch: {indexes: {a: {from: saless, id: x}}}',
      at: 'config.yml:2:30',
      says: 'Did you mean "sales"?',
    },
  ],
  noTransformationsFolder: [
    { config: `${one}transformations: sql/\n`, at: 'config.yml:2:18', says: 'There is no folder sql/.' },
  ],
  unsupportedBackend: [
    {
      config: `${one}search: {backend: opensearch}`,
      at: 'config.yml:2:19',
      says: 'The search backend "opensearch" is not in this version',
      hint: '`backend: elasticsearch`',
    },
  ],
  unknownConnection: [
    {
      config: `${one}connections: {cluster: {type: elasticsearch}}\nsearch: {connection: clustr}`,
      at: 'config.yml:3:22',
      says: '"clustr" is no connection of this project. Did you mean "cluster"?',
      hint: 'Connections of type elasticsearch: cluster.',
    },
    {
      config: `${one}connections: {db: {type: postgres}}\nsearch: {connection: db}`,
      at: 'config.yml:3:22',
      says: 'The connection "db" is of type postgres; this needs one of type elasticsearch.',
    },
  ],
  unknownColumnType: [
    {
      config: 'tables: [{name: a, layer: bronze, source: {type: csv, path: x, columns: {id: strng}}}]',
      at: 'config.yml:1:78',
      says: 'column "id" of table "a", "strng", is not known. Did you mean "string"?',
      hint: 'Types are: string',
    },
    {
      config:
        'tables: [{name: a, layer: bronze, source: {type: files, format: csv, path: x, columns: {id: array<text>}}}]',
      at: 'config.yml:1:93',
      says: '"array<text>", is not known: there is no type "text". Did you mean "string"?',
    },
    {
      config:
        'tables: [{name: a, layer: bronze, source: {type: csv, path: x, columns: {price: decimal(10,2)}}}]',
      at: 'config.yml:1:81',
      says: 'its "(" is not closed',
      hint: '{price: "decimal(10,2)"}',
    },
    {
      config: `tables: [{name: a, layer: bronze, source: {type: csv, path: x, columns: {id: "\${env:T}"}}}]`,
      options: { env: { T: 'sk-123' } },
      at: 'config.yml:1:78',
      says: `of table "a", "\${env:T}", is not known.`,
    },
  ],
};

async function problemsOf({ config, files, options }: Omit<Example, 'says'>): Promise<readonly Problem[]> {
  const all = config === undefined ? { ...files } : { 'config.yml': config, ...files };
  try {
    return (await load(all, options)).problems;
  } catch (error) {
    if (!(error instanceof HeadraceError)) throw error;
    expect(error.exitCode).toBe(2);
    return error.problems;
  }
}

for (const [name, list] of Object.entries(examples)) {
  if (list.length === 0) continue;
  describe(name, () => {
    const type = Object.entries(types).find(([key]) => key === name)?.[1];
    test.each(list)('$says', async (example) => {
      const problems = await problemsOf(example);
      const found = problems.find(
        ({ code, message }) => code === type?.code && message.includes(example.says),
      );
      expect(found, JSON.stringify(problems, undefined, 1)).toBeDefined();
      const place = found?.place;
      expect(place && `${place.file}:${place.line}:${place.col}`).toBe(example.at);
      expect(found?.hint ?? '').toContain(example.hint ?? '');
      expect(found?.severity).toBe(type?.severity);
      expect(JSON.stringify(problems)).not.toContain('sk-123');
    });
  });
}

test('laterLayer: an input from a later layer is a warning at depends_on', async () => {
  const { tables, problems } = await load({
    'config.yml': 'tables:\n- {name: a, layer: gold}\n- {name: b, layer: silver, depends_on: [a]}\n',
    'transformations/gold/a.sql': 'select 1',
    'transformations/silver/b.sql': 'select * from a',
  });
  const [a, b] = [...tables.values()];
  expect(problems).toEqual([]);
  expect(a && b && layerProblems(b, [a])).toMatchObject([
    {
      code: types.laterLayer.code,
      severity: 'warning',
      message: 'Table "b" (silver) reads "a", which is in a later layer (gold).',
      place: { line: 3, col: 28 },
    },
  ]);
  expect(a && b && layerProblems(a, [b])).toEqual([]);
});

test('no two kinds of problem share a code, and every message is a sentence', async () => {
  const codes = Object.values(types).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const example of Object.values(examples).flat()) {
    for (const { message, hint } of await problemsOf(example)) {
      expect(message).toMatch(/[.?]$/);
      expect(hint ?? '.').toMatch(/[.?;]$|\}\);$/);
    }
  }
});

test('a secret never gets into a message or a frame, not even of the line beside it', async () => {
  const problems = await problemsOf({
    config: `tables: [{name: a, layer: glod}]
connections:
  shop: {url: "postgres://me:hunter2@host/db", password: hunter2}
  es:
    api_key: "hunter2 hunter2"
    colour: \${var:none}
    token: hunter2
search:
  indexes:
    a: {from: a, id: x, text: t, vector: {embedder: http, url: "https://x", model: m, api_key: hunter2}}
    b: {from: a, id: x, text: t, vector: {embedder: http, url: "https://x", model: m, api_key: [hunter2]}}
targets: {dev: {engine: "\${env:PASSWORD}"}}
`,
    options: { env: { PASSWORD: 'hunter2' } },
  });
  expect(problems.length).toBeGreaterThan(4);
  expect(JSON.stringify(problems)).not.toContain('hunter2');
  expect(JSON.stringify(problems)).toContain(`\${env:PASSWORD}`);
});

test('user info in the path of a source is fine where it is no secret of the file', async () => {
  const path = (written: string): string =>
    `  - {name: t${written.length}, layer: bronze, source: {type: csv, path: "${written}"}}\n`;
  const paths = [
    `https://\${env:U}:\${env:P}@host/a.csv`,
    `https://me:\${env:P}@host/a.csv`,
    `https://\${env:U}@host/a.csv`,
    `\${env:URL}`,
    'abfss://container@account.dfs.core.windows.net/a.csv',
    'https://host/a@b.csv',
    's3://bucket/me:you@b.csv',
  ];
  const config = `tables:\n${paths.map(path).join('')}`;
  const env = { U: 'me', P: 'hunter2', URL: 'https://me:hunter2@host/' };
  expect(await problemsOf({ config, options: { env } })).toEqual([]);
});

test('a secret in the path of a source is in no frame of other problems', async () => {
  const problems = await problemsOf({
    config: `tables:
  - name: a
    layer: bronze
    source:
      path: [https://hunter2@host/a.csv, "https://me:hun@ter2@host/b.csv", 'https://hunter2:@host/c.csv']
      typ: csv
`,
  });
  expect(problems.length).toBe(4);
  expect(JSON.stringify(problems)).not.toMatch(/hunter2|hun@|ter2/);
});
