import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBundle } from '../../src/cli/open-bundle.ts';
import { writeFiles } from '../../src/deploy/index.ts';
import { buildGraph, select } from '../../src/plan/index.ts';
import { testTable } from '../../src/project/testing/test-table.ts';

const python = spawnSync('python3', ['--version']).status === 0;

const config = `
bundle:
  name: shop
  parameters: {tags: daily}
  pipelines: {gold: {layers: [gold]}, live: {tags: live, continuous: true}}
  loader: {docker_image: image}
grants: {analysts: SELECT, gold: {managers: "all privileges"}}
selection: {match: any}
targets: {prod: {engine: databricks, host: "https://adb-1.example.net", catalog: main, schema: shop}}
tables:
  - {name: orders, layer: bronze, tags: [daily, critical], source: {type: csv, path: /Volumes/main/shop/orders, columns: {id: int}}}
  - {name: visits, layer: bronze, tags: [hourly], source: {type: csv, path: /Volumes/main/shop/visits, columns: {id: int}}}
  - {name: clicks, layer: bronze, tags: [live], source: {type: csv, path: /Volumes/main/shop/clicks, columns: {id: int}}}
  - {name: top, layer: gold, tags: [daily]}
`;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'headrace python '));
  mkdirSync(join(folder, 'transformations/gold'), { recursive: true });
  mkdirSync(join(folder, 'sdk/databricks/sdk'), { recursive: true });
  writeFileSync(join(folder, 'config.yml'), config);
  writeFileSync(join(folder, 'transformations/gold/top.sql'), 'SELECT id FROM orders');
  const standIn = fileURLToPath(new URL('stand-in-sdk.py', import.meta.url));
  copyFileSync(standIn, join(folder, 'sdk/databricks/sdk/__init__.py'));
  await writeFiles((await openBundle({ project: folder })).plan);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Call {
  readonly call: string;
  readonly pipeline?: string;
  readonly [field: string]: unknown;
}

function run(args: readonly string[], script: Readonly<Record<string, unknown>> = {}) {
  const record = join(folder, 'record.jsonl');
  rmSync(record, { force: true });
  const env = {
    ...process.env,
    PYTHONPATH: join(folder, 'sdk'),
    RECORD: record,
    SCRIPT: JSON.stringify(script),
  };
  const { status, stdout, stderr } = spawnSync('python3', args, { cwd: folder, env, encoding: 'utf8' });
  const lines = existsSync(record) ? readFileSync(record, 'utf8').trim().split('\n') : [];
  return { code: status, out: stdout, err: stderr, calls: lines.map((line): Call => JSON.parse(line)) };
}

/** The task as the job starts it. */
function engine(tags: string, script: Readonly<Record<string, unknown>> = {}, ...more: string[]) {
  return run(
    [
      ...['pipelines/ldp_engine.py', '--tags', tags, '--manifest', 'pipelines/generated/manifest.py'],
      ...['--catalog', 'main', '--schema', 'shop', '--poll-seconds', '0', '--match', ''],
      ...['--pipeline', 'main=m', '--pipeline', 'gold=g', '--pipeline', 'live=l', ...more],
    ],
    script,
  );
}

