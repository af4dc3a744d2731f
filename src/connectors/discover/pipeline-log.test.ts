import { expect, it } from 'vitest';
import { type LogEntry, tablesInLog } from './pipeline-log.ts';

const entry = (seconds: number, update: string, more: Partial<LogEntry>): LogEntry => ({
  ...{ at: seconds * 1000, update, dataset: 'main.bronze.orders' },
  ...more,
});

it('counts runs that completed, from their start, without the time in the queue', () => {
  const log = [
    entry(0, 'a', { flowType: 'CHANGE' }),
    entry(1, 'a', { status: 'QUEUED' }),
    entry(10, 'a', { status: 'STARTING' }),
    entry(12, 'a', { status: 'RUNNING', rows: 40 }),
    entry(20, 'a', { status: 'COMPLETED', rows: 100 }),
    entry(30, 'b', { status: 'STARTING' }),
    entry(50, 'b', { status: 'COMPLETED', rows: 201 }),
    entry(60, 'c', { status: 'STARTING' }),
    entry(99, 'c', { status: 'FAILED', rows: 5_000 }),
  ];
  const expected = [{ dataset: 'main.bronze.orders', ingestionType: 'cdc', seconds: 15, rows: 151 }];
  expect(tablesInLog(log)).toEqual(expected);
  expect(tablesInLog(log.toReversed())).toEqual(expected);
});

it('knows kinds by types of flows, and leaves views out', () => {
  const types = ['SNAPSHOT_CHANGE', 'APPEND', 'VIEW', 'SOMETHING', undefined];
  const log = types.map((flowType, n) => entry(n, 'a', { dataset: `t${n}`, flowType }));
  expect(tablesInLog(log).map(({ dataset, ingestionType }) => `${dataset} ${ingestionType}`)).toEqual([
    't0 snapshot',
    't1 append',
    't3 unknown',
    't4 unknown',
  ]);
});

it('lets only the latest runs count', () => {
  const log = Array.from({ length: 20 }, (_, n) => [
    entry(n * 100, `u${n}`, { status: 'STARTING' }),
    entry(n * 100 + (n < 10 ? 50 : 7), `u${n}`, { status: 'COMPLETED', rows: n < 10 ? 1 : 3 }),
  ]).flat();
  expect(tablesInLog(log)).toMatchObject([{ seconds: 7, rows: 3 }]);
});
