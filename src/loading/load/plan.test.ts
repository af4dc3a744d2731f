import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HeadraceError } from '../../kernel/index.ts';
import { loadProject, type Project } from '../../project/index.ts';
import { type LoadPlan, planLoads } from './plan.ts';

const config = `
tables: [{name: orders, layer: silver}]
connections:
  cluster: {type: elasticsearch, url: "http://search:9200"}
search:
  connection: cluster
  indexes:
    goods: {id: sku, text: title}
  data_sources: {sourceA: index_a, sourceB: index_b}
loads:
  nightly_a: {source_table: out/a, data_source: sourceA, batch_id: "\${env:DAY}", connection: cluster}
  nightly_goods: {source_table: orders, data_source: goods, es_nodes: "one,two:9300", id: number}
`;

function folder(files: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'headrace plan '));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  return root;
}

async function project(text = config): Promise<Project> {
  return loadProject({ root: folder({ 'config.yml': text }), env: {} });
}

type Request = Parameters<typeof planLoads>[0];

function plan(request: Partial<Request>): readonly LoadPlan[] {
  const root = request.project?.root ?? '/work place';
  const nothing = { project: undefined, env: {}, names: [], all: false, given: {} };
  return planLoads({ root, ...nothing, ...request }).plans;
}

/** Code, message and line of each problem. */
function refusal(request: Partial<Request>): string[] {
  try {
    plan(request);
  } catch (error) {
    if (!(error instanceof HeadraceError)) throw error;
    expect(error.exitCode).toBe(2);
    return error.problems.map(
      ({ code, message, place }) => `${code.slice(-3)} ${message}${place ? ` (line ${place.line})` : ''}`,
    );
  }
  throw new Error('nothing was refused');
}

describe('parameters of a load', () => {
  it('are missed together, each by its flag and its variable', async () => {
    expect(refusal({})).toEqual([
      '040 The load needs --source-table (SOURCE_TABLE), --data-source (DATA_SOURCE) and --es-nodes (ES_NODES).',
    ]);
    expect(refusal({ project: await project(), env: { SOURCE_TABLE: ' ' } })).toEqual([
      '040 The load needs --source-table (SOURCE_TABLE) and --data-source (DATA_SOURCE).',
      // The backend of this project is the embedded one, so no cluster is missing.
    ]);
    expect(
      refusal({ given: { es_nodes: 'http://me:secret@search' }, env: { DATA_SOURCE: 'x' } }).join('\n'),
    ).toMatch(/^(?!.*secret)(?=.*credentials)[\s\S]*040 The load needs --source-table \(SOURCE_TABLE\)\./i);
  });

  it('come from flags, then the environment, then the configuration', async () => {
    const given = { source_table: 'elsewhere', batch_id: 'mine' };
    const env = { SOURCE_TABLE: 'x', DATA_SOURCE: 'sourceB', ES_NODES: 'from-env', DAY: 'today' };
    const mine = await project();
    expect(plan({ project: mine, names: ['nightly_a'], given, env })).toMatchObject([
      {
        ...{ label: 'nightly_a', sourceTable: 'elsewhere', dataSource: 'sourceB', batchId: 'mine', id: 'id' },
        index: { name: 'index_b', config: undefined },
        cluster: { nodes: ['http://from-env:9200'] },
        source: 'table elsewhere',
      },
    ]);
    expect(plan({ project: mine, names: ['nightly_a'], env: { DAY: '7' } })).toMatchObject([
      {
        dataSource: 'sourceA',
        batchId: '7',
        cluster: { nodes: ['http://search:9200'] },
        source: `${mine.root}/out/a`,
      },
    ]);
    expect(plan({ project: mine, names: ['nightly_goods'] })).toMatchObject([
      { id: 'number', index: { name: 'goods' }, cluster: { nodes: ['http://one:9200', 'http://two:9300'] } },
    ]);
    const [goods] = plan({ project: mine, given: { source_table: './o/', data_source: 'goods' } });
    expect(goods).toMatchObject({ id: 'sku', cluster: undefined, source: `${mine.root}/o` });
    expect(refusal({ project: mine, names: ['nightly_a'] })[0]).toMatch(
      /051 Load "nightly_a" needs \$\{env:DAY\}, which is not set\. \(line 11\)/,
    );
  });

  it('of a list are its own: only what fits all of them can be given', async () => {
    const mine = await project();
    const env = { SOURCE_TABLE: 'x', DATA_SOURCE: 'sourceB', BATCH_ID: 'b', ES_NODES: 'all' };
    expect(
      plan({ project: mine, all: true, env }).map(({ label, sourceTable, batchId, cluster }) => [
        ...[label, sourceTable, batchId, cluster?.nodes?.[0]],
      ]),
    ).toEqual([
      ['nightly_a', 'out/a', 'b', 'http://all:9200'],
      ['nightly_goods', 'orders', 'b', 'http://all:9200'],
    ]);
    expect(refusal({ project: mine, all: true, env, given: { source_table: 'y' } })).toEqual([
      '046 --source-table says what one load does; several are asked for.',
    ]);
    expect(refusal({ project: mine, all: true, names: ['nightly_a'], jobs: 'x.json' })).toEqual([
      '047 Loads are asked for in 3 ways at once: by names, --all and --jobs.',
    ]);
    expect(refusal({ project: mine, names: ['nightly_b', 'nightly'] })).toEqual([
      '041 "nightly_b" is no load of this project. Did you mean "nightly_a"?',
      '041 "nightly" is no load of this project. Did you mean "nightly_a"?',
    ]);
    expect(refusal({ all: true })).toEqual(['042 There are no loads in a folder without config.yml.']);
  });
});