describe.skipIf(!python)('the task run_ldp_engine', () => {
  it('starts the pipelines of the selected tables, each after what it reads', () => {
    const { code, calls, out } = engine('daily');
    expect(code).toBe(0);
    expect(calls.filter(({ call }) => call === 'start' || call === 'ended')).toEqual([
      { call: 'start', pipeline: 'm', refresh_selection: ['orders'] },
      { call: 'ended', pipeline: 'm', update: 'm-1' },
      { call: 'start', pipeline: 'g' },
      { call: 'ended', pipeline: 'g', update: 'g-2' },
    ]);
    expect(out).toContain('batch: 2 of 4 tables, 2 pipelines');
  });

  it('gives the privileges of the tables that it built', () => {
    const paths = engine('daily').calls.filter(({ call }) => call === 'api');
    const permissions = '/api/2.1/unity-catalog/permissions/table/main.shop';
    expect(new Map(paths.map(({ path, body }) => [path, body]))).toEqual(
      new Map([
        [`${permissions}.orders`, { changes: [{ principal: 'analysts', add: ['SELECT'] }] }],
        [
          `${permissions}.top`,
          {
            changes: [
              { principal: 'analysts', add: ['SELECT'] },
              { principal: 'managers', add: ['ALL_PRIVILEGES'] },
            ],
          },
        ],
      ]),
    );
  });

  it('takes a JSON array, and refreshes fully when it is asked to', () => {
    const { calls } = engine('["critical"]', {}, '--full-refresh', 'true');
    expect(calls[0]).toEqual({ call: 'start', pipeline: 'm', full_refresh_selection: ['orders'] });
  });

  it('updates whole pipelines where everything is selected', () => {
    const starts = engine('', { states: { l: 'RUNNING' } }).calls.filter(({ call }) => call === 'start');
    // One that runs continuously already is left alone.
    expect(starts).toEqual([
      { call: 'start', pipeline: 'm' },
      { call: 'start', pipeline: 'g' },
    ]);
  });

  it('asks the workspace what runs continuously: deployed for development, nothing does', () => {
    const starts = engine('live', { continuous: [] }).calls.filter(
      ({ call }) => call === 'start' || call === 'ended',
    );
    expect(starts).toEqual([
      { call: 'start', pipeline: 'l' },
      { call: 'ended', pipeline: 'l', update: 'l-1' },
    ]);
  });

  it('stops what runs continuously when it is to be built anew', () => {
    const { code, calls } = engine('live', { states: { l: 'RUNNING' } }, '--full-refresh', 'True');
    expect(code).toBe(0);
    expect(calls.filter(({ call }) => call !== 'api')).toEqual([
      { call: 'stop', pipeline: 'l' },
      { call: 'start', pipeline: 'l', full_refresh: true },
    ]);
  });

  it('follows the update with which the platform tries a failed one again', () => {
    const { code, calls, out } = engine('critical', { fail: ['m'], again: true });
    expect(code).toBe(0);
    expect(calls.filter(({ call }) => call === 'start')).toHaveLength(1);
    expect(calls.filter(({ call }) => call === 'ended').map(({ update }) => update)).toEqual([
      'm-1',
      'm-1-again',
    ]);
    expect(out).toContain('main: tried again as update m-1-again');
  });

  it('gives the other privileges too when one is refused, and fails then', () => {
    const { code, calls, err } = engine('daily', { refuse: 'main.shop.orders' });
    expect(code).not.toBe(0);
    expect(calls.filter(({ call }) => call === 'api')).toHaveLength(2);
    expect(err).toContain('EngineError: privileges on orders: Principal does not exist.');
  });

  it('waits for an update of somebody else', () => {
    const { code, calls, out } = engine('critical', { busy: { m: 2 } });
    expect(code).toBe(0);
    expect(calls.filter(({ call }) => call === 'start')).toHaveLength(3);
    expect(out.match(/waits for the update that is running/g)).toHaveLength(1);
  });

  it('fails with the words of the update that failed, and starts nothing that reads it', () => {
    const { code, calls, out, err } = engine('daily', { fail: ['m'] });
    expect(code).not.toBe(0);
    expect(calls.filter(({ call }) => call === 'start')).toHaveLength(1);
    expect(out).toContain('main: Flow failed.\n    DIVIDE_BY_ZERO in line 3');
    expect(out).not.toContain('of another update');
    expect(err).toMatch(/EngineError: gold: skipped, because main failed; main: the update m-1 is failed/);
  });

  it('streams by triggers until it is cancelled, and stops what is running then', () => {
    const { code, calls } = engine('critical', { cancel_at: 3 }, '--mode', 'streaming');
    expect(code).not.toBe(0);
    expect(calls.filter(({ call }) => call === 'start')).toHaveLength(3);
    expect(calls.filter(({ call }) => call === 'api')).toHaveLength(1);
    expect(calls.at(-1)).toEqual({ call: 'stop', pipeline: 'm' });
  });

  it.each([
    ['dayly', 'No table has the tag "dayly". Did you mean "daily"? Tags are: critical, daily, hourly, live.'],
    ['[1]', 'tags is no JSON array of texts'],
  ])('says what is wrong with the tags %s', (tags, message) => {
    const { code, calls, err } = engine(tags);
    expect(code).not.toBe(0);
    expect(calls).toEqual([]);
    expect(err).toContain(message);
  });

  it('selects as Headrace does', () => {
    const tags = fc.subarray(['a', 'b', 'c']);
    const cases = fc.sample(
      fc.record({
        tables: fc.array(tags, { minLength: 1, maxLength: 6 }),
        tags,
        match: fc.constantFrom('all', 'any'),
      }),
      500,
    );
    const named = cases.map((one) => ({
      ...one,
      tables: one.tables.map((tags, index) => ({ name: `t${index}`, tags })),
    }));
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(named));
    const { out } = run(['-c', compareSelections]);
    const expected = named.map(({ tables, tags, match }) => {
      const known = new Map(tables.map((table) => [table.name, testTable(table)]));
      const graph = buildGraph(new Map(tables.map(({ name }) => [name, []])));
      const request = {
        names: [],
        exclude: [],
        layers: [],
        tags,
        match: match === 'all' ? match : 'any',
      } as const;
      const selection = select(known, graph, request);
      return selection.problems.length > 0 ? null : [...selection.tables];
    });
    expect(JSON.parse(out)).toEqual(expected);
  });
});

