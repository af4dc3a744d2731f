import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HeadraceError } from '../../kernel/index.ts';
import { sampleTable } from '../generate/testing/sample-tables.ts';
import { asTexts, findConnector, readConnectorSettings, tableConfigOf, withSettings } from './index.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'headrace settings '));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text = ''): string {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  return join(root, path);
}

function problemsOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (!(error instanceof HeadraceError)) throw error;
    expect(error.exitCode).toBe(2);
    return error.problems.map(({ code, message, place }) => `${code} ${place?.line ?? '-'} ${message}`);
  }
  return [];
}

describe('connector.yml', () => {
  it('says what flags say, under their names', () => {
    const path = write(
      'connector.yml',
      `connector: ../lcc
x-anchors: &common {scd_type: SCD_TYPE_2}
options: {base_url: https://pi.example.net, access_token: "\${secret:pi/token}"}
group_by: balanced
schedules: {append: "*/15 * * * *"}
pipelines: auto
num_workers: 2
common_table_config: {<<: *common, page_size: 100, ids: [1, 2]}
managed: [snapshot]
targets: {dev: {default: true, schema: dev}, prod: {root_path: /Workspace/x}}
notifications: {email: a@example.com}
groups: {snapshot: {num_workers: 4}}
tables:
  pi_points: {destination_table: points, weight: 3.5, table_config: {primary_keys: [id]}}
catalog:
`,
    );
    const { settings, exists } = readConnectorSettings(path);
    expect(exists).toBe(true);
    expect(settings.pipelines).toBe('auto');
    expect(settings.options?.access_token).toBe(`\${secret:pi/token}`);
    expect('catalog' in settings).toBe(false);
    expect(asTexts(settings.common_table_config)).toEqual({
      scd_type: 'SCD_TYPE_2',
      page_size: '100',
      ids: '[1,2]',
    });
  });

  it('is empty where there is none', () => {
    const { settings, exists, at } = readConnectorSettings(join(root, 'connector.yml'));
    expect([settings, exists, at(['catalog'])]).toEqual([{}, false, undefined]);
    expect(readConnectorSettings(write('empty.yml', '# nothing yet\n')).settings).toEqual({});
  });

  it('tells all its mistakes at once, with their lines', () => {
    const path = write(
      'connector.yml',
      `catlog: main
options: {access_token: hunter2hunter2}
schedules: {appnd: x}
targets: {dev: {mod: development}}
managed: maybe
tables: {a: {wieght: 3}, b: {weight: heavy}}
`,
    );
    const found = problemsOf(() => readConnectorSettings(path));
    expect(found).toEqual([
      'HR-CONFIG-005 1 "catlog" is no key of connector.yml. Did you mean "catalog"?',
      expect.stringMatching(/^HR-CONFIG-027 2 "options.access_token" holds a secret/),
      'HR-CONFIG-005 3 "appnd" is no key of "schedules". Did you mean "append"?',
      'HR-CONFIG-005 4 "mod" is no key of target "dev". Did you mean "mode"?',
      expect.stringMatching(/^HR-CONFIG-006 5 "managed" should be true, false or a list/),
      'HR-CONFIG-005 6 "wieght" is no key of table "a". Did you mean "weight"?',
      'HR-CONFIG-006 6 "weight" of table "b" should be a number, but is "heavy".',
    ]);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it.each([
    ['a list', '- a\n', /HR-CONFIG-006 1 connector.yml should be a mapping/],
    ['no YAML', 'a: [\n', /HR-CONFIG-003/],
  ])('is refused when it is %s', (_what, text, expected) => {
    const path = write('connector.yml', text);
    expect(problemsOf(() => readConnectorSettings(path))).toEqual([expect.stringMatching(expected)]);
  });

  it('is refused when it cannot be read', () => {
    expect(problemsOf(() => readConnectorSettings(root))).toEqual([
      expect.stringMatching(/^HR-INGEST-001 .*a folder/),
    ]);
  });
});

describe('settings of tables', () => {
  it('win over the list, and only where they say something', () => {
    const table = sampleTable('a', {
      weight: 1,
      destinationSchema: 'raw',
      tableConfiguration: { x: '1', y: '2' },
    });
    const settings = { tables: { a: { weight: 5, destination_table: 'b', table_config: { y: 3 } } } };
    const { tables, problems } = withSettings(
      [table, sampleTable('c')],
      { settings, at: () => undefined },
      'tables.csv',
    );
    expect(problems).toEqual([]);
    expect(tables).toEqual([
      { ...table, weight: 5, destinationTable: 'b', tableConfiguration: { x: '1', y: '3' } },
      sampleTable('c'),
    ]);
  });

  it('of a table that is not listed are a mistake', () => {
    const settings = { tables: { pi_pionts: {} } };
    const { problems } = withSettings(
      [sampleTable('pi_points')],
      { settings, at: () => undefined },
      'tables.csv',
    );
    expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'HR-INGEST-004 connector.yml has settings of "pi_pionts", which is not in tables.csv. Did you mean "pi_points"?',
    ]);
  });

  it('as JSON have values', () => {
    expect(tableConfigOf({ a: 'x', b: { c: 1 } }, '--flag')).toEqual({ a: 'x', b: { c: 1 } });
    expect(problemsOf(() => tableConfigOf({ a: null }, '--flag'))).toEqual([
      'HR-INGEST-005 - "a" in --flag is empty.',
    ]);
  });
});

describe('finding a connector', () => {
  it('takes the only one, or the one named', () => {
    write('connectors/osipi/tables.csv');
    write('connectors/notes/readme.md');
    const folder = join(root, 'connectors/osipi');
    expect(findConnector({ root })).toEqual({
      name: 'osipi',
      folder,
      list: join(folder, 'tables.csv'),
      lock: join(folder, 'tables.lock.json'),
      settings: join(folder, 'connector.yml'),
      bundle: join(folder, 'bundle'),
    });
    write('connectors/github/connector.yml');
    expect(findConnector({ root, name: 'github' }).list).toBe(join(root, 'connectors/github/tables.csv'));
    expect(problemsOf(() => findConnector({ root }))).toEqual([
      expect.stringMatching(/^HR-INGEST-003 - There are 2 connectors in .*: github and osipi\./),
    ]);
  });

  it('says what there is', () => {
    expect(problemsOf(() => findConnector({ root }))).toEqual([
      expect.stringMatching(/^HR-INGEST-002 .* yet\./),
    ]);
    write('connectors/osipi/tables.yml');
    expect(problemsOf(() => findConnector({ root, name: 'ospi' }))).toEqual([
      expect.stringMatching(/^HR-INGEST-002 .*Did you mean "osipi"\?/),
    ]);
    expect(findConnector({ root }).list).toBe(join(root, 'connectors/osipi/tables.yml'));
  });

  it('takes the name from the list, as the original named it', () => {
    expect(findConnector({ root, list: '/tmp/osipi_tables.csv' })).toMatchObject({
      name: 'osipi',
      folder: '/tmp',
    });
    expect(findConnector({ root, list: 'x/osipi/tables.csv' })).toMatchObject({
      name: 'osipi',
      lock: 'x/osipi/tables.lock.json',
    });
    expect(findConnector({ root, list: 'x/tables.csv', name: 'github' }).name).toBe('github');
  });
});
