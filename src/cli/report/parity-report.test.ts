import { expect, it } from 'vitest';
import type { ParityReport, TableComparison, TableParity } from '../../parity/index.ts';
import { parityJson, parityLines } from './parity-report.ts';

const plain = (text: string): string => text;
const style = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain };

const comparison: TableComparison = {
  rows: { duckdb: 1200, spark: 1200 },
  columns: ['id', 'name', 'score', 'tags'],
  ignored: [],
  different: [],
  close: [],
  unequal: { duckdb: 0, spark: 0 },
  nearlyEqual: 0,
  examples: [],
  cut: false,
};
const equal: TableParity = { table: 'orders', status: 'equal', problems: [], comparison, hints: [] };

function text(tables: readonly TableParity[], more: Partial<ParityReport> = {}): string {
  const report: ParityReport = {
    equal: tables.every(({ status }) => status === 'equal'),
    tables,
    sample: undefined,
    warnings: [],
    ...more,
  };
  return parityLines(report, style).join('\n');
}

it('is short when all is equal, and says what was overlooked on purpose', () => {
  const close = [{ name: 'n', duckdb: 'bigint', spark: 'int' }];
  const noted = {
    ...equal,
    table: 'sums',
    comparison: { ...comparison, close, nearlyEqual: 2, ignored: ['at'] },
  };
  expect(text([equal, noted], { sample: 1000 })).toBe(
    [
      '✓ orders  1,200 rows',
      '✓ sums    1,200 rows  (2 within rounding; n: bigint and int; without at)',
      'DuckDB and Spark agree about 2 tables (1,000 records of each source)',
    ].join('\n'),
  );
});

it('shows rows side by side, only what tells them apart and what tells which they are', () => {
  const long = `${'x'.repeat(60)}a${'y'.repeat(60)}`;
  const different: TableParity = {
    table: 'scores',
    status: 'different',
    problems: [],
    hints: ['Look there.'],
    comparison: {
      ...comparison,
      rows: { duckdb: 3, spark: 2 },
      unequal: { duckdb: 2, spark: 1 },
      different: [
        { name: 'avg', duckdb: 'double', spark: 'decimal(14,6)' },
        { name: 'mine', duckdb: 'int', spark: undefined },
      ],
      examples: [
        { duckdb: ['7', long, null, ['a']], spark: ['7', long.replace('a', 'b'), '', ['a']] },
        { duckdb: ['8', 'x ', '1', null], spark: undefined },
      ],
    },
  };
  expect(text([equal, different])).toBe(`✓ orders  1,200 rows
✗ scores  3 rows on DuckDB, 2 on Spark

scores: 2 rows only on DuckDB, 1 row only on Spark
  column avg is double on DuckDB and decimal(14,6) on Spark: not compared
  column mine (int) is only on DuckDB

         DUCKDB                                                SPARK
  id     7                                                     7
  tags   ["a"]                                                 ["a"]
  name   …${'x'.repeat(15)}a${'y'.repeat(34)}…  …${'x'.repeat(15)}b${'y'.repeat(34)}…
  score  NULL                                                  ""

         DUCKDB  SPARK
  id     8       –
  name   "x "    –
  score  1       –
  tags   NULL    –

  help: Look there.

1 of 2 tables differs`);
});

it('tells what could not be compared, with the problem that kept it', () => {
  const problem = { code: 'HR-X-1', severity: 'error', message: 'It is broken.' } as const;
  const left: TableParity = {
    table: 'model',
    status: 'not_compared',
    reason: 'Spark did not build it: its SELECT failed',
    problems: [problem],
    hints: [],
  };
  expect(text([equal, left])).toBe(
    [
      '✓ orders  1,200 rows',
      '✗ model   not compared: Spark did not build it: its SELECT failed',
      '',
      'error HR-X-1 It is broken.',
      '',
      '1 could not be compared',
    ].join('\n'),
  );
});

it('says what was left out, which is no failure', () => {
  const reason = 'it is written in Python, which DuckDB does not run';
  const left: TableParity = { table: 'model', status: 'left_out', reason, problems: [], hints: [] };
  expect(text([left, equal])).toBe(
    [
      `– model   left out: ${reason}`,
      '✓ orders  1,200 rows',
      'DuckDB and Spark agree about 1 table; 1 table left out',
    ].join('\n'),
  );
});

it('gives machines every value by the name of its column', () => {
  const examples = [{ duckdb: ['1', 'a', null, []], spark: undefined }];
  const report = parityJson({
    equal: false,
    tables: [{ ...equal, status: 'different', comparison: { ...comparison, examples } }],
    sample: undefined,
    warnings: [],
  });
  expect(report).toMatchObject({
    equal: false,
    sample: null,
    tables: [
      {
        table: 'orders',
        unequal_rows: { duckdb: 0, spark: 0 },
        examples: [{ duckdb: { id: '1', name: 'a', score: null, tags: [] }, spark: null }],
      },
    ],
  });
});
