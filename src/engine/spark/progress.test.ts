import { expect, it } from 'vitest';
import type { CompiledTable } from '../../plan/index.ts';
import type { Table } from '../../project/index.ts';
import { testTable } from '../../project/testing/test-table.ts';
import type { UnstampedEvent } from '../../run/index.ts';
import { tableFailed } from './problems.ts';
import { type Progress, progressOf } from './progress.ts';

function compiled(table: Partial<Table> & { name: string }, inputs: string[]): CompiledTable {
  const facts = { sql: '', streams: [], readsSource: inputs.length === 0, volatile: [] };
  return { table: testTable(table), inputs, ...facts };
}

const tables = [
  compiled({ name: 'raw', kind: 'streaming_table' }, []),
  compiled({ name: 'clean', kind: 'streaming_table' }, ['raw']),
  compiled({ name: 'total' }, ['clean']),
];

/** What is told, in order, as messages come. */
function watch(known: Readonly<Record<string, number>> = {}): { progress: Progress; told: string[] } {
  const told: string[] = [];
  const progress = progressOf({
    compiled: { tables: new Map(tables.map((one) => [one.table.name, one])) },
    tables,
    fullRefresh: new Set(),
    before: (name) => (name in known ? { rows: known[name], files: {} } : undefined),
    explain: {
      dataset: (table, message) => tableFailed({ table, message }),
      mistake: () => ({ table: '', problem: tableFailed({ table: '', message: '' }) }),
      definitions: () => [],
      warning: (what) => tableFailed({ table: '', message: what }),
    },
    emit: (event: UnstampedEvent) => {
      if (event.type === 'table_started') told.push(`${event.table} started`);
      if (event.type === 'table_finished') told.push(`${event.table} ${event.status}: ${event.reason}`);
    },
  });
  return { progress, told };
}

let at = 0;
const says = (progress: Progress, message: string, rows: number | null = null): void => {
  at += 1;
  progress.running({ message, at, rows });
};
const flow = (name: string): string => `Flow spark_catalog.default.${name}`;

it('believes that a stream is complete when what reads it begins, or the run is over', () => {
  const { progress, told } = watch({ raw: 2, clean: 2 });
  says(progress, `${flow('raw')} is STARTING.`);
  says(progress, `${flow('raw')} has COMPLETED.`, 5);
  expect(told).toEqual(['raw started']);
  says(progress, `${flow('clean')} is STARTING.`);
  expect(told.splice(0)).toEqual(['raw started', 'clean started', 'raw built: new rows']);
  expect(progress.outcomes.get('raw')).toMatchObject({ rows: 5, rowsAdded: 3 });
  says(progress, `${flow('clean')} has COMPLETED.`, 2);
  says(progress, `${flow('total')} is PLANNING.`);
  says(progress, `${flow('total')} has COMPLETED.`, 1);
  expect(told).toEqual(['total started', 'clean skipped: nothing new to read', 'total built: first build']);
});

it('does not take a failed stream for complete, though Spark says that first', () => {
  const { progress, told } = watch();
  says(progress, `${flow('raw')} is STARTING.`);
  says(progress, `${flow('raw')} has COMPLETED.`, 0);
  says(
    progress,
    "Flow 'spark_catalog.default.raw' has FAILED more than 0 times and will not be restarted.\nError: x",
  );
  says(progress, "Flow 'spark_catalog.default.clean' SKIPPED due to upstream failure(s).");
  progress.ended();
  expect(told).toEqual([
    'raw started',
    'raw failed: failed on Spark',
    'clean blocked: raw failed',
    'total blocked: clean failed',
  ]);
});
