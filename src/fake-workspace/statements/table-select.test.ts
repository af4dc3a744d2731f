import { describe, expect, it } from 'vitest';
import { selectFrom } from './table-select.ts';

const pipelines = {
  columns: ['pipeline_id', 'name', 'settings'].map((name) => ({ name, type_text: 'STRING' })),
  rows: [
    ['p1', 'orders', '{"Serverless":true,"owner":{"name":"ada"}}'],
    ['p2', 'books', null],
    ['p3', "o'clock", '{"owner":{"name":"grace"}}'],
  ],
};

function rowsOf(statement: string, parameters: Record<string, string> = {}): unknown {
  const named = Object.entries(parameters).map(([name, value]) => ({ name, value }));
  const find = (name: string) => (name === 'system.lakeflow.pipelines' ? pipelines : undefined);
  return selectFrom({ statement, parameters: named }, find)?.chunks?.[0]?.rows;
}

const table = 'system.lakeflow.pipelines';

describe('a plain SELECT', () => {
  it.each<[string, readonly (readonly (string | null)[])[]]>([
    [`SELECT pipeline_id FROM ${table}`, [['p1'], ['p2'], ['p3']]],
    [`select * from ${table} limit 1`, pipelines.rows.slice(0, 1)],
    [`SELECT name AS n, pipeline_id FROM ${table} WHERE name = 'books';`, [['books', 'p2']]],
    [
      `SELECT pipeline_id FROM ${table} WHERE settings IS NOT NULL AND name >= 'o' ORDER BY name DESC`,
      [['p1'], ['p3']],
    ],
    [
      `SELECT settings:owner.name::string FROM ${table} WHERE pipeline_id IN ('p1', 'p3')`,
      [['ada'], ['grace']],
    ],
    [`SELECT settings:serverless FROM ${table}`, [['true'], [null], [null]]],
  ])('%s', (statement, rows) => {
    expect(rowsOf(statement)).toEqual(rows);
  });

  it('takes parameters', () => {
    expect(rowsOf(`SELECT name FROM ${table} WHERE pipeline_id = :id`, { id: 'p2' })).toEqual([['books']]);
    expect(rowsOf(`SELECT name FROM ${table} WHERE pipeline_id = :id`)).toBeUndefined();
  });
});

it.each([
  'SELECT count(*) FROM system.lakeflow.pipelines',
  'SELECT nosuch FROM system.lakeflow.pipelines',
  'SELECT name FROM elsewhere',
  'SELECT name FROM system.lakeflow.pipelines GROUP BY name',
  "SELECT name FROM system.lakeflow.pipelines WHERE name LIKE 'o%'",
  "SELECT name FROM system.lakeflow.pipelines WHERE name = 'a' OR name = 'b'",
  'SELECT a.name FROM system.lakeflow.pipelines a JOIN b ON true',
  'DROP TABLE system.lakeflow.pipelines',
])('anything else is not answered: %s', (statement) => {
  expect(rowsOf(statement)).toBeUndefined();
});
