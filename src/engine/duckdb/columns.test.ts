import { describe, expect, it } from 'vitest';
import { testTable } from '../../project/testing/test-table.ts';
import { columnChanges, columnProblems, mergeColumns } from './columns.ts';

const column = (name: string, type = 'BIGINT'): { name: string; type: string } => ({ name, type });

describe('columns of a streaming table', () => {
  it('may come, in any order, but not go or change their type', () => {
    const before = [column('a'), column('b')];
    expect(columnChanges(before, [column('c'), column('b'), column('a')])).toEqual([]);
    expect(columnChanges(before, [column('b', 'VARCHAR')])).toEqual([
      'column "a" is gone',
      'column "b" was BIGINT and is now VARCHAR',
    ]);
    expect(mergeColumns(before, [column('c'), column('b'), column('a')]).map(({ name }) => name)).toEqual([
      'a',
      'b',
      'c',
    ]);
  });
});

describe('columnProblems', () => {
  const compiled = { inputs: [], streams: [], readsSource: false, volatile: [], sql: 'SELECT 1' };
  it('names duplicates, whatever their case, and layout columns that are not there', () => {
    const table = testTable({ name: 'one', partitionBy: ['day', 'A'], clusterBy: ['b', 'x'] });
    const found = columnProblems({ ...compiled, table }, [column('a'), column('b'), column('B')]);
    expect(found.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'HR-ENGINE-009 The SELECT of "one" gives more than one column B.',
      'HR-ENGINE-010 `partition_by` of "one" names day, which its SELECT does not give.',
      'HR-ENGINE-010 `cluster_by` of "one" names x, which its SELECT does not give.',
    ]);
    expect(columnProblems({ ...compiled, table: testTable({ name: 'one' }) }, [column('a')])).toEqual([]);
  });
});
