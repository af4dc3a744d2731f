import { describe, expect, it } from 'vitest';
import type { CompiledTable } from '../../plan/index.ts';
import type { FileSource, Table } from '../../project/index.ts';
import { testTable } from '../../project/testing/test-table.ts';
import { datasetSql } from './dataset-sql.ts';

const at = { place: { file: 'config.yml', line: 1, col: 1 } };

function compiled(sql: string, known: Partial<Table> = {}): CompiledTable {
  const table = testTable({ name: 'orders', ...known });
  return { table, sql, inputs: [], streams: [], readsSource: table.source !== undefined, volatile: [] };
}

function files(known: Partial<FileSource>): FileSource {
  return { type: 'files', format: 'csv', paths: ['/Volumes/a/b/c'], options: { engine: {} }, at, ...known };
}

describe('the statement of a table', () => {
  it('has the SELECT as it was written, without its semicolon', () => {
    expect(datasetSql(compiled("SELECT ';' AS a -- ;\nFROM b; -- done\n"))).toBe(
      "CREATE OR REFRESH MATERIALIZED VIEW orders\nAS\nSELECT ';' AS a -- ;\nFROM b;\n",
    );
  });

  it('ends the statement even where a comment ends the SELECT', () => {
    for (const sql of ['SELECT a FROM b -- done', "SELECT '--' AS a, 'it''s' AS b -- all; of it\n"]) {
      expect(datasetSql(compiled(sql))).toMatch(/-- (done|all; of it)\n;\n$/);
    }
    for (const sql of ["SELECT ' -- no'", 'SELECT 1 -- why\nAS a', 'SELECT 1 /* -- no */']) {
      expect(datasetSql(compiled(sql)).endsWith(`${sql};\n`), sql).toBe(true);
    }
  });

  it('says what the configuration says of the table', () => {
    const table = {
      kind: 'streaming_table',
      comment: "it's ${new}\\",
      clusterBy: ['id', 'the day'],
      properties: { 'delta.b': 'x', 'delta.a': "y'" },
    } as const;
    expect(datasetSql(compiled('SELECT * FROM STREAM(raw)', table))).toBe(
      `CREATE OR REFRESH STREAMING TABLE orders
COMMENT 'it\\'s $\\{new}\\\\'
CLUSTER BY (id, \`the day\`)
TBLPROPERTIES ('delta.a' = 'y\\'', 'delta.b' = 'x')
AS
SELECT * FROM STREAM(raw);
`,
    );
    expect(datasetSql(compiled('SELECT 1', { partitionBy: ['day'] }))).toContain('PARTITIONED BY (day)');
  });

  it.each([
    ['SELECT id FROM source', ')\nSELECT id FROM source;\n'],
    [
      "SELECT id, 'STREAM(source)' FROM STREAM(source) AS s",
      ")\nSELECT id, 'STREAM(source)' FROM source AS s;\n",
    ],
    [
      '-- why\nWITH a AS (SELECT 1) SELECT * FROM a, source',
      ')\nSELECT * FROM (\n-- why\nWITH a AS (SELECT 1) SELECT * FROM a, source\n);\n',
    ],
  ])('gives %j its source', (sql, end) => {
    const written = datasetSql(compiled(sql, { kind: 'streaming_table', source: files({}) }), { id: 'int' });
    expect(written).toContain('AS\nWITH source AS (\n  SELECT id\n  FROM STREAM read_files(\n');
    expect(written.slice(-end.length)).toBe(end);
  });

  it('reads each format by its own options', () => {
    const read = (
      source: Partial<FileSource>,
      columns?: Record<string, string>,
      known: Partial<Table> = {},
    ): string => datasetSql(compiled('SELECT * FROM source', { ...known, source: files(source) }), columns);
    const options = {
      header: false,
      delimiter: '\t',
      null: 'NA',
      engine: { spark: { maxColumns: 9 }, databricks: { multiLine: false } },
    };
    const csv = read({ options }, { a: 'int' });
    for (const part of [
      "sep => '\t'",
      "nullValue => 'NA'",
      'header => false',
      'maxColumns => 9',
      'multiLine => false',
    ]) {
      expect(csv).toContain(part);
    }
    expect(csv).not.toContain('enforceSchema');
    expect(csv).toContain('FROM read_files(');
    expect(read({ format: 'parquet' }, { a: 'int' })).toContain('SELECT CAST(a AS int) AS a\n');
    expect(read({ format: 'parquet' }, { a: 'int' })).not.toContain('schema =>');
    expect(read({ format: 'text' })).toContain('SELECT value\n');
    expect(read({ format: 'json' })).toContain('SELECT *\n');
    expect(read({}, { a: 'int' }, { kind: 'streaming_table', onChangedFile: 'reprocess' })).toContain(
      'allowOverwrites => true',
    );
  });

  it('reads several places as one, and variables as parameters', () => {
    const written = datasetSql(
      compiled('SELECT * FROM source', {
        source: files({
          paths: ['/Volumes/x/a', '/Volumes/x/b'],
          writtenPaths: ["${var:landing}/a'b", '${var:catalog}/b'],
        }),
      }),
      { id: 'int' },
    );
    expect(written).toContain("'${landing}/a\\'b'");
    expect(written).toContain('UNION ALL');
    expect(written).toContain("'${var_catalog}/b'");
  });
});
