import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HeadraceError, type Problem } from '../../kernel/index.ts';
import { listedTable } from '../testing/listed-table.ts';
import type { ConnectorTable } from '../types.ts';
import {
  changeTableList,
  formatTableList,
  parseTableList,
  readTableList,
  type TableList,
  writeTableList,
} from './index.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const parse = (text: string, path = 'tables.csv', source?: string): TableList =>
  parseTableList(path, bytes(text), { source });
const change = (list: TableList, tables: readonly ConnectorTable[]): string =>
  Buffer.from(changeTableList(list, tables)).toString('utf8');

function problemsOf(text: string, path?: string, source?: string): readonly Problem[] {
  try {
    return parse(text, path, source).problems;
  } catch (error) {
    if (error instanceof HeadraceError) return error.problems;
    throw error;
  }
}

const original = `source_table,pipeline_group,schedule,category,ingestion_type
pi_points,metadata_snapshot,0 0 * * *,metadata,snapshot
pi_timeseries,timeseries_append,*/15 * * * *,timeseries,append
`;

describe('table list', () => {
  it('reads what the original toolkit writes', () => {
    const { tables, problems } = parse(original);
    expect(problems).toEqual([]);
    expect(tables).toEqual([
      listedTable('pi_points', {
        category: 'metadata',
        categorySource: 'list',
        pipelineGroup: 'metadata_snapshot',
        schedule: '0 0 * * *',
        place: { file: 'tables.csv', line: 2, col: 1, length: 9 },
      }),
      listedTable('pi_timeseries', {
        ingestionType: 'append',
        category: 'timeseries',
        categorySource: 'list',
        pipelineGroup: 'timeseries_append',
        schedule: '*/15 * * * *',
        place: { file: 'tables.csv', line: 3, col: 1, length: 13 },
      }),
    ]);
  });

  it('writes the five columns always, and others where a table has something in them', () => {
    const bare = [listedTable('a'), listedTable('b', { ingestionType: 'cdc' })];
    expect(formatTableList(bare)).toBe(
      'source_table,pipeline_group,schedule,category,ingestion_type\na,,,,snapshot\nb,,,,cdc\n',
    );
    const full = listedTable('c', {
      weight: 1.5,
      calls: 3,
      primaryKeys: ['id', 'day'],
      tableConfiguration: { scd_type: 'SCD_TYPE_2' },
      otherColumns: { owner: 'anna' },
    });
    expect(formatTableList([...bare, full]).split('\n')[0]).toBe(
      'source_table,pipeline_group,schedule,category,ingestion_type,weight,calls,primary_keys,table_config,owner',
    );
    expect(formatTableList([full])).toContain('1.5,3,"id,day","{""scd_type"":""SCD_TYPE_2""}",anna');
  });

  it.each(['csv', 'json', 'yaml'] as const)('reads as %s what it wrote', (format) => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.trim() === text);
    const tables = fc.uniqueArray(
      fc.record(
        {
          sourceTable: text,
          ingestionType: fc.constantFrom('snapshot' as const, 'cdc_with_deletes' as const),
          category: fc.constant(''),
          categorySource: fc.constant('none' as const),
          primaryKeys: fc.array(text),
          cursorField: text,
          pipelineGroup: text,
          weight: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
          rows: fc.maxSafeNat(),
          destinationTable: text,
          tableConfiguration: fc.dictionary(text, fc.string()),
          otherColumns: fc.constantFrom<Record<string, string>>({}, { note: 'TRUE', 'due date': '1/2/2026' }),
        },
        {
          noNullPrototype: true,
          requiredKeys: [
            ...(['sourceTable', 'ingestionType', 'category', 'categorySource'] as const),
            ...(['primaryKeys', 'tableConfiguration', 'otherColumns'] as const),
          ],
        },
      ),
      { minLength: 1, selector: ({ sourceTable }) => sourceTable },
    );
    fc.assert(
      fc.property(tables, (tables) => {
        const written = formatTableList(tables, format);
        const list = parse(written, `tables.${format}`);
        const bare = list.tables.map(({ place, ...rest }) => rest);
        expect(bare).toEqual(tables.map((table) => JSON.parse(JSON.stringify(table))));
        expect(formatTableList(list.tables, format)).toBe(written);
        expect(change(list, list.tables)).toBe(written);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a list out of a spreadsheet', () => {
  const excel =
    '\uFEFFSource Table;Pipeline_Group;schedule;category;ingestion_type;active;due;weight\r\n' +
    '"orders";g1;0 0 * * *;"a;b";CDC;TRUE;01.02.2026;1,5\r\n' +
    ';;;;;;;\r\n' +
    'items;;;;snapshot;FALSE;;1E+03\r\n' +
    'last;;;;append;;;';

  it('is understood', () => {
    const { tables } = parse(excel);
    expect(
      tables.map(({ sourceTable, ingestionType, weight }) => [sourceTable, ingestionType, weight]),
    ).toEqual([
      ['orders', 'cdc', 1.5],
      ['items', 'snapshot', 1000],
      ['last', 'append', undefined],
    ]);
    expect(tables[0]).toMatchObject({ category: 'a;b', otherColumns: { active: 'TRUE', due: '01.02.2026' } });
    expect(tables[2]?.place?.line).toBe(5);
  });

  it('stays as it is but for what changes', () => {
    const list = parse(excel);
    expect(change(list, list.tables)).toBe(excel);
    const [orders, items, last] = list.tables;
    if (!orders || !items || !last) throw new Error('three tables');
    const planned = [
      { ...orders, pipelineGroup: 'g2' },
      { ...items, pipelineGroup: 'x;y', destinationTable: 'item' },
      last,
    ];
    expect(change(list, planned)).toBe(
      '\uFEFFSource Table;Pipeline_Group;schedule;category;ingestion_type;active;due;weight;destination_table\r\n' +
        '"orders";g2;0 0 * * *;"a;b";CDC;TRUE;01.02.2026;1,5;\r\n' +
        ';;;;;;;\r\n' +
        'items;"x;y";;;snapshot;FALSE;;1E+03;item\r\n' +
        'last;;;;append;;;',
    );
  });

  it('loses rows of tables that are gone, and gets new ones at its end', () => {
    const list = parse('source_table,note\na,x\nb,y\n');
    const [, b] = list.tables;
    if (!b) throw new Error('two tables');
    expect(change(list, [b, listedTable('c', { ingestionType: 'cdc' })])).toBe(
      'source_table,note,ingestion_type\nb,y\nc,,cdc\n',
    );
  });

  it('may be UTF-16 with tabs, or say its separator in its first line', () => {
    const utf16 = Buffer.from('\uFEFFsource_table\tcategory\r\nMöbel\tx\r\n', 'utf16le');
    const list = parseTableList('tables.csv', utf16);
    expect(list.tables[0]).toMatchObject({ sourceTable: 'Möbel', category: 'x' });
    expect(Buffer.from(changeTableList(list, list.tables))).toEqual(utf16);
    const said = 'sep=|\nsource_table|category\na|x,y;z\n';
    expect(parse(said).tables[0]).toMatchObject({ category: 'x,y;z', place: { line: 3 } });
    expect(change(parse(said), parse(said).tables)).toBe(said);
  });

  it('is refused in another encoding', () => {
    const latin = Buffer.from('source_table\nMöbel\n', 'latin1');
    expect(() => parseTableList('tables.csv', latin)).toThrow(/HR-DISCOVER-002.*not UTF-8/);
  });
});

describe('mistakes in a list', () => {
  it('are told all at once, each at its cell', () => {
    const text = `source_table,schedule,ingestion_type,weight,rows,table_config,primary_keys
orders,0 99 * * *,cdc,,,,
orders,,snapshott,-1,1.5,"{""a"": }",
,0 0 * * *,,,,,
items,,,many,"1,000","[1]","[1]"
`;
    const found = problemsOf(text).map(({ code, place, message }) => [
      `${place?.line}:${place?.col} ${code}`,
      message,
    ]);
    expect(found.map(([at]) => at)).toEqual([
      '2:8 HR-DISCOVER-015',
      '3:1 HR-DISCOVER-013',
      '3:9 HR-DISCOVER-014',
      '3:19 HR-DISCOVER-016',
      '3:22 HR-DISCOVER-016',
      '3:27 HR-DISCOVER-017',
      '4:1 HR-DISCOVER-012',
      '5:9 HR-DISCOVER-016',
      '5:15 HR-DISCOVER-016',
      '5:23 HR-DISCOVER-017',
      '5:29 HR-DISCOVER-018',
    ]);
    const words = found.map(([, message]) => message).join('\n');
    expect(words).toContain('Did you mean "snapshot"?');
    expect(words).toContain('first on line 2');
  });

  it.each([
    ['a,b\nx,y\n', 'HR-DISCOVER-010', 'no column "source_table"; it has a and b'],
    ['source_table\n', 'HR-DISCOVER-011', 'lists no tables'],
    ['source_table,category\na,x,y\n', 'HR-DISCOVER-009', 'has 3 cells, and the heading names 2'],
    ['source_table\n"a\n', 'HR-DISCOVER-003', 'opened and never closed'],
    ['source_table,x,x\na,1,2\n', 'HR-DISCOVER-008', 'two columns "x"'],
  ])('are named: %j', (text, code, words) => {
    const [problem] = problemsOf(text);
    expect(problem).toMatchObject({ code, severity: 'error' });
    expect(problem?.message).toContain(words);
  });

  it.each([
    ['source_table,ingestion_typ\na,cdc\n', 'HR-DISCOVER-021', 14],
    ['source_tabel,schedule\na,@daily\n', 'HR-DISCOVER-010', 1],
  ])('are, once, misspelt names of columns that plans rest on: %j', (text, code, col) => {
    expect(problemsOf(text)).toMatchObject([{ code, severity: 'error', place: { line: 1, col } }]);
  });

  it('are only warned of where a column has almost a known name', () => {
    const list = parse('source_table,wieght\na,3\n');
    expect(list.tables[0]).toMatchObject({ otherColumns: { wieght: '3' } });
    expect(list.problems).toMatchObject([
      { code: 'HR-DISCOVER-020', severity: 'warning', place: { col: 14 } },
    ]);
    expect(problemsOf('source_table,notes\na,mine\n')).toEqual([]);
    expect(problemsOf('source_table,rovs\na,3\n')).toMatchObject([{ code: 'HR-DISCOVER-020' }]);
  });
});

describe('a list as JSON or YAML', () => {
  const yaml = `# ours
tables:
  - source_table: orders # the big one
    schedule: "0 0 * * *"
    primary_keys: [id]
  - source_table: items
    table_config: { scd_type: SCD_TYPE_2 }
`;

  it('keeps comments and order when it changes', () => {
    const list = parse(yaml, 'tables.yml');
    expect(list.tables).toMatchObject([
      { sourceTable: 'orders', primaryKeys: ['id'], place: { line: 3 } },
      { sourceTable: 'items', tableConfiguration: { scd_type: 'SCD_TYPE_2' }, place: { line: 6 } },
    ]);
    const planned = list.tables.map((table) => ({ ...table, pipelineGroup: 'g' }));
    const text = change(list, planned);
    expect(text).toContain('# ours\ntables:\n  - source_table: orders # the big one\n');
    expect(parse(text, 'tables.yml').tables.map(({ pipelineGroup }) => pipelineGroup)).toEqual(['g', 'g']);
  });

  it('may hold those of several connectors', () => {
    const text =
      '{"osipi": [{"source_table": "a"}], "github": [{"source_table": "b", "cursor_field": null}]}';
    expect(parse(text, 'all.json', 'github').tables).toMatchObject([{ sourceTable: 'b' }]);
    expect(problemsOf(text, 'all.json', 'osippi')[0]?.message).toContain('Did you mean "osipi"?');
    expect(problemsOf(text, 'all.json')).toMatchObject([{ code: 'HR-DISCOVER-006' }]);
    const list = parse(text, 'all.json', 'github');
    const changed = JSON.parse(
      change(list, [listedTable('b', { ingestionType: 'cdc', weight: 2 }), listedTable('c')]),
    );
    expect(changed).toEqual({
      osipi: [{ source_table: 'a' }],
      github: [
        { source_table: 'b', cursor_field: null, ingestion_type: 'cdc', weight: 2 },
        { source_table: 'c', ingestion_type: 'snapshot' },
      ],
    });
  });

  it('says where it is wrong', () => {
    const wrong = '[\n  {"source_table": "a", "ingestion_type": "ccd"},\n  7\n]';
    expect(problemsOf(wrong, 'tables.json')).toMatchObject([
      { code: 'HR-DISCOVER-014', place: { line: 2, col: 43 } },
      { code: 'HR-DISCOVER-007', place: { line: 3, col: 3 } },
    ]);
    expect(problemsOf('[\n  {"source_table": ,"category": "metadata"}\n]', 'tables.json')).toMatchObject([
      { code: 'HR-DISCOVER-004', place: { line: 2 } },
    ]);
    expect(problemsOf('- source_table: a\n  schedule: */5 * * * *\n', 'tables.yml')).toMatchObject([
      { code: 'HR-DISCOVER-004', place: { line: 2 }, hint: expect.stringContaining('quotes') },
    ]);
    expect(problemsOf('"x"', 'tables.json')).toMatchObject([{ code: 'HR-DISCOVER-005' }]);
  });
});

describe('a list on disk', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'headrace list '));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('is written whole, into folders that are made', async () => {
    const path = join(root, 'connectors/osipi/tables.csv');
    await writeTableList(path, [listedTable('a')]);
    const list = await readTableList(path);
    await writeTableList(path, [...list.tables, listedTable('b')], list);
    expect((await readTableList(path)).tables.map(({ sourceTable }) => sourceTable)).toEqual(['a', 'b']);
    expect(readdirSync(join(root, 'connectors/osipi'))).toEqual(['tables.csv']);
  });

  it('is changed in place by what stands in it', async () => {
    const path = join(root, 'tables.csv');
    writeFileSync(path, `\uFEFF${original.replaceAll('\n', '\r\n')}`);
    const list = await readTableList(path);
    await writeTableList(path, list.tables, list);
    expect(readFileSync(path, 'utf8')).toBe(`\uFEFF${original.replaceAll('\n', '\r\n')}`);
  });

  it('is said to be missing', async () => {
    await expect(readTableList(join(root, 'no.csv'))).rejects.toMatchObject({
      exitCode: 2,
      problems: [{ code: 'HR-DISCOVER-001', message: expect.stringContaining('there is no such file') }],
    });
  });
});
