import { describe, expect, it } from 'vitest';
import type { Table } from '../project/index.ts';
import { testTable } from '../project/testing/test-table.ts';
import { changes, type Fingerprint, fingerprintOf } from './fingerprint.ts';

const facts = { engine: 'duckdb', inputs: { a: '1.1' }, files: undefined };

function of(known: Partial<Table> = {}, sql = 'SELECT 1', columns?: Record<string, string>): Fingerprint {
  const table = testTable({ name: 'one', ...known });
  return fingerprintOf(
    { table, sql, inputs: ['a'], streams: [], readsSource: true, volatile: [] },
    facts,
    columns,
  );
}

const at = (line: number): Table['at'] => ({ place: { file: 'config.yml', line, col: 1 } });
const source = { type: 'files', format: 'csv', paths: ['data'], options: { engine: {} }, at: at(1) } as const;

describe('a fingerprint', () => {
  it('changes with everything that changes the rows or their layout', () => {
    const base = of({ source });
    expect(changes(base, of({ source }))).toEqual([]);
    expect(changes(base, of({ source }, 'SELECT 2'))).toEqual(['SQL changed']);
    for (const known of [
      { source, clusterBy: ['a'] },
      { source, partitionBy: ['a'] },
      { source: { ...source, paths: ['more'] } },
      { source: { ...source, options: { header: false, engine: {} } } },
    ]) {
      expect(changes(base, of(known))).toEqual(['configuration changed']);
    }
    expect(changes(base, of({ source }, 'SELECT 1', { id: 'bigint' }))).toEqual(['configuration changed']);
  });

  it('does not change with what is only said about the table, or with where it is said', () => {
    const said = of({
      source: { ...source, at: at(9) },
      comment: 'new',
      tags: ['x'],
      at: at(8),
      properties: { a: 'b' },
    });
    expect(changes(of({ source }), said)).toEqual([]);
  });
});
