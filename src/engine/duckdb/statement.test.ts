import { describe, expect, it } from 'vitest';
import type { CompiledTable } from '../../plan/index.ts';
import { testTable } from '../../project/testing/test-table.ts';
import { bareSelect, copyToParquet, narrowType, ownText, sqlProblem } from './statement.ts';

describe('bareSelect', () => {
  it.each([
    ['SELECT 1', 'SELECT 1'],
    ['SELECT 1;', 'SELECT 1'],
    ['SELECT 1 ; -- end; really', 'SELECT 1 '],
    ['SELECT 1;;\n/* a; b */;', 'SELECT 1'],
    ["SELECT ';' AS a, 'it''s; so' AS b;", "SELECT ';' AS a, 'it''s; so' AS b"],
    ['SELECT 1 AS "a;""b";', 'SELECT 1 AS "a;""b"'],
    ["SELECT E'\\';' AS a; -- x", "SELECT E'\\';' AS a"],
    ['SELECT $$a;b$$, $t$;$$;$t$;', 'SELECT $$a;b$$, $t$;$$;$t$'],
    ['-- first; line\nSELECT 1 -- last; line', '-- first; line\nSELECT 1 -- last; line'],
    ['/* a;\n b */ SELECT 1;\n', '/* a;\n b */ SELECT 1'],
  ])('%j', (sql, bare) => {
    expect(bareSelect(sql)).toBe(bare);
  });

  it('takes no time for a long line under a semicolon', () => {
    const sql = `-- a;\n${'-'.repeat(100_000)}\nSELECT 1`;
    expect(bareSelect(sql)).toBe(sql);
  });
});

const sql = "SELECT 'ü' AS u, nope";
const compiled: CompiledTable = {
  table: testTable({ name: 'one', clusterBy: ['a b'] }),
  sql,
  inputs: [],
  streams: [],
  readsSource: false,
  volatile: [],
};
const withSql: CompiledTable = {
  ...compiled,
  table: { ...compiled.table, transformation: { language: 'sql', file: 'one.sql', sql } },
};

describe('copyToParquet', () => {
  it('narrows 128-bit integers wherever they are, and quotes what it must', () => {
    const { text } = copyToParquet(compiled, [{ name: 'x "y"', type: 'STRUCT(a HUGEINT)[]' }], "/tmp/it's");
    expect(text).toContain('CAST("x ""y""" AS STRUCT(a BIGINT)[]) AS "x ""y"""');
    expect(text).toContain('ORDER BY "a b"');
    expect(text).toContain("TO '/tmp/it''s/part-0.parquet'");
    expect(narrowType('MAP(UHUGEINT, DECIMAL(38,0))')).toBe('MAP(BIGINT, DECIMAL(38,0))');
  });
});

describe('sqlProblem', () => {
  const failure = (position: number): Error =>
    new Error(
      JSON.stringify({ exception_type: 'Binder', exception_message: 'no', position: String(position) }),
    );
  const nope = Buffer.byteLength(sql.slice(0, sql.indexOf('nope')));

  it('finds the place behind what was put before, counting bytes as DuckDB does', () => {
    const place = { file: 'one.sql', line: 1, col: sql.indexOf('nope') + 1 };
    expect(sqlProblem(withSql, failure(nope)).place).toMatchObject(place);
    expect(sqlProblem(withSql, failure(nope + 7), 'COPY (\n').place).toMatchObject(place);
  });

  it('never takes a place in a text of ours for one in the user’s', () => {
    const view = ownText('CREATE VIEW v AS SELECT 1');
    const place = view.indexOf('CREATE');
    expect(sqlProblem(withSql, failure(place)).place).toMatchObject({ file: 'config.yml' });
  });
});
