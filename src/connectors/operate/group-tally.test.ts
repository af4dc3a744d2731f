import { expect, it } from 'vitest';
import { groupTally } from './group-tally.ts';

const options = { url: 'https://x', context: { source: 'osipi', connection: 'c' } };

function flow(table: string, status: string, rows?: number) {
  const metrics = rows === undefined ? {} : { metrics: { num_output_rows: rows } };
  return {
    ...{ id: `${table} ${status} ${rows}`, event_type: 'flow_progress', timestamp: '2026-11-21T10:00:00Z' },
    origin: { dataset_name: `main.bronze.${table}` },
    details: { flow_progress: { status, ...metrics } },
  };
}

it('counts rows as they come, and as a flow says at its end', () => {
  const tally = groupTally(['Points', 'events'], options);
  for (const event of [
    flow('points', 'RUNNING'),
    flow('points', 'RUNNING', 40),
    flow('events', 'RUNNING', 5),
  ])
    expect(tally.take(event)).toEqual([]);
  expect(tally.now()).toMatchObject({ tablesDone: 0, rows: 45 });
  expect(tally.take(flow('points', 'COMPLETED', 100))).toMatchObject([{ table: 'Points', rowsAdded: 100 }]);
  expect(tally.now()).toMatchObject({ tablesDone: 1, rows: 105 });
  expect(tally.take(flow('of_somebody_else', 'COMPLETED', 7))).toEqual([]);
  expect(tally.now()).toMatchObject({ tablesDone: 1, rows: 105 });
});
