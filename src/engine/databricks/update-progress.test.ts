import { describe, expect, it } from 'vitest';
import type { PipelineEvent } from '../../databricks/index.ts';
import { updateFailed } from './problems.ts';
import { type UpdateProgress, updateProgress } from './update-progress.ts';

let count = 0;

function flow(
  table: string,
  status: string,
  more: { readonly flow?: string; readonly rows?: number; readonly error?: string } = {},
): PipelineEvent {
  count += 1;
  return {
    ...{ id: `e${count}`, event_type: 'flow_progress', level: more.error === undefined ? 'INFO' : 'ERROR' },
    timestamp: new Date(count * 1000).toISOString(),
    origin: { dataset_name: `main.shop.${table}`, flow_name: more.flow ?? `main.shop.${table}` },
    details: {
      flow_progress: { status, ...(more.rows !== undefined && { metrics: { num_output_rows: more.rows } }) },
    },
    ...(more.error !== undefined && { error: { exceptions: [{ message: more.error }] } }),
  };
}

const make = (...tables: string[]): UpdateProgress =>
  updateProgress(tables, { url: 'https://x', reason: () => 'incremental update' });

const take = (progress: UpdateProgress, ...events: PipelineEvent[]): string[] =>
  events.flatMap((event) =>
    progress.take(event).map((step) => {
      if (step.type === 'finished')
        return `${step.outcome.table} ${step.outcome.status} ${step.outcome.rowsAdded}`;
      return `${step.table} ${step.type}`;
    }),
  );

const failed = updateFailed({ pipeline: 'p', update: 'u', message: 'no', url: 'https://x' });

describe('the progress of an update', () => {
  it('counts what a flow says at its end, else the sum of its steps', () => {
    const progress = make('a', 'b');
    const told = take(
      progress,
      ...[flow('a', 'STARTING'), flow('a', 'RUNNING', { rows: 2 }), flow('a', 'RUNNING', { rows: 5 })],
      ...[flow('a', 'COMPLETED', { rows: 7 }), flow('b', 'RUNNING', { rows: 2 })],
      ...[flow('b', 'RUNNING', { rows: 3 }), flow('b', 'COMPLETED')],
    );
    expect(told).toEqual(['a started', 'a built 7', 'b started', 'b built 5']);
  });

  it('finishes a table when all its flows are done', () => {
    const progress = make('a');
    const told = take(
      progress,
      ...[flow('a', 'QUEUED', { flow: 'one' }), flow('a', 'QUEUED', { flow: 'two' })],
      ...[flow('a', 'RUNNING', { flow: 'one' }), flow('a', 'COMPLETED', { flow: 'one', rows: 1 })],
    );
    expect(told).toEqual(['a started']);
    expect(take(progress, flow('a', 'COMPLETED', { flow: 'two', rows: 2 }))).toEqual(['a built 3']);
  });

  it('does not call a table failed that is tried again', () => {
    const progress = make('a');
    const told = take(
      progress,
      ...[flow('a', 'RUNNING'), flow('a', 'FAILED', { error: 'lost a node' }), flow('a', 'QUEUED')],
      ...[flow('a', 'RUNNING'), flow('a', 'COMPLETED', { rows: 1 })],
    );
    expect(told).toEqual(['a started', 'a again', 'a built 1']);
    expect(progress.end({ state: 'COMPLETED', problem: undefined })).toEqual([]);
  });

  it('tells tables apart that failed, were skipped for it, or were cut off', () => {
    const progress = make('a', 'b', 'c', 'd');
    take(
      progress,
      flow('a', 'COMPLETED'),
      flow('b', 'RUNNING'),
      flow('b', 'FAILED', { error: 'bad column' }),
    );
    take(progress, flow('c', 'SKIPPED'), flow('d', 'RUNNING'));
    const outcomes = progress.end({ state: 'FAILED', problem: failed });
    expect(outcomes.map(({ table, status }) => `${table} ${status}`)).toEqual([
      'b failed',
      'c blocked',
      'd cancelled',
    ]);
    expect(outcomes[0]?.problems?.[0]?.message).toContain('bad column');
  });

  it('takes an update without events for the tables it has', () => {
    const outcomes = make('a', 'b').end({ state: 'COMPLETED', problem: undefined });
    expect(outcomes.map(({ status }) => status)).toEqual(['built', 'built']);
  });

  it('knows tables by any writing of their names, and no others', () => {
    const progress = make('Orders');
    expect(take(progress, flow('orders', 'COMPLETED'), flow('other', 'COMPLETED'))).toEqual([
      'Orders built undefined',
    ]);
  });

  it('hands out rows of flows that never end, once', () => {
    const progress = make('a');
    take(progress, flow('a', 'RUNNING', { rows: 2 }), flow('a', 'RUNNING', { rows: 3 }));
    expect([...progress.drain()]).toEqual([['a', 5]]);
    expect([...progress.drain()]).toEqual([]);
  });
});
