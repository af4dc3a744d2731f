import { describe, expect, it } from 'vitest';
import { testTable } from '../../../project/testing/test-table.ts';
import { renderDataset } from './dataset.ts';

describe('renderDataset', () => {
  it("leaves the user's SELECT as it is, on lines of its own", () => {
    const sql = '-- totals\nSELECT 1 AS x;\n-- the end';
    const { text, linesBefore } = renderDataset(testTable({ name: 'totals' }), sql, false);
    expect(text).toBe('CREATE MATERIALIZED VIEW `totals`\nAS\n-- totals\nSELECT 1 AS x\n');
    expect(text.split('\n')[linesBefore]).toBe('-- totals');
  });

  it('gives the relation `source` to a table over files, a stream where the table is one', () => {
    const table = testTable({ name: 'orders', kind: 'streaming_table' });
    const { text, linesBefore } = renderDataset(table, 'SELECT * FROM source', true);
    expect(text).toBe(
      'CREATE STREAMING TABLE `orders`\nAS\nWITH source AS (SELECT * FROM STREAM(`__source_orders`))\n' +
        'SELECT * FROM (\nSELECT * FROM source\n)\n',
    );
    expect(text.split('\n')[linesBefore]).toBe('SELECT * FROM source');
    expect(renderDataset(testTable({ name: 'x' }), 'SELECT 1', true).text).toContain('FROM `__source_x`');
  });

  it('says layout, comment and properties, whatever they hold', () => {
    const table = testTable({
      name: 'o`x',
      partitionBy: ['a b'],
      comment: "it's C:\\temp",
      properties: { 'delta.appendOnly': 'true' },
    });
    expect(renderDataset(table, 'SELECT 1', false).text).toBe(
      "CREATE MATERIALIZED VIEW `o``x`\nPARTITIONED BY (`a b`)\nCOMMENT 'it\\'s C:\\\\temp'\n" +
        "TBLPROPERTIES ('delta.appendOnly' = 'true')\nAS\nSELECT 1\n",
    );
  });
});