describe('the index of a data source', () => {
  it('is the mapped one, or the one of that name; else there is the nearest to suggest', async () => {
    const mine = await project();
    const of = (name: string, from = mine): string | undefined =>
      plan({ project: from, given: { source_table: 'x', data_source: name } })[0]?.index.name;
    expect(['sourceA', 'goods'].map((name) => of(name))).toEqual(['index_a', 'goods']);
    for (const [name, meant] of [
      ['sorceA', 'sourceA'],
      ['good', 'goods'],
    ] as const) {
      expect(refusal({ project: mine, given: { source_table: 'x', data_source: name } })).toEqual([
        `043 It is not said which index the data source "${name}" goes to. Did you mean "${meant}"?`,
      ]);
    }
    const lenient = await project(config.replace('\nsearch:', '\nsearch:\n  default_index: rest'));
    expect(['sorceA', 'constructor', 'sourceB'].map((name) => of(name, lenient))).toEqual([
      ...['rest', 'rest', 'index_b'],
    ]);
  });
});

describe('a file of loads', () => {
  const withJobs = async (text: string): Promise<Partial<Request>> => ({
    project: await project(),
    jobs: join(folder({ 'jobs.json': text }), 'jobs.json'),
  });

  it('is what the original job is triggered with, in lower or upper case', async () => {
    const jobs = [
      { source_table: '/mnt/datalake/sourceA', data_source: 'sourceA' },
      { SOURCE_TABLE: '/mnt/datalake/sourceB', DATA_SOURCE: 'sourceB', ES_NODES: 'es-host', batch_id: '' },
      { source_table: 'orders', data_source: 'sourceB', batch_id: 7, id: 'number' },
    ];
    const plans = plan(await withJobs(JSON.stringify(jobs).replace(':7', ':007')));
    expect(plans).toMatchObject([
      { label: 'sourceA', source: '/mnt/datalake/sourceA', index: { name: 'index_a' }, batchId: undefined },
      { label: 'sourceB', cluster: { nodes: ['http://es-host:9200'] }, batchId: undefined },
      { label: 'sourceB #3', source: 'table orders', batchId: '007', id: 'number' },
    ]);
  });

  it('is refused as a whole, with the places of all that is wrong', async () => {
    const text = `[
      {"source_tabel": "a", "data_source": "sourceA"},
      {"source_table": "a", "data_source": "sorceA"},
      {"source_table": ["a"], "DATA_SOURCE": "sourceA", "data_source": "b"},
      {"data_source": "sourceA"},
      "sourceA",
      {"source_table": "b", "data_source": "sourceB"},
      {"source_table": "/../b/", "data_source": "sourceB"},
      {"source_table": "/b", "data_source": "sourceB"}
    ]`;
    expect(refusal(await withJobs(text))).toEqual([
      '044 A load has no "source_tabel". Did you mean "source_table"? (line 2)',
      '044 "source_table" should be a text. (line 4)',
      '044 "data_source" is given twice. (line 4)',
      '044 Each load should be an object with "source_table" and "data_source". (line 6)',
      '043 It is not said which index the data source "sorceA" goes to. Did you mean "sourceA"? (line 3)',
      '040 The load needs "source_table". (line 5)',
      '045 "sourceB #7" and "sourceB #8" load the same table into the same index. (line 9)',
    ]);
  });

  it.each([
    ['[{"source_table": "a" "b"}]', /044 The file cannot be read: .*\(line 1\)/],
    ['{"source_table": "a"}', /044 The file should be a list of loads\. \(line 1\)/],
    ['', /044 The file should be a list/],
    ['[]', /042 There are no loads in .*jobs\.json/],
  ])('%j is none', async (text, expected) => {
    const [first, ...more] = refusal(await withJobs(text));
    expect(first).toMatch(expected);
    expect(more).toEqual([]);
  });

  it('that is not there is named', async () => {
    expect(refusal({ jobs: '/nowhere/jobs.json' })).toEqual([
      '044 The loads in /nowhere/jobs.json cannot be read: there is no such file.',
    ]);
  });
});
