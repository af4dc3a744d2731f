import { expect, it } from 'vitest';
import { buildGraph, type CompiledTable } from '../plan/index.ts';
import { testTable } from '../project/testing/test-table.ts';
import { comparable } from './comparable.ts';

const inputs = new Map([
  ['totals', ['clean']],
  ['scores', ['model', 'clean']],
  ['model', ['raw']],
  ['clean', ['raw']],
  ['raw', []],
  ['other', []],
]);
const compiled = {
  graph: buildGraph(inputs),
  tables: new Map([...inputs].map(([name, reads]) => [name, compiledTable(name, reads)])),
};

function compiledTable(name: string, reads: readonly string[]): CompiledTable {
  const python = { language: 'python', file: 'transformations/silver/model.py' } as const;
  const table = testTable({ name, ...(name === 'model' && { transformation: python }) });
  return { table, sql: undefined, inputs: reads, streams: [], readsSource: false, volatile: [] };
}

it('takes what tables are made from along, inputs first', () => {
  expect(comparable(compiled, new Set(['totals']))).toEqual({
    tables: ['raw', 'clean', 'totals'],
    left: new Map(),
  });
});

it('leaves out Python and what reads it, and says why', () => {
  const { tables, left } = comparable(compiled, new Set(['scores']));
  expect(tables).toEqual(['raw', 'clean']);
  expect([...left]).toEqual([
    ['model', 'it is written in Python, which DuckDB does not run'],
    ['scores', 'it reads model, which is not compared'],
  ]);
});

it('leaves out raw files of another machine', () => {
  const at = { place: { file: 'config.yml', line: 1, col: 1 } };
  const source = {
    type: 'files',
    format: 'csv',
    paths: ['s3://bucket/x.csv'],
    options: { engine: {} },
    at,
  } as const;
  const inputs = new Map([['far', []]]);
  const far = { ...compiledTable('far', []), table: testTable({ name: 'far', source }) };
  const found = comparable({ graph: buildGraph(inputs), tables: new Map([['far', far]]) }, new Set(['far']));
  expect(found).toEqual({
    tables: [],
    left: new Map([['far', 'its raw files are not on this machine, where Spark reads them']]),
  });
});