const compareSelections = `
import json, sys
sys.path.insert(0, "pipelines")
import ldp_engine
def select(case):
    try:
        return ldp_engine.select(case["tables"], case["tags"], case["match"])
    except ldp_engine.EngineError:
        return None
print(json.dumps([select(case) for case in json.load(open("cases.json"))]))
`;

describe.skipIf(!python)('the task of the loader', () => {
  it('runs headrace load on a copy of the project, signed in as the job', () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    const seen = join(folder, 'seen');
    writeFileSync(
      join(bin, 'headrace'),
      `#!/bin/sh\necho "$@" > "${seen}"\necho "$DATABRICKS_HOST $DATABRICKS_TOKEN $ES_CLIENT_RAISE_ERRORS" >> "${seen}"\nls "$3" >> "${seen}"\nexit "\${CODE:-0}"\n`,
    );
    chmodSync(join(bin, 'headrace'), 0o755);
    process.env.PATH = `${bin}${delimiter}${process.env.PATH}`;
    mkdirSync(join(folder, 'project'), { recursive: true });
    writeFileSync(join(folder, 'project/config.yml'), 'tables: []');
    const args = [
      ...[
        'pipelines/es_loader.py',
        '--project',
        'project',
        '--target',
        'prod',
        '--dead-letters',
        '/Volumes/x',
      ],
      ...['--source-table', 'main.shop.top', '--data-source', 'top', '--es-nodes', '', '--batch-id', '42'],
    ];
    expect(run(args).code).toBe(0);
    const [command, environment, files] = readFileSync(seen, 'utf8').split('\n');
    expect(command).toMatch(
      /^load --project \S*project --target prod --source-table main.shop.top --data-source top --batch-id 42 --dead-letters \/Volumes\/x$/,
    );
    expect(environment).toBe('https://adb-1.example.net token-of-the-cluster ');
    expect(files).toBe('config.yml');
    process.env.CODE = '1';
    try {
      expect(run(args)).toMatchObject({
        err: expect.stringContaining('headrace load ended with exit code 1'),
      });
    } finally {
      delete process.env.CODE;
    }
  });
});
